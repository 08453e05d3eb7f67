"""A race that one can watch, and above it the verdict that it ends in. Which search, the address says; else all of them are listed."""

from __future__ import annotations

import gradio as gr

from tlgui.runs.pick import RANKED
from tlgui.service.resuming import CONFIRMABLE
from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, nothing_yet, tag
from tlgui.views.words import word

TEXTS = (
    *(
        "page.search.left",
        "page.search.left.open",
        "page.search.left.between",
        "page.search.done",
        "page.search.done.open",
        "page.search.reference",
        "page.search.nearest",
        "page.search.gone",
        "page.search.failed",
    ),
    "page.search.scores_left_out",
    *("page.search.open", "page.search.try", "page.search.take_away", "page.search.in_results"),
    *("page.search.say_so.fill", "page.revealing"),
    *("page.reconnecting", "page.results.sealed"),
)


def search(language: str) -> gr.HTML:
    def words(key: str) -> str:
        return say(f"page.search.{key}", language)

    def button(name: str) -> str:
        return f'<button type="button" class="button {name}" hidden>{escaped(say(f"page.{name}", language))}</button>'

    columns = {"candidate": words("candidate"), "stands": words("state"), "curve": words("loss")}
    columns |= {name: word(f"score.{name}", language) for name in RANKED}
    columns |= {"accuracy": words("accuracy"), "weight": words("weight")}
    about = {name: say(f"score_about.{name}", language) for name in RANKED}
    titles = {name: f' title="{escaped(words)}"' for name, words in about.items()}
    heads = "".join(
        f'<th scope="col" class="{name}"{titles.get(name, "")}>{escaped(title)}</th>' for name, title in columns.items()
    )
    scores = [say("page.search.how_score", language, score=columns[name], about=about[name]) for name in RANKED]
    how = "".join(tag("p", each) for each in (words("how_references"), words("how_matched"), words("how_distilled"), *scores))
    markup = f"""
<div class="search">
  <div class="race-head" hidden>{tag("h1", words("title"))}<p class="pair"></p><p class="lead"></p></div>
  <section class="panel verdict-of-search" aria-live="polite" hidden>
    <p class="row labels-first" hidden><span></span><a class="button main"></a></p>
    <p class="note kicker"></p><h2></h2><p class="doubt"></p>
    <p class="row links"></p>
    <p class="chosen-for"></p><ul class="reasons"></ul>
    <div class="settle"><h3></h3><p></p>
      <p class="row"><a class="button again" href="./">{escaped(words("again"))}</a></p></div>
  </section>
  <section class="panel race" hidden>
    <div class="status" role="status">
      <p class="what"><span class="light" aria-hidden="true"></span><span class="words"></span></p>
      <p class="how-long"><span class="time note"></span></p><div class="bar"><i></i></div></div>
    <p class="row buttons">{button("resume")}{button("pause")}{button("stop")}</p>
    <ul class="problems" aria-live="assertive" hidden></ul>
    <button type="button" class="link confirm" hidden>{escaped(say("page.resume.confirm", language))}</button>
    <div class="scroller"><table><thead><tr>{heads}</tr></thead><tbody></tbody></table></div>
    <p class="note read">{escaped(words("read"))} <span class="of-left-out" hidden>{escaped(words("read_left_out"))} </span>
      <span class="of-rounds" hidden>{escaped(words("read_rounds"))} </span>
      <span class="of-weights" hidden>{escaped(words("read_weights"))}</span></p>
    <ul class="note uncounted" hidden></ul>
    <details class="explain"><summary>{escaped(words("how"))}</summary>{how}</details>
    <p class="row links"></p>
  </section>
  <section class="panel searches" hidden><h1>{escaped(words("title"))}</h1><ul></ul></section>
  {nothing_yet("page.search.none", language)}
</div>"""
    return component(
        "search",
        markup,
        language=language,
        elem_id="search",
        texts=TEXTS,
        columns=columns,
        scores=list(RANKED),
        confirmable=list(CONFIRMABLE),
    )
