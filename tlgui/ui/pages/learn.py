"""Learn: the ideas, and a page for each strategy; which one, its address says."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.learn import learn
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("learn", place.language)
    with gr.Column(elem_id="learn-page"):
        learn(place.language)
