"""What the target contains: not known, the same classes as often as the source, or shares that its user knows."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

TEXTS = (
    "page.contains",
    "page.contains.unknown",
    "page.contains.same",
    "page.contains.told",
    "page.contains.told.as_text",
    "page.contains.by_labels",
    "page.contains.by_labels.about",
    "page.contains.class",
    "page.contains.share",
    "page.contains.many",
    "page.contains.no_class",
    "page.contains.no_class.near",
)


def target_shares(language: str) -> gr.HTML:
    """Its value is what :func:`tlgui.specification.target_shares.read_shares` reads, empty while nothing is known."""

    def way(value: str, text: str, note: str) -> str:
        return f"""<label><input type="radio" name="contains" value="{value}"><span>{escaped(say(text, language))}
      {tag("span", say(note, language), "note")}</span></label>"""

    markup = f"""
<details class="contains" hidden>
  <summary><span class="summary"></span></summary>
  <fieldset><legend class="unseen">{escaped(say("page.contains.ask", language))}</legend>
    {way("", "page.contains.choose.unknown", "page.contains.choose.unknown.about")}
    {way("same", "page.contains.choose.same", "page.contains.choose.same.about")}
    {way("told", "page.contains.choose.told", "page.contains.choose.told.about")}
  </fieldset>
  <div class="told" hidden>
    <p class="note labels" hidden></p>
    <table><tbody></tbody></table>
    <p class="note many" hidden></p>
    <label class="typed">{tag("span", say("page.contains.typed", language), "note")}
      <input type="text" spellcheck="false" autocomplete="off"></label>
    <ul class="problems" aria-live="polite" hidden></ul>
  </div>
</details>"""
    return component("target_shares", markup, language=language, elem_id="target-shares", texts=TEXTS)
