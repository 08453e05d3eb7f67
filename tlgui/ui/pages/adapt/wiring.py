"""Ties the parts of Adapt to their answers."""

from __future__ import annotations

import json
from typing import Any

import gradio as gr

from tlgui.ui.components.base import telling, through
from tlgui.ui.form import FIRST_SETTING, Form, automatic_fields, fields
from tlgui.ui.pages.adapt.answers import data_chosen, look_over, outputs_of, restored, save_pressed, search_pressed, start_pressed
from tlgui.ui.pages.adapt.view import BACKBONE, STRATEGY, View
from tlgui.ui.pages.place import PageContext


def wire(view: View, place: PageContext, blocks: gr.Blocks) -> None:
    """Tie the view to its handlers. Nothing here waits or trains."""
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    outputs = outputs_of(view)

    def on_change(*given: Any) -> list[Any]:
        return look_over(view, place, Form.of(given))

    def on_data(*given: Any) -> list[Any]:
        return data_chosen(view, place, Form.of(given))

    def on_start(once: str, confirmed: str, *given: Any) -> tuple[str, Any]:
        return start_pressed(place, once, confirmed, Form.of(given))

    def on_find_best(once: str, confirmed: str, second: bool, *given: Any) -> tuple[str, Any]:
        return search_pressed(place, once, confirmed, Form.of(given), second=second)

    def on_save(asked: str, *given: Any) -> str:
        return save_pressed(place, asked, Form.of(given))

    def on_load(request: gr.Request) -> list[Any]:
        return restored(view, place, dict(request.query_params))

    suggested = [view.inputs[STRATEGY], view.inputs[BACKBONE]]
    # One answer after another, the last for the form as it is then: what is asked while one is on its way is asked once, and `changed` waits.
    gr.on(
        [_touched(control) for control in view.inputs[2:]],
        on_change,
        view.inputs,
        outputs,
        trigger_mode="always_last",
        js=through("run", "changed"),
        **quick,
    ).then(None, js=telling("tlgui:looked-over")).then(None, view.kept, js=through("location", "formChanged"))
    gr.on(
        [card.select for card in view.inputs[:2]],
        on_data,
        view.inputs,
        [*suggested, *outputs],
        trigger_mode="always_last",
        js=through("run", "changed"),
        **quick,
    ).then(None, js=telling("tlgui:looked-over")).then(None, view.kept, js=through("location", "formFitted"))
    view.start.click(
        on_start,
        [view.once, view.confirmed, *view.inputs],
        [view.problems, view.status],
        js=through("run", "pressed"),
        **quick,
    ).then(None, js=telling("tlgui:start-answered"))
    view.find_best.click(
        on_find_best,
        [view.once, view.confirmed, view.second, *view.inputs],
        [view.problems, view.searched],
        js=through("run", "searched"),
        **quick,
    ).then(None, view.searched, js="(id) => void (id && location.assign(`search?id=${id}`))")
    view.presets.select(on_save, [view.presets, *view.inputs], view.presets, **quick)
    view.stop.click(None, js=telling("tlgui:stop"))
    view.pause.click(None, js=telling("tlgui:pause"))
    view.resume.click(None, js=telling("tlgui:resume"))
    _wire_shown_when(view)
    not_optional = outputs[: len(outputs) - len(automatic_fields())]
    loaded = blocks.load(on_load, None, [view.status, *view.inputs, *not_optional], **quick)
    loaded.then(None, js=telling("tlgui:restored")).then(None, view.kept, js=through("location", "formFitted"))


def _touched(control: Any) -> Any:
    """The event of a hand on a control. A text that is pasted is no ``input`` for Gradio, but a change."""
    if isinstance(control, gr.HTML):  # a component of ours
        return control.select
    return control.change if isinstance(control, gr.Textbox) else control.input


def _wire_shown_when(view: View) -> None:
    """A control that only matters for one value of another appears with it."""
    found = {field.key: control for field, control in zip(fields(), view.inputs[FIRST_SETTING:], strict=True)}
    for field in fields():
        if field.setting.shown_when is None:
            continue
        name, values = field.setting.shown_when
        other = found[field.group, name]
        wanted = json.dumps(values)
        other.change(None, other, found[field.key], js=f"(value) => ({{visible: {wanted}.includes(value), __type__: 'update'}})")
