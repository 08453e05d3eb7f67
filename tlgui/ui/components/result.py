"""The answer first: what came out of the run, in a sentence; before that, what to do."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag


def result(language: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    steps = "".join(tag("li", say(f"page.step.{name}", language)) for name in ("data", "strategy", "start"))
    markup = f"""
<section class="panel answer">
  <p class="coming note" hidden>{text("page.run.coming")}</p>
  <div class="empty">
    <p class="row lost" role="status" hidden><b></b>
      <button type="button" class="button restore" hidden>{text("page.bin.restore")}</button>
      <a class="button" href="results">{text("page.place.results")}</a></p>
    {tag("h1", say("page.welcome", language))}
    {tag("p", say("page.welcome.about", language), "lead")}
    <ol class="steps">{steps}</ol>
    {tag("p", say("page.welcome.demo", language), "note")}
  </div>
  <div class="found" hidden aria-live="polite">
    <p class="kicker note"></p>
    <div class="line"><h1 class="headline"></h1><p class="gains"></p></div>
    <p class="verdict"></p>
    <p class="verdict step"></p>
    <ul class="problems" hidden></ul>
    <p class="note remark"></p>
    <div class="row vault" hidden>
      <button type="button" id="reveal" class="button main" hidden></button>
      <span class="note"></span>
    </div>
    <div class="sure" role="alertdialog" aria-labelledby="sure-words" hidden>
      <p id="sure-words"></p>
      <p class="row"><button type="button" class="button yes">{text("page.reveal.now")}</button>
        <button type="button" class="button no">{text("page.reveal.keep")}</button></p>
    </div>
    <p><button type="button" class="link to-form">{text("page.to_form")}</button></p>
    <p class="row next note" hidden><a class="button try">{text("page.next.try")}</a>
      <a class="button label-twenty" hidden></a>
      <a class="button compare" href="results">{text("page.next.compare")}</a></p>
    <p class="row downloads" hidden><a class="log" download>{text("page.log")}</a></p>
  </div>
</section>"""
    return component(
        "result",
        markup,
        language=language,
        elem_id="result",
        texts=(
            *("page.reveal", "page.reveal.about", "page.reveal.elsewhere", "page.reveal.elsewhere.about"),
            "page.reveal.sure",
            "page.reveal.sure.search",
            "page.revealing",
            "page.revealed",
            "page.bin.here",
            "page.status.gone",
        ),
    )
