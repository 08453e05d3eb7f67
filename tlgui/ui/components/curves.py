"""Live curves: losses by part, and accuracy. The script asks for new points only; zoom and hidden lines stay as they are."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag


def curves(language: str, plotly: str) -> gr.HTML:
    charts = "".join(
        f"""
<section class="panel chart" data-chart="{chart}" aria-labelledby="title-{chart}">
  <h2 id="title-{chart}">{escaped(say(f"page.chart.{chart}", language))}</h2>
  {tag("p", say(f"page.chart.{chart}.read", language), "note read")}
  <div class="stage"><div class="plot" role="img" aria-label="{escaped(say(f"page.chart.{chart}", language))}"></div>
  {tag("p", say(f"page.chart.{chart}.empty", language), "nothing note")}</div>
</section>"""
        for chart in ("losses", "accuracy")
    )
    texts = (
        *("page.chart.accuracy", "page.chart.accuracy.read", "page.chart.accuracy.read_sealed"),
        *("page.chart.error", "page.chart.error.read", "page.chart.error.read_sealed"),
    )
    return component(
        "curves", f'<div class="charts">{charts}</div>', language=language, elem_id="curves", texts=texts, plotly=plotly
    )
