"""The datasets on this machine: what is in them, what could not be used, and what they can be used for."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, tag

TEXTS = (
    "page.health.of_dataset",
    "page.data.use_source",
    "page.data.use_target",
    "page.data.refused",
    "page.data.refused_more",
    "page.data.more_classes",
    "page.data.no_classes",
    "page.data.details",
    "page.dataset.picture",
    "page.offline",
)


def dataset_list(language: str) -> gr.HTML:
    markup = f"""
<div class="datasets">{tag("p", say("page.data.empty", language), "panel nothing")}</div>"""
    return component("dataset_list", markup, language=language, elem_id="datasets", texts=TEXTS)
