"""The stage: the run that is shown, or two runs side by side, in what can be read from the back of a room."""

from __future__ import annotations

import gradio as gr

from tlgui.tasks import TASKS
from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

OF_RUN = (
    *(f"page.chart.{task.chart}" for task in TASKS.values()),
    *(f"page.map.{name}.caption" for name in ("before", "during", "after")),
    *(f"page.map.{name}{part}" for name in ("before", "after") for part in ("", ".empty")),
    *(f"page.chart.{name}.empty" for name in ("losses", "accuracy")),
    *("page.map.none", "page.stage.draw", "page.chart.losses", "page.stage.steps", "page.stage.ringed"),
)
OF_TWO = (
    *(f"page.stage.{name}" for name in ("rows", "rows.sealed", "pictures", "pictures.left", "other_axes", "yardsticks", "gone")),
    "page.map.coming",
)
RESULTS = ("target", "over_baseline", "source", "seconds")
"""The results of two runs that stand on the stage, in their order."""


def stage(language: str, plotly: str) -> gr.HTML:
    ways = {"key": "by-mouse", "touch": "by-touch"}
    leave = "".join(tag("span", say(f"page.stage.leave.{way}", language), shown) for way, shown in ways.items())
    markup = f"""
<dialog class="on-stage" aria-label="{escaped(say("page.stage.run", language))}" autofocus tabindex="-1">
  <header><p class="of"><span class="shape source" aria-hidden="true">●</span> <bdi class="source"></bdi>
      <span aria-hidden="true">→</span> <span class="shape target" aria-hidden="true">◇</span> <bdi class="target"></bdi>
      <bdi class="method"></bdi></p>
    <button type="button" class="leave">{leave}</button></header>
  <section class="one" hidden>
    <div class="verdict" aria-live="polite"><h1></h1><p class="gains"></p><p class="means"></p></div>
    <p class="now"></p><div class="bar"><i></i></div>
    <div class="seen maps-here">{_figure("before", language)}{_figure("after", language)}</div>
    <p class="names"></p>
    <div class="seen curves-here">{_figure("accuracy", language)}{_figure("losses", language)}</div>
  </section>
  <section class="two" hidden>
    <p class="yardsticks"></p>
    <div class="seen">{_side(0, language)}{_side(1, language)}</div>
    <footer><p class="names"></p><p class="said"></p></footer>
  </section>
</dialog>"""
    return component(
        "stage", markup, language=language, elem_id="stage", texts=(*OF_RUN, *OF_TWO), plotly=plotly, results=RESULTS
    )


def _figure(part: str, language: str) -> str:
    """A drawing with its caption; the script says what is in it, or why nothing is."""
    nothing = tag("p", say("page.map.coming", language), "nothing")
    return f'<figure data-part="{part}"><figcaption></figcaption><div class="plot" role="img"></div>{nothing}</figure>'


def _side(place: int, language: str) -> str:
    """One of two runs."""
    return f"""<article data-side="{place}"><div class="who"><h1></h1><p class="knows"></p></div><p class="verdict-of-two"></p><dl></dl>
{_figure(f"map-{place}", language)}<table class="taken-for"></table></article>"""
