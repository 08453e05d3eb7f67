"""The page Learn: contents, lessons, ideas with four pictures that answer to sliders, and room for a strategy's page.

Everything that does not change stands in the markup; ``learn.js`` brings a strategy's page, ``learn_pictures.js`` draws the pictures,
``lesson_list.js`` lists the lessons.
"""

from __future__ import annotations

from typing import NamedTuple

import gradio as gr

from tlgui.strategies import OFFERED, STRATEGIES
from tlgui.strategies.base import Family
from tlgui.texts import listed, say
from tlgui.ui.components.base import component, escaped, tag
from tlgui.ui.components.lesson import LIST_TEXTS, lesson_list
from tlgui.ui.components.tour import tour_again
from tlgui.views.equations import mathml
from tlgui.views.strategy import family_name

IDEAS = ("domain", "task", "types", "families", "mmd", "adversary", "contrast", "measure")
EQUATIONS = {"mmd": "mmd", "adversary": "dann", "contrast": "contrastive"}
"""The strategy whose equation stands with an idea."""

TYPES = (
    ("intra_domain", True, False, ("fine-tuning", "feature-extraction")),
    ("inter_domain", False, True, ("mcc", "cdan", "mmd")),
    ("intra_task", False, False, ("fine-tuning", "feature-extraction")),
)
"""Name, whether the domain is the same, whether the task is, and what to begin with."""


class Slider(NamedTuple):
    """A control of a picture."""

    name: str
    low: float
    high: float
    step: float
    value: float


SLIDERS = {
    "domain": (Slider("shift", 0, 4, 0.1, 1.2),),
    "mmd": (Slider("shift", 0, 4, 0.1, 2), Slider("width", 0.1, 3, 0.1, 0.6)),
    "adversary": (Slider("strength", 0, 6, 0.5, 1), Slider("step", 0, 60, 1, 0)),
    "contrast": (Slider("temperature", 0.05, 1, 0.05, 0.2),),
}


def learn(language: str) -> gr.HTML:
    ideas = "".join(_idea(name, language) for name in IDEAS)
    markup = f"""
<div class="learn">
  <details class="contents panel" open>
    <summary>{escaped(say("learn.contents", language))}</summary>
    {_contents(language)}
  </details>
  <div class="shown">
    <article class="ideas">
      {tag("h1", say("learn.title", language))}{tag("p", say("learn.lead", language), "lead")}
      {tour_again(language)}
      {lesson_list(language)}
      {ideas}
    </article>
    <article class="strategy panel" hidden aria-live="polite"></article>
  </div>
</div>"""
    texts = (
        *("learn.domain.reading", "learn.domain.aligned", "learn.mmd.reading", "learn.adversary.reading"),
        *("learn.contrast.reading", "learn.contrast.partner", "learn.contrast.rival"),
        *(
            "learn.strategy.equation",
            "learn.strategy.numbers",
            "learn.strategy.settings",
            "learn.strategy.setting",
        ),
        *("learn.strategy.default", "learn.strategy.range", "learn.strategy.about", "learn.strategy.no_settings"),
        *("learn.strategy.command", "learn.strategy.use", "page.title"),
        *LIST_TEXTS,
    )
    return component("learn", markup, language=language, elem_id="learn", texts=texts)


def _contents(language: str) -> str:
    ideas = "".join(f'<li><a href="learn#{name}" data-idea="{name}">{_title(name, language)}</a></li>' for name in IDEAS)
    groups = "".join(
        f"{tag('h3', family_name(family, language))}<ul>{''.join(f'<li>{link}</li>' for link in links)}</ul>"
        for family in Family
        if (links := _links([key for key, each in OFFERED.items() if each.family is family], language))
    )
    lessons = f'<li><a href="learn#lessons" data-idea="lessons">{escaped(say("page.lesson.list", language))}</a></li>'
    ideas = lessons + ideas
    both = tag("h2", say("learn.ideas", language)) + f"<ul>{ideas}</ul>" + tag("h2", say("learn.strategies", language)) + groups
    return f'<nav aria-label="{escaped(say("learn.contents", language))}">{both}</nav>'


def _title(name: str, language: str) -> str:
    return escaped(say(f"learn.{name}", language))


def _links(keys: list[str] | tuple[str, ...], language: str) -> list[str]:
    """Links to the pages of strategies, by their short names."""
    names = {key: STRATEGIES[key].texts.words(language).name.partition(" · ")[0] for key in keys}
    return [f'<a href="learn?strategy={key}" data-strategy="{key}">{escaped(name)}</a>' for key, name in names.items()]


def _idea(name: str, language: str) -> str:
    extra = {"types": _types, "families": _families}.get(name, lambda language: "")(language)
    equation = _equation(STRATEGIES[EQUATIONS[name]].equation, language) if name in EQUATIONS else ""
    picture = _picture(name, language) if name in SLIDERS else ""
    return f"""
<section class="panel" id="{name}" aria-labelledby="title-{name}">
  <h2 id="title-{name}">{_title(name, language)}</h2>
  {tag("p", say(f"learn.{name}.text", language))}{equation}{extra}{picture}
</section>"""


def _equation(latex: str, language: str) -> str:
    """It scrolls sideways where the window is narrow, so it can be reached by keyboard."""
    label = escaped(say("learn.strategy.equation", language))
    return f'<div class="equation" tabindex="0" role="group" aria-label="{label}">{"".join(mathml(latex))}</div>'


def _picture(name: str, language: str) -> str:
    """A picture: the script draws into ``svg``; what it shows is said in words below, which are also its alternative text."""
    controls = "".join(
        f"""<label>{escaped(say(f"learn.{name}.{each.name}", language))}
  <input type="range" name="{each.name}" min="{each.low}" max="{each.high}" step="{each.step}" value="{each.value}">
  <output></output></label>"""
        for each in SLIDERS[name]
    )
    if name == "domain":
        controls += f'<label><input type="checkbox" name="align"> {escaped(say("learn.domain.align", language))}</label>'
    return f"""
<figure class="live" data-picture="{name}">
  <figcaption class="note" id="try-{name}">{escaped(say(f"learn.{name}.try", language))}</figcaption>
  <svg role="img" aria-labelledby="try-{name} reading-{name}"></svg>
  <div class="row controls">{controls}</div>
  <p class="reading" id="reading-{name}" aria-live="polite"></p>
</figure>"""


def _types(language: str) -> str:
    titles = [say(f"learn.types.{name}", language) for name in ("name", "field", "the_domain", "the_task", "begin")]
    heads = "".join(tag("th", title) for title in titles)
    rows = ""
    for name, domain, task, begin in TYPES:
        same, other = say("learn.types.same", language), say("learn.types.other", language)
        cells = (
            escaped(say(f"learn.types.{name}.field", language)),
            escaped(same if domain else other),
            escaped(same if task else other),
            listed(_links(begin, language), language),
        )
        labelled = "".join(
            f'<td data-label="{escaped(title)}">{cell}</td>' for title, cell in zip(titles[1:], cells, strict=True)
        )
        rows += f"<tr>{tag('th', say(f'learn.types.{name}', language))}{labelled}</tr>"
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _families(language: str) -> str:
    parts = ""
    for family in Family:
        links = listed(_links([key for key, each in OFFERED.items() if each.family is family], language), language)
        about = say(f"learn.family.{family.name.lower()}", language)
        parts += tag("dt", family_name(family, language)) + f"<dd>{escaped(about)}<br>{links}</dd>"
    return f"<dl>{parts}</dl>"
