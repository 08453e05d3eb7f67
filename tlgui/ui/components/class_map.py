"""Which classes a run uses and under which names: two datasets that call the same thing differently can still be compared."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

TEXTS = (
    "page.classes.use",
    "page.classes.name",
    "page.classes.more",
    "page.classes.changed",
    "page.classes.used",
    "page.role.source",
    "page.role.target",
)


def class_map(language: str) -> gr.HTML:
    """Its value is a :class:`tlgui.specification.run_spec.ClassMap` as JSON, empty when nothing is changed."""
    markup = f"""
<details class="classes" hidden>
  <summary><span class="summary"></span></summary>
  <div class="alike" hidden><ul></ul>
    <button type="button" class="button">{escaped(say("page.classes.unite", language))}</button></div>
  {tag("p", say("page.classes.about", language), "note")}
  {tag("p", say("page.classes.unseen", language), "note unseen-names")}
  <table>
    <thead class="unseen"><tr>{tag("th", say("page.classes.head.use", language))}
      {tag("th", say("page.classes.head.class", language))}{tag("th", say("page.classes.head.name", language))}</tr></thead>
    <tbody></tbody>
  </table>
  <p class="note more" hidden></p>
  <button type="button" class="link reset" hidden>{escaped(say("page.classes.reset", language))}</button>
</details>
<a class="check note" href="health" hidden>{escaped(say("page.health.link", language))}</a>"""
    return component("class_map", markup, language=language, elem_id="classes", texts=TEXTS)
