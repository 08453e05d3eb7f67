"""Try it: a picture through the networks before and after adaptation. Which run, its address says."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.try_it import try_it
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("try", place.language)
    with gr.Column(elem_id="try-page"):
        try_it(place.language)
