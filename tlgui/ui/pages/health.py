"""Health: what to know of the pictures before anything is trained. Which ones, its address says."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.health_report import health_report
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("data", place.language)
    with gr.Column(elem_id="health-page"):
        health_report(place.language)
