"""A lesson, one step at a time; which one, its address says. Where somebody is, the server keeps."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.lesson import lesson
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("learn", place.language)
    with gr.Column(elem_id="lesson-page"):
        lesson(place.language)
