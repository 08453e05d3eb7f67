"""What the network will see: a few pictures as a run would train on them, for each strength of augmentation."""

from __future__ import annotations

import gradio as gr

from tlgui.settings import settings_of
from tlgui.specification.run_spec import RunSettings
from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

TEXTS = ("page.augmentation.view", "page.augmentation.making", "page.offline")


def augmentation_preview(language: str) -> gr.HTML:
    """Its value is ``DATASET SIZE SEED``, empty while no dataset was chosen."""
    markup = f"""
<details class="augmentation" hidden>
  <summary>{escaped(say("page.augmentation", language))}</summary>
  {tag("p", say("page.augmentation.about", language), "note")}
  <div class="busy" role="status" hidden><p class="words note"></p><div class="bar"><i></i></div></div>
  <div class="tiles"></div>
  <ul class="problems" aria-live="assertive" hidden></ul>
</details>"""
    (setting,) = (item for item in settings_of(RunSettings) if item.name == "augmentation")
    strengths = {key: text.say(language) for key, text in (setting.choices or {}).items()}
    strengths["strong"] = say("page.augmentation.strong", language)
    return component("augmentation_preview", markup, language=language, elem_id="augmentation", texts=TEXTS, strengths=strengths)
