"""The top of every page, the lesson that goes along, and the word that the server does not answer.

Its script names the browser's tab and leads back to what was chosen.
"""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped
from tlgui.ui.components.lesson import BAR_TEXTS, lesson_bar
from tlgui.ui.top import top


def header(here: str, language: str) -> gr.HTML:
    """``here``: the place that this page is."""
    offline = f'<p class="offline" role="alert" hidden>{escaped(say("page.offline", language))}</p>'
    no_stage = '<p class="no-stage" role="status" hidden></p>'
    markup = top(here, language) + lesson_bar(language) + offline + no_stage
    return component("header", markup, language=language, elem_id="header", texts=(*BAR_TEXTS, "page.stage.none"))
