"""The datasets on this machine: what is in them, what could not be used, and what they can be used for."""

from __future__ import annotations

import gradio as gr

from tlgui.data.shift import ShiftSettings
from tlgui.settings import settings_of
from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, nothing_yet, tag, toast

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
    "page.data.rename",
    "page.data.name",
    "page.data.bin",
    "page.data.bin.sure",
    "page.data.bin.emptied",
    "page.bin.for_good",
    "page.bin.delete",
    "page.bin.deleted",
    "page.bin.restore",
    "page.bin.restored",
    "page.bin.empty",
    "page.bin.when",
    "page.remarks.save",
    "page.remarks.cancel",
    "page.dataset.reveal",
    "page.dataset.reveal.sure",
    "page.dataset.picture",
    "page.dataset.same.when",
    "page.dataset.same.go",
    "page.offline",
    "page.shift.make",
    "page.shift.about",
    "page.shift.go",
    "page.shift.making",
    "page.shift.picture",
)


def dataset_list(language: str) -> gr.HTML:
    search = escaped(say("page.data.search", language))
    markup = f"""
<input type="search" class="field find" placeholder="{search}" aria-label="{search}" hidden>
{toast(language)}
<div class="datasets">{nothing_yet("page.data.empty", language)}</div>
<p class="note none-found" hidden>{escaped(say("page.data.none_found", language))}</p>
<details class="explain bin" hidden><summary></summary>
  {tag("p", say("page.data.bin.about", language), "note")}
  <ul class="plain"></ul>
  <p class="row"><button type="button" class="link empty">{escaped(say("page.bin.empty", language))}</button></p>
</details>"""
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
