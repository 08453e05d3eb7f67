"""The datasets on this machine: what is in them, what could not be used, and what they can be used for."""

from __future__ import annotations

import gradio as gr

from tlgui.data.shift import ShiftSettings
from tlgui.settings import settings_of
from tlgui.ui.components.base import component, nothing_yet

TEXTS = (
    "page.health.of_dataset",
    "page.label.of_dataset",
    "page.data.use_source",
    "page.data.use_target",
    "page.data.refused",
    "page.data.refused_more",
    "page.data.more_classes",
    "page.data.no_classes",
    "page.data.details",
    "page.data.sealed",
    "page.dataset.reveal",
    "page.dataset.reveal.sure",
    "page.dataset.picture",
    "page.offline",
    "page.shift.make",
    "page.shift.about",
    "page.shift.go",
    "page.shift.making",
    "page.shift.picture",
)


def dataset_list(language: str) -> gr.HTML:
    markup = f"""
<div class="datasets">{nothing_yet("page.data.empty", language)}</div>"""
    shift = [
        {
            "name": item.name,
            "label": item.label.say(language),
            "help": item.help.say(language),
            "choices": {key: text.say(language) for key, text in (item.choices or {}).items()},
            "low": item.low,
            "high": item.high,
            "value": item.default,
        }
        for item in settings_of(ShiftSettings)
        if not item.advanced
    ]
    return component("dataset_list", markup, language=language, elem_id="datasets", texts=TEXTS, shift=shift)
