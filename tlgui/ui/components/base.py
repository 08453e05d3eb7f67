"""Components that Gradio does not have: static HTML here, and a script of the same name in ``assets/``."""

from __future__ import annotations

import html
from typing import Any

import gradio as gr

from tlgui.texts import CATALOGUE, say
from tlgui.ui.asset_files import ASSETS


def component(
    script: str, markup: str, *, language: str, elem_id: str, texts: tuple[str, ...] = (), value: str = "", **props: Any
) -> gr.HTML:
    """A part of the page.

    Parameters
    ----------
    script:
        Name of the file in ``assets/`` (without ``.js``) whose ``mount(element, {props, trigger, watch})`` brings it to life.
    markup:
        Its HTML, in which everything has its room before there are data. It is never drawn again: the script owns what is in it.
    texts:
        Keys of ``tlgui.texts`` that the script uses; it gets them as ``props.texts``, with placeholders unfilled.
    value:
        What Python and the script tell each other: an id.
    """
    said = {key: getattr(CATALOGUE[key], language) for key in texts}
    load = f"{_imported(script)}.then((part) => part.mount(element, {{props, trigger, watch}}))"
    return gr.HTML(
        value=value,
        html_template=as_template(markup),
        js_on_load=load,
        apply_default_css=False,
        elem_id=elem_id,
        texts=said,
        **props,
    )


def _imported(script: str) -> str:
    """JavaScript for the module ``script``, by the same address as the other modules import it, so that there is one of it."""
    return f"import(new URL('tlgui/{ASSETS.version}/{script}.js', document.baseURI))"


def through(script: str, function: str) -> str:
    """JavaScript for an event of Gradio: its values go through a function that ``script`` exports, and on to Python."""
    return f"(...values) => {_imported(script)}.then((part) => part.{function}(values))"


def telling(event: str) -> str:
    """JavaScript for an event of Gradio: whichever script listens for ``event`` is told."""
    return f"() => void dispatchEvent(new Event({event!r}))"


def as_template(markup: str) -> str:
    """HTML as the JavaScript and Handlebars template that Gradio takes it for, so that it comes out as it went in."""
    return markup.replace("\\", "\\\\").replace("`", "\\`").replace("${", "\\${").replace("{{", "\\{{")


def escaped(text: str) -> str:
    """Text escaped as HTML, so that names are displayed and never interpreted."""
    return html.escape(text, quote=True)


def tag(name: str, text: str, classes: str = "") -> str:
    """An element with text in it."""
    return f'<{name} class="{classes}">{escaped(text)}</{name}>'


def to_adapt(language: str) -> str:
    """A link to the page to start from, for a page that has nothing to show yet."""
    return f'<a class="button main" href="./">{escaped(say("page.to_adapt", language))}</a>'


def nothing_yet(key: str, language: str) -> str:
    """A list before its first entry: what will appear there (``key``), and the way to make it; the script shows it once that is known."""
    return f'<section class="panel nothing" hidden>{tag("p", say(key, language))}{to_adapt(language)}</section>'


def toast(language: str) -> str:
    """Word of what was deleted, with Undo (``assets/deleted.js``)."""
    return f"""<div class="row panel toast" role="status" hidden><span></span>
  <button type="button" class="button undo">{escaped(say("page.bin.undo", language))}</button>
  <button type="button" class="link close" aria-label="{escaped(say("page.bin.close", language))}">✕</button></div>"""


def fold(summary: str, text: str) -> str:
    """A longer explanation behind a click."""
    return f'<details class="explain"><summary>{escaped(summary)}</summary>{tag("p", text)}</details>'
