"""The feature map before and after adaptation, side by side on the same axes."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

TEXTS = (
    "page.map.mixed",
    "page.map.keeps",
    "page.map.before.caption",
    "page.map.after.caption",
    "page.map.during.caption",
    "page.map.still",
    "page.map.changed",
    "page.map.group",
    "page.map.show_group",
    "page.map.picture.source",
    "page.map.picture.target",
    "page.map.class",
    "page.map.prediction",
    "page.map.prediction_before",
    "page.map.value",
    "page.map.prediction.value",
    "page.map.prediction_before.value",
    "page.map.sealed",
    "page.map.coming",
    "page.map.none",
    "page.map.failed",
    "page.map.all_classes",
)


def map_explorer(language: str, plotly: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    def choice(name: str, checked: bool) -> str:
        ticked = " checked" if checked else ""
        return f'<label><input type="radio" name="map-colour" value="{name}"{ticked}><span>{text(f"page.map.colour.{name}")}</span></label>'

    def domain(name: str, shape: str) -> str:
        return (
            f'<label><input type="checkbox" value="{name}" checked><span><i class="shape {name}" aria-hidden="true">{shape}</i> '
            f"{text(f'page.role.{name}')}</span></label>"
        )

    figures = "".join(
        f"""
  <figure>
    <figcaption class="when">{text(f"page.map.{name}")}</figcaption>
    <div class="stage"><div id="map-{name}" class="plot" role="img" aria-label="{text(f"page.map.{name}.label")}"></div>
    {tag("p", say(f"page.map.{name}.empty", language), "nothing note")}</div>
    <figcaption class="note honesty">&nbsp;</figcaption>
  </figure>"""
        for name in ("before", "after")
    )
    explained = "".join(tag("p", say(f"page.map.numbers.{name}", language)) for name in ("mixed", "keeps", "axes"))
    markup = f"""
<section class="panel maps" aria-labelledby="title-maps">
  <div class="heading"><h2 id="title-maps">{text("page.map.title")}</h2>
    <div class="switches" hidden>
      <fieldset class="pills"><legend class="unseen">{text("page.map.colour")}</legend>
        {choice("class", True)}{choice("prediction", False)}{choice("domain", False)}</fieldset>
      <fieldset class="pills"><legend class="unseen">{text("page.map.domains")}</legend>
        {domain("source", "●")}{domain("target", "◇")}</fieldset>
    </div>
  </div>
  {tag("p", say("page.map.read", language), "note read")}
  <div class="legend" role="group" aria-label="{text("page.map.classes")}"></div>
  <div class="pair">{figures}</div>
  <div class="scrub" hidden>
    <button type="button" class="play" aria-pressed="false" aria-label="{text("page.map.play")}" title="{text("page.map.play")}">▶</button>
    <span class="note">{text("page.map.before")}</span>
    <span class="track"><span class="marks" aria-hidden="true"></span>
      <input type="range" min="0" max="1" step="0.01" value="1" aria-label="{text("page.map.scrub")}"></span>
    <span class="note">{text("page.map.after")}</span>
  </div>
  <details class="explain"><summary>{text("page.map.numbers")}</summary>{explained}</details>
  <div class="moved" hidden><h3>{text("page.map.moved")}</h3><p class="note words"></p><div class="groups"></div></div>
  <div class="hover" role="tooltip" hidden><img alt=""><div><b></b><p></p><p></p><p></p></div></div>
</section>"""
    return component("map_explorer", markup, language=language, elem_id="maps", texts=TEXTS, plotly=plotly)
