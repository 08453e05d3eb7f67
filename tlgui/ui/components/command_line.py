"""The same run on the command line."""

from __future__ import annotations

import gradio as gr

from tlgui.texts import say
from tlgui.ui.components.base import component, escaped


def command_line(language: str) -> gr.HTML:
    """Its value is the command, maybe after a line with a ``#`` that says what it does; empty while something stands against it, and before
    anything was chosen.
    """
    markup = f"""
<section class="command">
  <h2>{escaped(say("page.command", language))}
    <button type="button" class="link copy" hidden>{escaped(say("page.command.copy", language))}</button></h2>
  <p class="note said" hidden></p>
  <pre tabindex="0"><code></code></pre>
</section>"""
    texts = ("page.command.copied", "page.command.empty", "page.command.mend")
    return component("command_line", markup, language=language, elem_id="command", texts=texts)
