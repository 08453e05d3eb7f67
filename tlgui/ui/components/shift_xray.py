"""The shift X-ray of a source and a target with the adviser's card. Made on the first visit, shown from then on."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag, to_adapt

TEXTS = (
    *("page.xray.nothing", "page.xray.making", "page.xray.failed", "page.xray.galleries", "page.xray.galleries.read"),
    *("page.xray.source.own", "page.xray.source.other", "page.xray.target.own", "page.xray.target.other"),
    *("page.xray.looks", "page.xray.looks.read", "page.xray.classes", "page.xray.classes.read"),
    *("page.xray.shares", "page.xray.shares.read"),
    *("page.advice", "page.advice.use", "page.advice.use_told", "page.advice.how", "page.advice.possible", "page.advice.labels"),
    *("page.advice.ways.contains", "page.advice.ways.find", "page.advice.ways.label"),
    *("page.advice.labels.keep", "page.advice.labels.use", "page.offline", "page.dataset.reveal", "page.dataset.reveal.sure"),
)


def shift_xray(language: str) -> gr.HTML:
    """The script fills in each section; one that has nothing to say is left out."""

    def text(key: str) -> str:
        return escaped(say(key, language))

    markup = f"""
<div class="xray">
  <section class="panel head">
    <p class="kicker note"></p>
    {tag("h1", say("page.xray.title", language))}
    {tag("p", say("page.xray.about", language), "lead")}
    <div class="busy" role="status" hidden><p class="words"></p><div class="bar"><i></i></div></div>
    <ul class="problems" aria-live="assertive" hidden></ul>
    <p class="go" hidden>{to_adapt(language)}</p>
    <div class="said" aria-live="polite" hidden>
      <p class="headline"></p>
      <div class="gauge" aria-hidden="true"><span class="track"><i></i></span>
        <span class="ends note"><span>50 % · {text("page.xray.chance")}</span><span>100 % · {text("page.xray.always")}</span></span></div>
      <p class="numbers note"></p>
      <details><summary class="note">{text("page.xray.numbers.what")}</summary><p class="note about"></p></details>
    </div>
  </section>
  <section class="panel advice" aria-labelledby="title-advice" hidden>
    {tag("p", say("page.advice", language), "kicker note")}
    <h2 id="title-advice" class="begin"></h2>
    <div class="row"><a class="button main use" hidden></a>
      <span class="later note" hidden>{text("page.advice.later")}</span>
      <span class="labels note" hidden>{text("page.advice.labels")}:
        <label><input type="radio" name="labels" value="keep"> {text("page.advice.labels.keep")}</label>
        <label><input type="radio" name="labels" value="use"> {text("page.advice.labels.use")}</label></span></div>
    <ul class="findings"></ul>
    <p class="how"><a></a></p>
    <p class="type"></p>
    <p class="note science"></p>
    <p class="note possible"></p>
  </section>
  <div class="sections"></div>
</div>"""
    return component("shift_xray", markup, language=language, elem_id="xray", texts=TEXTS)
