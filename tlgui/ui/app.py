"""Puts the pages together into Gradio's, in one language."""

from __future__ import annotations

from importlib import import_module

import gradio as gr

from tlgui.texts import say
from tlgui.ui.asset_files import ASSETS
from tlgui.ui.page_table import PAGES, START
from tlgui.ui.pages import adapt
from tlgui.ui.pages.place import PageContext


def build(place: PageContext) -> gr.Blocks:
    """The pages of one language."""
    with gr.Blocks(title=say("page.title", place.language), analytics_enabled=False, fill_width=True) as blocks:
        # A page that lost the server goes on with one of the same id, and loads itself anew for another: only where its scripts are others.
        blocks.app_id = int(ASSETS.version, 16) % 2**53
        gr.Navbar(visible=False)
        adapt.wire(adapt.layout(place), place, blocks)
    for page in PAGES:
        if page.name != START:
            with blocks.route(say(page.title, place.language), page.name):
                import_module(f"tlgui.ui.pages.{page.module or page.name}").layout(place)
    return blocks
