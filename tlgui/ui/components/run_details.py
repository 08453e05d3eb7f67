"""Folded at the end: what to watch for, scores without labels, times, settings, files."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag


def run_details(language: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    markup = f"""
<details class="panel details" hidden>
  <summary><h2>{text("page.details")}</h2></summary>
  <div class="columns">
    <section><h3>{text("page.details.watch")}</h3><div class="watch"></div>
      <h3>{text("page.details.times")}</h3><table class="seconds"></table></section>
    <section><h3>{text("page.details.scores")}</h3>{tag("p", say("page.details.scores.about", language), "note")}
      <p class="note scores-of" hidden></p>
      <table class="scores">
        <thead><tr><th></th><th>{text("page.details.run")}</th><th>{text("page.details.baseline")}</th></tr></thead><tbody></tbody>
      </table>
      <h3>{text("page.details.files")}</h3><p class="note folder"></p><p class="files"></p></section>
    <section><h3>{text("page.details.settings")}</h3><table class="settings"></table></section>
  </div>
</details>"""
    return component("run_details", markup, language=language, elem_id="details")
