"""What the Adapt page says of a form, as HTML. Everything in it is escaped."""

from __future__ import annotations

from tlgui.data.demo_catalogue import DEFAULT_DEMO, DEMOS, Demo
from tlgui.errors import UserError
from tlgui.models import catalogue
from tlgui.service.questions import TO_CONFIRM
from tlgui.strategies import STRATEGIES, Combination
from tlgui.texts import say
from tlgui.ui.components.base import escaped, tag
from tlgui.ui.form import Considered, as_labeled


def idea_of(strategy: str, language: str) -> str:
    """The idea of each strategy of a combination, in a sentence."""
    known = [STRATEGIES[key] for key in Combination.parse(strategy).keys if key in STRATEGIES]
    return " ".join(escaped(each.texts.words(language).idea) for each in known)


def labels_html(considered: Considered, target: str, language: str) -> str:
    """What the target's labels are used for, and the way to a search with those that were given on *Label twenty*."""
    link = ""
    if considered.given:
        words = escaped(say("page.uses.given", language, labels=considered.given))
        link = f'<p><a href="label?target={escaped(target)}">{words}</a></p>'
    return escaped(considered.labels) + link


def how_it_works(strategy: str, language: str) -> str:
    """When a strategy helps and fails, what to watch, and where it comes from."""
    parts = []
    for key in Combination.parse(strategy).keys:
        if key not in STRATEGIES:
            continue
        chosen, words = STRATEGIES[key], STRATEGIES[key].texts.words(language)
        rows = [
            ("helps", words.helps),
            ("fails", words.fails),
            ("watch", words.watch),
            ("family", chosen.family.value.say(language)),
        ]
        if chosen.paper:
            rows.append(("paper", chosen.paper))
        terms = "".join(tag("dt", say(f"page.how.{name}", language)) + tag("dd", text) for name, text in rows)
        more = f'<p><a href="learn?strategy={escaped(key)}">{escaped(say("learn.more", language))}</a></p>'
        parts.append(f"{tag('h3', words.name)}<dl>{terms}</dl>{more}")
    return "".join(parts)


def about_backbone_of(backbone: str, language: str) -> str:
    card = catalogue.card_of(backbone)
    return escaped(card.about.say(language) if card else say("page.backbone.other", language))


def about_second_of(second: str, language: str) -> str:
    """What the box for a second backbone does; a text, not HTML."""
    return say("page.second_backbone.about", language, backbone=catalogue.name_of(second))


def demos_html(language: str) -> str:
    """A button for each demo, the first one large. ``boot.js`` hears their presses, ``dataset_card.js`` does what they ask for."""

    def button(name: str, words: str, more: str) -> str:
        return f'<button type="button" {more} data-demo="{escaped(name)}">{escaped(words)}</button>'

    def pair(demo: Demo) -> str:
        return " → ".join(say(each.name_key, language) for each in (demo.source, demo.target))

    offered = {name: demo for name, demo in DEMOS.items() if name != DEFAULT_DEMO and not demo.for_lessons}
    others = [button(name, pair(demo), 'class="link"') for name, demo in offered.items()]
    first = button(DEFAULT_DEMO, say("demo.try", language), 'class="button" id="demo"')
    return f'{first}<p class="note">{escaped(say("demo.others", language))} {" · ".join(others)}</p>'


def problems_html(considered: Considered) -> str:
    """Everything that stands against a start; or what to do next; or nothing. Last, where it is so, that pictures are too few."""
    if considered.problems:
        listed = f'<ul class="problems">{"".join(tag("li", sentence) for sentence in considered.problems)}</ul>'
    else:
        listed = hint_html(considered.hint)
    return listed + hint_html(considered.few)


def refused_html(error: UserError, language: str, pressed: str = "start") -> str:
    """Why a run was not started; where it may be meant all the same, a button that says so and presses again what was ``pressed``."""
    items = ""
    error = UserError.of([as_labeled(each, language) for each in error.problems])
    for problem, sentence in zip(error.problems, error.sentences(language), strict=True):
        button = ""
        if problem.code in TO_CONFIRM:
            words = escaped(say("page.confirm.search" if pressed == "find-best" else "page.confirm", language))
            button = f' <button type="button" class="link" data-confirm="{escaped(problem.code)}" data-again="{pressed}">{words}</button>'
        items += f"<li>{escaped(sentence)}{button}</li>"
    return f'<ul class="problems">{items}</ul>'


def hint_html(hint: str) -> str:
    return tag("p", hint, "hint note") if hint else ""
