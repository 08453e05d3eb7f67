"""Data: the datasets on this machine, and a place to add one."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import tag
from tlgui.ui.components.dataset_card import dataset_card
from tlgui.ui.components.dataset_list import dataset_list
from tlgui.ui.components.header import header
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("data", place.language)
    with gr.Column(elem_id="data-page"):
        gr.HTML(
            tag("h1", say("page.data.title", place.language)) + tag("p", say("page.data.about", place.language), "lead"),
            padding=False,
            apply_default_css=False,
        )
        with gr.Column(elem_id="add"):
            dataset_card("", place.language, bool(place.roots), place.limits.bytes, place.limits.files)
        dataset_list(place.language)
