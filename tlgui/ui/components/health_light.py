"""A calm light above the curves: whether the training looks healthy, and in words what looks wrong."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped


def health_light(language: str) -> gr.HTML:
    """Everything in it comes in words with each answer about the run; the script only places it."""
    markup = f"""
<section class="panel health-light" aria-label="{escaped(say("page.light", language))}" aria-live="polite" hidden>
  <p class="line"><span class="lamp" aria-hidden="true"></span><span class="words"></span><span class="numbers note"></span></p>
  <ul class="findings" hidden></ul>
</section>"""
    return component("health_light", markup, language=language, elem_id="health-light")
