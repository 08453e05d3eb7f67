"""Shift X-ray: how different source and target are, and what to do, before anything is trained. Which ones, its address says."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.shift_xray import shift_xray
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("shift", place.language)
    with gr.Column(elem_id="xray-page"):
        shift_xray(place.language)
