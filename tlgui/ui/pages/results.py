"""Results: every run and what it is worth beside the two references."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import escaped, tag
from tlgui.ui.components.disk import disk
from tlgui.ui.components.header import header
from tlgui.ui.components.queue import queue
from tlgui.ui.components.run_bin import run_bin
from tlgui.ui.components.run_import import run_import
from tlgui.ui.components.run_list import run_list
from tlgui.ui.components.stage import stage
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("results", place.language)
    with gr.Column(elem_id="results-page"):
        gr.HTML(
            tag("h1", say("page.results.title", place.language))
            + tag("p", say("page.results.about", place.language), "lead")
            + f'<p class="note"><a href="search">{escaped(say("page.results.searches", place.language))}</a></p>',
            padding=False,
            apply_default_css=False,
        )
        queue(place.language)
        run_list(place.language)
        run_import(place.language)
        run_bin(place.language)
        disk(place.language)
    stage(place.language, place.plotly)
