"""One line below Start: the features of what is chosen are prepared in the background."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.base import component

TEXTS = ("page.ahead.now", "page.ahead.ready")


def features_ahead(language: str) -> gr.HTML:
    """Its value is the spec whose features are wanted, as JSON; empty while nothing may start."""
    markup = '<p class="note" role="status" hidden></p>'
    return component("features_ahead", markup, language=language, elem_id="features-ahead", texts=TEXTS)
