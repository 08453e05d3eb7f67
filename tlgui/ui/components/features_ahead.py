"""One line below Start: the features of what is chosen are prepared in the background, unless somebody cancels that."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped

TEXTS = ("page.ahead.now", "page.ahead.ready", "page.ahead.cancelled")


def features_ahead(language: str) -> gr.HTML:
    """Its value is the spec whose features are wanted, as JSON; empty while nothing may start."""
    cancel = escaped(say("page.ahead.cancel", language))
    markup = f'<p class="note" role="status" hidden></p><button type="button" class="link cancel" hidden>{cancel}</button>'
    return component("features_ahead", markup, language=language, elem_id="features-ahead", texts=TEXTS)
