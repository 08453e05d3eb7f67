"""On Adapt, once both datasets are chosen: which kind of transfer this is, what to start with, and a link to the reasons."""

from __future__ import annotations

import gradio as gr

from tlgui.ui.components.base import component


def adviser(language: str) -> gr.HTML:
    """The script asks again whenever a dataset is chosen."""
    markup = """
<div class="adviser note" hidden>
  <p class="short"></p>
  <p class="row"><a class="why" href="shift"></a> <a class="use" hidden></a></p>
</div>"""
    texts = ("page.advice.use_told", "page.advice.use_named")
    return component("adviser", markup, language=language, elem_id="adviser", texts=texts)
