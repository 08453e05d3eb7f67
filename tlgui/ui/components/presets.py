"""Presets: settings under a name, folded away under the settings; one can be used, saved, shared as a file, added from one."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag


def presets(language: str) -> gr.HTML:
    """Its value is what the browser and Python tell each other: the name to save the form under, and what came of it, as JSON."""

    def text(key: str) -> str:
        return escaped(say(key, language))

    markup = f"""
<details class="explain presets">
  <summary>{text("page.presets")}</summary>
  {tag("p", say("page.presets.about", language), "note")}
  <ul class="plain kept"></ul>
  <form class="row"><input type="text" class="field" maxlength="200" autocomplete="off" placeholder="{text("page.presets.name")}"
      aria-label="{text("page.presets.name")}">
    <button type="submit" class="button">{text("page.presets.save")}</button></form>
  <p class="row"><label class="link from-file">{text("page.presets.add")}
    <input type="file" accept=".json,application/json" class="unseen"></label></p>
  <p class="row"><span class="note told" role="status" hidden></span>
    <button type="button" class="link undo" hidden>{text("page.bin.undo")}</button></p>
  <ul class="problems" aria-live="assertive" hidden></ul>
</details>"""
    texts = tuple(key for key in CATALOGUE if key.startswith("page.presets."))
    return component("presets", markup, language=language, elem_id="presets", texts=texts)
