"""The feature map before and while and after a run adapts, side by side on the same axes, with the pictures that are selected in it."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag
from tlgui.ui.icons import FULL_SCREEN

TEXTS = (
    "page.map.badge.good",
    "page.map.badge.careful",
    "page.map.outside",
    "page.map.outside.one",
    "page.map.right",
    "page.map.wrong",
    "page.map.unsure",
    "page.map.sure",
    "page.map.selected",
    "page.map.selected.more",
    "page.map.selected.read",
    "page.map.clear",
    "page.map.movers.read",
    "page.map.unlike",
    "page.map.unlike.read",
    "page.map.other_classes",
    "page.map.other_classes.read",
    "page.map.split",
    "page.map.sampled",
    "page.map.before.caption",
    "page.map.after.caption",
    "page.map.during.caption",
    "page.map.still",
    "page.map.changed",
    "page.map.learned",
    "page.mistakes.left_out",
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
    "page.map.unlabelled",
    "page.map.coming",
    "page.map.none",
    "page.map.failed",
    "page.map.all_classes",
    "page.map.full",
    "page.map.full.leave",
    "page.offline",
)


def map_explorer(language: str, plotly: str) -> gr.HTML:
    def text(key: str) -> str:
        return escaped(say(key, language))

    def choice(name: str, checked: bool) -> str:
        ticked = " checked" if checked else ""
        return f'<label><input type="radio" name="map-colour" value="{name}"{ticked}><span>{text(f"page.map.colour.{name}")}</span></label>'

    def drag(name: str, checked: bool) -> str:
        ticked = " checked" if checked else ""
        return f'<label><input type="radio" name="map-drag" value="{name}"{ticked}><span>{text(f"page.map.drag.{name}")}</span></label>'

    def domain(name: str, shape: str) -> str:
        return (
            f'<label><input type="checkbox" name="map-domain" value="{name}" checked><span>'
            f'<i class="shape {name}" aria-hidden="true">{shape}</i> {text(f"page.role.{name}")}</span></label>'
        )

    measures = "".join(
        f'<div class="unknown" data-measure="{name}"><dt>{text(f"page.map.{name}")}</dt>'
        f'<dd><b>–</b> <span class="note">{text(f"page.map.{name}.means")}</span></dd></div>'
        for name in ("mixing", "trustworthiness", "separation")
    )
    figures = "".join(
        f"""
  <figure>
    <div class="row titled"><figcaption class="when">{text(f"page.map.{name}")}</figcaption>
      <button type="button" class="link to-full" data-map="{name}" title="{text("page.map.full")}"
        aria-label="{text("page.map.full")}">{FULL_SCREEN}</button></div>
    <div class="stage"><div id="map-{name}" class="plot" role="application" tabindex="0"
      aria-label="{text(f"page.map.{name}.label")}" aria-describedby="map-keys"></div>
    {tag("p", say(f"page.map.{name}.empty", language), "nothing note")}</div>
    <p class="note badge"><b></b> <span></span></p>
    <dl class="honesty">{measures}</dl>
  </figure>"""
        for name in ("before", "after")
    )
    explained = "".join(
        tag("p", say(f"page.map.numbers.{name}", language)) for name in ("mixing", "trustworthiness", "separation", "axes")
    )
    markup = f"""
<section class="panel maps" aria-labelledby="title-maps">
  <div class="heading"><h2 id="title-maps">{text("page.map.title")}</h2>
    <div class="switches" hidden>
      <fieldset class="pills"><legend class="unseen">{text("page.map.colour")}</legend>
        {"".join(choice(name, name == "class") for name in ("class", "prediction", "right", "confidence", "domain"))}</fieldset>
      <fieldset class="pills"><legend class="unseen">{text("page.map.domains")}</legend>
        {domain("source", "●")}{domain("target", "◇")}</fieldset>
      <fieldset class="pills"><legend class="unseen">{text("page.map.drag")}</legend>
        {drag("zoom", True)}{drag("lasso", False)}</fieldset>
      <label class="trails"><input type="checkbox" name="map-trails"> {text("page.map.trails")}</label>
    </div>
  </div>
  {tag("p", say("page.map.read", language), "note read")}
  <div class="legend" role="group" aria-label="{text("page.map.classes")}"></div>
  <div class="to-draw row" hidden><p class="note"></p><button type="button" class="button draw">{text("page.map.draw")}</button></div>
  <div class="pair">{figures}</div>
  <div class="scrub" hidden>
    <button type="button" class="play" aria-pressed="false" aria-label="{text("page.map.play")}" title="{text("page.map.play")}">▶</button>
    <span class="note">{text("page.map.before")}</span>
    <span class="track"><span class="marks" aria-hidden="true"></span>
      <input type="range" min="0" max="1" step="0.01" value="1" aria-label="{text("page.map.scrub")}"></span>
    <span class="note">{text("page.map.after")}</span>
  </div>
  <details class="explain"><summary>{text("page.map.numbers")}</summary>{explained}</details>
  <p class="note outside" hidden></p>
  <p class="note sampled"></p>
  <p class="unseen" id="map-keys">{text("page.map.keys")}</p>
  <p class="unseen spoken" aria-live="polite"></p>
  <div class="selected" hidden><div class="heading"><h3></h3>
    <button type="button" class="link clear">{text("page.map.clear")}</button></div><p class="note"></p><div class="faces"></div></div>
  <div class="moved" hidden><h3>{text("page.map.moved")}</h3><p class="note words"></p><div class="groups"></div>
    <div class="movers" hidden><h3>{text("page.map.movers")}</h3><p class="note"></p><div class="strip"></div></div>
    <div class="unlike" hidden><h3>{text("page.map.unlike")}</h3><p class="note"></p><div class="strip"></div></div>
    <div class="alignment" hidden><h3>{text("page.map.alignment")}</h3>{tag("p", say("page.map.alignment.read", language), "note")}
      <ul></ul></div>
  </div>
  <div class="hover" role="tooltip" hidden><img alt=""><div><b></b><p></p><p></p><p></p><p></p></div></div>
</section>"""
    return component("map_explorer", markup, language=language, elem_id="maps", texts=TEXTS, plotly=plotly)
