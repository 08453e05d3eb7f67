"""The trash: word that a run was deleted, with Undo; and below the list of runs what lies in it."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag, toast


def run_bin(language: str) -> gr.HTML:
    """It hears of a run that the list deleted, and tells the list when one is back."""
    markup = f"""
{toast(language)}
<details class="explain bin" hidden><summary></summary>
  {tag("p", say("page.bin.about", language), "note")}
  <ul class="plain"></ul>
  <p class="row"><button type="button" class="button older" hidden>{escaped(say("page.bin.older", language))}</button></p>
  <p class="row"><button type="button" class="link empty">{escaped(say("page.bin.empty", language))}</button></p>
  <ul class="problems" hidden></ul>
</details>"""
    texts = (*(key for key in CATALOGUE if key.startswith("page.bin.")), "page.remarks.cancel")
    return component("run_bin", markup, language=language, elem_id="bin", texts=texts)
