"""Exports: a run's model, its predictions, a report, the run itself, and the same run as a command, a script and a notebook."""

from __future__ import annotations

import gradio as gr

from tlgui.export.kinds import KINDS
from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag


def take_away(language: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    def thing(what: str) -> str:
        return f"""<section data-what="{what}"><h3>{text(f"page.take.{what}")}</h3>
    {tag("p", say(f"page.take.{what}.about", language), "note")}
    <p class="doing"><button type="button" class="button make">{text("page.take.make")}</button><a class="button fetch" download hidden></a></p>
    <div class="after"><div class="busy" hidden><div class="bar unknown"><i></i></div></div><p class="note said" role="status"></p>
      <ul class="problems" hidden></ul></div></section>"""

    markup = f"""
<section class="panel take" aria-labelledby="title-take" hidden>
  <h2 id="title-take">{text("page.take")}</h2>
  <div class="columns">
    {"".join(thing(kind.key) for kind in KINDS)}
    <section class="same"><h3>{text("page.take.same")}</h3>{tag("p", say("page.take.same.about", language), "note")}
      <p class="doing"><a class="script" download>{text("page.take.script")}</a><a class="notebook" download>{text("page.take.notebook")}</a>
        <button type="button" class="link copy" hidden>{text("page.take.copy")}</button></p></section>
  </div>
  <details class="explain checks" hidden><summary>{text("page.take.checks")}</summary><ul class="plain"></ul></details>
</section>"""
    texts = tuple(key for key in CATALOGUE if key.startswith("page.take."))
    return component("take_away", markup, language=language, elem_id="take-away", texts=texts)
