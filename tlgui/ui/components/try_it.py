"""A picture through both networks of a run, side by side: what each says, where it looked, which source pictures are nearest."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag, to_adapt


def try_it(language: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    def model(name: str) -> str:
        return f"""
    <article class="panel model" data-model="{name}">
      <h2>{text("page.try.baseline" if name == "baseline" else "page.try.run_network")}</h2>
      <p class="verdict" aria-live="polite"></p>
      <div class="body"><figure><img class="looked" alt="" hidden><figcaption class="note"></figcaption></figure>
        <ol class="guesses plain"></ol></div>
      <p class="note never" hidden></p>
      <div class="near" hidden><h3>{text("page.try.nearest")}</h3><div class="thumbs"></div></div>
    </article>"""

    markup = f"""
<div class="try">
  <section class="panel given">
    {tag("h1", say("page.try.title", language))}
    {tag("p", say("page.try.about", language), "lead")}
    <div class="none" hidden>{tag("p", say("page.try.none", language))}{to_adapt(language)}</div>
    <div class="asking" hidden>
      <label class="which">{text("page.try.run")} <select></select></label>
      <p class="row"><button type="button" class="link older" hidden>{text("page.results.more_boards")}</button></p>
      <div class="sources">
        <label class="button drop"><input type="file" accept="image/*,.heic,.heif" class="unseen">
          <span class="by-mouse">{text("page.try.upload")}</span><span class="by-touch">{text("page.try.upload.touch")}</span></label>
        <button type="button" class="button camera">{text("page.try.camera")}</button>
      </div>
      <div class="webcam" hidden><video autoplay playsinline muted></video>
        <div class="row"><button type="button" class="button take">{text("page.try.take")}</button>
        <button type="button" class="quiet close">{text("page.try.close")}</button></div></div>
      <div class="strip-of" hidden><h2>{text("page.try.target")}</h2><div class="strip thumbs"></div><p class="note"></p></div>
    </div>
    <ul class="problems" aria-live="assertive" hidden></ul>
  </section>
  <section class="answer-of-try" hidden aria-busy="false">
    <div class="panel asked"><img class="picture" alt="{text("page.try.picture")}"><p class="note words" role="status"></p></div>
    <p class="note">{text("page.try.read")}</p>
    <div class="pair-of-models">{model("baseline")}{model("run")}</div>
    <details class="explain"><summary>{text("page.try.more")}</summary>{tag("p", say("page.try.more.looked", language))}
      {tag("p", say("page.try.more.nearest", language))}</details>
  </section>
</div>"""
    texts = (*(key for key in CATALOGUE if key.startswith("page.try.")), "page.offline")
    return component("try_it", markup, language=language, elem_id="try-it", texts=texts)
