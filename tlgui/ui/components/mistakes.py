"""What is still wrong: the confusion matrix whose cells open their pictures, each class before and after, the most confident mistakes."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped


def mistakes(language: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    def choice(name: str, checked: bool) -> str:
        ticked = " checked" if checked else ""
        return f'<label><input type="radio" name="matrix-of" value="{name}"{ticked}><span>{text(f"page.mistakes.of.{name}")}</span></label>'

    markup = f"""
<section class="panel mistakes" aria-labelledby="title-mistakes" hidden>
  <div class="heading"><h2 id="title-mistakes"></h2>
    <fieldset class="pills of"><legend class="unseen">{text("page.mistakes.of")}</legend>
      {choice("baseline", False)}{choice("run", True)}</fieldset>
  </div>
  <p class="note"><span class="read"></span> <a class="link to-label" hidden></a></p>
  <div class="matrix-and-classes">
    <div class="scroller"><table class="matrix"><thead></thead><tbody></tbody></table></div>
    <div class="classes"><h3></h3><p class="note"></p><ul class="plain"></ul></div>
  </div>
  <details class="explain"><summary>{text("page.mistakes.more")}</summary><p class="of-matrix"></p><p class="of-surest"></p></details>
  <div class="pictures" aria-live="polite"><h3></h3>
    <button type="button" class="link back" hidden>{text("page.mistakes.back")}</button><div class="faces"></div><p class="note none"></p></div>
</section>"""
    texts = tuple(key for key in CATALOGUE if key.startswith("page.mistakes."))
    return component("mistakes", markup, language=language, elem_id="mistakes", texts=texts)
