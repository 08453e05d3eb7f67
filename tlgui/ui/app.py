"""Puts the pages together into Gradio's, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import gradio as gr
import gradio.blocks

from tlgui.texts import say
from tlgui.ui.asset_files import ASSETS
from tlgui.ui.page_table import PAGES, START
from tlgui.ui.pages import adapt
from tlgui.ui.pages.place import PageContext


def build(place: PageContext) -> gr.Blocks:
    """The pages of one language, to be mounted."""
    with _nothing_made_for_each_page():
        return _laid_out(place)


def _laid_out(place: PageContext) -> gr.Blocks:
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


@contextmanager
def _nothing_made_for_each_page() -> Iterator[None]:
    """Gradio makes a whole web application at the end of each page that is laid out, and describes all pages so far; mounting makes both anew.

    All of these together take longer to make than our pages. A later Gradio that does this elsewhere is left as it is.
    """
    made, described = getattr(gradio.blocks, "App", None), getattr(gr.Blocks, "get_config_file", None)
    if made is None or described is None:
        yield
        return
    gradio.blocks.App = _NoApp  # type: ignore[assignment, misc]
    gr.Blocks.get_config_file = lambda blocks: {}  # type: ignore[assignment, method-assign, typeddict-item]
    try:
        yield
    finally:
        gradio.blocks.App = made  # type: ignore[misc]
        gr.Blocks.get_config_file = described  # type: ignore[method-assign]


class _NoApp:
    @staticmethod
    def create_app(*arguments: object, **more: object) -> None:
        """Nothing yet."""
