"""The top of every page; its script names the browser's tab and leads back to what was chosen."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.base import component
from tlgui.ui.top import top


def header(here: str, language: str) -> gr.HTML:
    """``here``: the place that this page is."""
    return component("header", top(here, language), language=language, elem_id="header")
