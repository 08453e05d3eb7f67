"""The invitation to a tour, offered once with a demo; the tour itself is drawn by driver.js (MIT, ``assets/driver.mjs``)."""

from __future__ import annotations

import gradio as gr

from tlgui.data.demo_catalogue import DEFAULT_DEMO
from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, escaped, tag

STEPS = {
    "data": "#data",
    "method": "#strategy",
    "start": "#start",
    "curves": "[data-chart=accuracy]",
    "maps": "#maps .pair",
    "result": "#result .answer",
}
"""What each step points at."""


def tour(language: str) -> gr.HTML:
    take, no = (escaped(say(f"page.tour.{name}", language)) for name in ("take", "no"))
    markup = f"""
<section class="panel invitation" hidden>
  {tag("p", say("page.tour.offer", language))}
  <p class="row"><button type="button" class="button take">{take}</button> <button type="button" class="link no">{no}</button></p>
</section>"""
    texts = tuple(key for key in CATALOGUE if key.startswith("page.tour."))
    return component("tour", markup, language=language, elem_id="tour", texts=texts, steps=STEPS, demo=DEFAULT_DEMO)


def tour_again(language: str) -> str:
    """The way to the tour from another page, as HTML."""
    link = f'<a class="button" href="./?tour=1">{escaped(say("page.tour.take", language))}</a>'
    return f'<p class="row tour-again">{link} <span class="note">{escaped(say("page.tour.again", language))}</span></p>'
