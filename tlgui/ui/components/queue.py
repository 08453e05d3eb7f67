"""The runs that wait: their order, which can be changed, and when about each begins. Hidden while none waits."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, tag


def queue(language: str) -> gr.HTML:
    markup = f"""
<section class="panel waiting" hidden>
  {tag("h2", say("page.queue.title", language))}
  <p class="note at-a-time"></p>
  <ol></ol>
  <p class="note more-wait" hidden></p>
  <ul class="problems" hidden></ul>
</section>"""
    texts = ("page.queue.next", "page.queue.up", "page.queue.down", "page.queue.cancel")
    return component("queue", markup, language=language, elem_id="queue", texts=texts)
