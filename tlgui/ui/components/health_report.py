"""The health report of a source and a target, or of one dataset. Made on the first visit, shown from then on."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.components.base import component, tag, to_adapt

TEXTS = (
    *(key for key in CATALOGUE if key.startswith("page.health.")),
    *("page.role.source", "page.role.target", "page.dataset.picture", "page.job.begins", "page.offline", "page.data.refused"),
    *("page.dataset.reveal", "page.dataset.reveal.sure"),
)


def health_report(language: str) -> gr.HTML:
    """The script fills in each section; one that has nothing to say is left out."""
    markup = f"""
<div class="health">
  <section class="panel head">
    <p class="kicker note"></p>
    {tag("h1", say("page.health.title", language))}
    {tag("p", say("page.health.about", language), "lead")}
    <div class="busy" role="status" hidden><p class="words"></p><div class="bar"><i></i></div></div>
    <ul class="problems" aria-live="assertive" hidden></ul>
    <p class="go" hidden>{to_adapt(language)}</p>
    <div class="said" aria-live="polite" hidden><p class="verdict"></p><ul class="findings"></ul><p class="row links"></p></div>
  </section>
  <div class="sections"></div>
</div>"""
    return component("health_report", markup, language=language, elem_id="health", texts=TEXTS)
