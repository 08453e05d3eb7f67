"""A search for the best network: its race and its verdict; without an id in the address, the list of searches."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.header import header
from tlgui.ui.components.search import search
from tlgui.ui.pages.place import PageContext


def layout(place: PageContext) -> None:
    header("adapt", place.language)
    with gr.Column(elem_id="search-page"):
        search(place.language)
