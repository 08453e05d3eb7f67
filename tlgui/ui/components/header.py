"""The top of every page: the name, the places, language and light or dark."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped

PLACES = (("data", "data"), ("adapt", "./"), ("results", "results"), ("try", "try"), ("learn", "learn"))


def header(here: str, language: str) -> gr.HTML:
    """``here``: the place that this page is."""
    links = "".join(
        f'<a href="{address}" data-place="{name}"{" aria-current=page" if name == here else ""}>'
        f"{escaped(say(f'page.place.{name}', language))}</a>"
        for name, address in PLACES
    )
    theme = escaped(say("page.theme", language))
    markup = f"""
<header class="top">
  <a class="brand" href="./" data-place="adapt" aria-label="tlgui">
    <span class="shape source">●</span> tl<span class="shape target">◆</span>gui</a>
  <nav aria-label="{escaped(say("page.places", language))}">{links}</nav>
  <div class="tools">
    <button type="button" class="quiet language" title="{escaped(say("page.language", language))}"><b>EN</b> · <b>中文</b></button>
    <button type="button" class="quiet theme" title="{theme}" aria-label="{theme}">◐</button>
  </div>
</header>"""
    return component("header", markup, language=language, elem_id="header")
