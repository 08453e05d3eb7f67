"""All runs, newest first, each with what it added to the two references."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped, tag

COLUMNS = ("when", "data", "strategy", "status", "source", "target", "over_baseline", "over_normalisation")


def run_list(language: str) -> gr.HTML:
    heads = "".join(f'<th scope="col" class="{name}">{escaped(say(f"page.results.{name}", language))}</th>' for name in COLUMNS)
    markup = f"""
<section class="panel runs">
  {tag("p", say("page.results.empty", language), "nothing")}
  <div class="scroller" hidden><table><thead><tr>{heads}</tr></thead><tbody></tbody></table></div>
  {tag("p", say("page.results.read", language), "note read")}
</section>"""
    labels = {name: say(f"page.results.{name}", language) for name in COLUMNS}
    return component(
        "run_list", markup, language=language, elem_id="runs", texts=("page.results.sealed", "page.offline"), columns=labels
    )
