"""On Adapt, once both datasets are chosen: which kind of transfer this is, what to start with, and a link to the reasons."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, tag


def adviser(language: str) -> gr.HTML:
    """The script asks again whenever a dataset is chosen."""
    markup = f"""
<div class="adviser note" hidden>
  <p class="short"></p>
  <p><a class="why" href="shift">{tag("span", say("page.advice.why", language))}</a></p>
</div>"""
    return component("adviser", markup, language=language, elem_id="adviser")
