"""What the run is doing, the progress of the whole with the time left, and why it cannot be resumed. Its value is the id of the shown run."""

from __future__ import annotations

import gradio as gr

from tlgui.service.resuming import CONFIRMABLE
from tlgui.texts import say
from tlgui.ui.components.base import component, tag


def run_status(language: str) -> gr.HTML:
    markup = f"""
<div class="status" role="status" hidden>
  <p class="what"><span class="light" aria-hidden="true"></span><span class="words">{tag("span", say("page.job.begins", language))}</span></p>
  <p class="how-long"><b class="left"></b><span class="time note"></span></p>
  <p class="before note" hidden></p>
  <div class="bar"><i></i></div>
</div>
<div class="refused" hidden><ul class="problems"></ul><button type="button" class="link"></button></div>"""
    return component(
        "run_status",
        markup,
        language=language,
        elem_id="status",
        texts=(
            "page.reconnecting",
            "page.stopping_now",
            "page.status.starting",
            "page.status.so_far",
            "page.status.took",
            "page.resume.confirm",
        ),
        confirmable=list(CONFIRMABLE),
    )
