"""From a declared setting to its control. All settings of runs and strategies get their inputs from here."""

from __future__ import annotations

from typing import Any

import gradio as gr

from tlgui.settings import Setting
from tlgui.texts import say
from tlgui.ui.form import AUTOMATIC
from tlgui.views.settings import described_value, label

SLIDER_STEPS = 1100
"""A range with more steps than this gets a number field, since a slider would be too fine to set."""


def control(
    item: Setting, language: str, choices: dict[str, str] | None = None, *, shown: bool = True
) -> gr.components.Component:
    """The input of a setting.

    Parameters
    ----------
    choices:
        For a setting whose values depend on something else (the layers of a backbone): text by value.
    shown:
        Whether it is to be seen at first.
    """
    words: dict[str, Any] = {
        **{"label": label(item, language), "info": info(item, language)},
        **{"elem_classes": ["setting"], "visible": shown},
    }
    if item.kind == "choice" or choices is not None:
        offered = choices or {value: text.say(language) for value, text in (item.choices or {}).items()}
        return gr.Dropdown(
            options(item, offered, language),
            value=item.default if item.default is not None else AUTOMATIC,
            filterable=False,
            **words,
        )
    if item.kind == "boolean":
        return gr.Checkbox(value=bool(item.default), **words)
    if item.kind == "text" or item.optional:
        # A number that may be left open is a text: Gradio's number field shows an empty value as 0.
        return gr.Textbox(
            value=AUTOMATIC if item.default is None else str(item.default), placeholder=say("page.automatic", language), **words
        )
    whole = 0 if item.kind == "integer" else None
    if item.step is not None and item.low is not None and item.high is not None and _steps(item) <= SLIDER_STEPS:
        return gr.Slider(item.low, item.high, value=item.default, step=item.step, precision=whole, **words)
    # No minimum and maximum here: Gradio would refuse in English, while the one check before a run does it in the reader's language.
    step: Any = "any" if item.step is None else item.step  # which the browser takes, though Gradio says number
    return gr.Number(value=item.default, precision=whole, step=step, **words)


def _steps(item: Setting) -> float:
    if item.low is None or item.high is None or item.step is None:
        return float("inf")
    return (item.high - item.low) / item.step


def options(item: Setting, offered: dict[str, str], language: str, automatic: str | None = None) -> list[tuple[str, str]]:
    """Choices of a dropdown; first, where a setting may be left to the program, "automatic" with what that would be."""
    found = [(text, value) for value, text in offered.items()]
    if not item.optional:
        return found
    return [(automatic_words(automatic, language), AUTOMATIC), *found]


def automatic_words(value: str | None, language: str) -> str:
    """``automatic``, with the value that it stands for where that is known."""
    return say("page.automatic", language) if value is None else say("page.automatic_is", language, value=value)


def automatic_update(item: Setting, value: Any, language: str, choices: dict[str, str] | None = None) -> dict[str, Any]:
    """Show in a control that is left to the program what would be chosen (``None``: not known yet)."""
    known = None if value is None else (choices or {}).get(value) or described_value(item, value, language)
    if item.kind == "choice" or choices is not None:
        offered = choices or {each: text.say(language) for each, text in (item.choices or {}).items()}
        return gr.update(choices=options(item, offered, language, known))
    return gr.update(placeholder=automatic_words(known, language))


def info(item: Setting, language: str) -> str:
    """What the setting does, and its range."""
    text = item.help.say(language)
    if item.low is None or item.high is None or item.kind not in ("integer", "number"):
        return text
    return f"{text} {say('page.range', language, low=item.low, high=item.high)}"
