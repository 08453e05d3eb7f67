"""Import a run: the zip that another machine wrote, and what should be known of the run once it is here."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag


def run_import(language: str) -> gr.HTML:
    markup = f"""
<div class="import"><p class="row choose"><label class="link from-file">{escaped(say("page.import", language))}
    <input type="file" accept=".zip,application/zip" class="unseen"></label>
    {tag("span", say("page.import.about", language), "note")}</p>
  <div class="busy" role="status" hidden>
    <p class="words"></p><div class="bar"><i></i></div>
    <button type="button" class="link cancel">{escaped(say("page.upload.cancel", language))}</button>
  </div>
  <p class="note told" role="status" hidden></p>
  <ul class="plain note notes" hidden></ul>
  <ul class="problems" aria-live="assertive" hidden></ul>
</div>"""
    texts = (*(key for key in CATALOGUE if key.startswith("page.import")), "page.upload.waiting")
    return component("run_import", markup, language=language, elem_id="import", texts=texts)
