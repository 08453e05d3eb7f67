"""Puts the places together into Gradio's pages, in one language."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.pages import adapt, data, health, learn, results, shift, try_it
from tlgui.ui.pages.place import PageContext


def build(place: PageContext) -> gr.Blocks:
    """The pages of one language."""

    def title(name: str) -> str:
        return say(f"page.place.{name}", place.language)

    with gr.Blocks(title=say("page.title", place.language), analytics_enabled=False, fill_width=True) as blocks:
        gr.Navbar(visible=False)
        adapt.wire(adapt.layout(place), place, blocks)
    with blocks.route(title("data"), "data"):
        data.layout(place)
    with blocks.route(say("page.health.title", place.language), "health"):
        health.layout(place)
    with blocks.route(say("page.xray.title", place.language), "shift"):
        shift.layout(place)
    with blocks.route(title("results"), "results"):
        results.layout(place)
    with blocks.route(title("try"), "try"):
        try_it.layout(place)
    with blocks.route(title("learn"), "learn"):
        learn.layout(place)
    return blocks
