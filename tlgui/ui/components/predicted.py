"""Predicted against true values of the target; only there for runs that learn values, once those of the target are open."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, fold, tag


def predicted(language: str, plotly: str) -> gr.HTML:
    title = escaped(say("page.predicted", language))
    markup = f"""
<section class="panel chart" hidden aria-labelledby="title-predicted">
  <h2 id="title-predicted">{title}</h2>
  {tag("p", say("page.predicted.read", language), "note read")}
  <div class="stage"><div class="plot" role="img" aria-label="{title}"></div></div>
  {fold(say("page.chart.more", language), say("page.predicted.more", language))}
</section>"""
    return component("predicted", markup, language=language, elem_id="predicted", plotly=plotly)
