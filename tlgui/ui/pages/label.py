"""Label twenty: pictures of a target one by one, and what their labels say of the networks. Which dataset, its address says."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.label_pictures import label_pictures
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("data", place.language)
    with gr.Column(elem_id="label-page"):
        label_pictures(place.language)
