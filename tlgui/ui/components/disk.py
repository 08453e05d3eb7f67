"""Disk used: what runs, datasets and caches take, and a button beside each part that can be computed again."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag


def disk(language: str) -> gr.HTML:
    """What is there is asked for when the fold is opened."""
    markup = f"""
<details class="explain disk"><summary>{escaped(say("page.disk.title", language))}</summary>
  {tag("p", say("page.disk.about", language), "note")}
  <table><tbody></tbody></table>
  <p class="note total"></p>
  <p class="note told" role="status" hidden></p>
  <ul class="problems" hidden></ul>
</details>"""
    texts = tuple(key for key in CATALOGUE if key.startswith("page.disk."))
    return component("disk", markup, language=language, elem_id="disk", texts=texts)
