"""The top of every page, and its word that the server does not answer; its script names the browser's tab and leads back to what was chosen."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped
from tlgui.ui.top import top


def header(here: str, language: str) -> gr.HTML:
    """``here``: the place that this page is."""
    offline = f'<p class="offline" role="alert" hidden>{escaped(say("page.offline", language))}</p>'
    return component("header", top(here, language) + offline, language=language, elem_id="header")
