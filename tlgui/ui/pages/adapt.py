"""Adapt: the whole job on one page. Left what goes in, right what comes out.

:func:`layout` makes a frozen view, the functions after it answer its events and know nothing of Gradio's session, :func:`wire` ties both
together. What the page shows is in its address and in the run's folder; nothing is kept in between.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr

from tlgui import launch
from tlgui.data.pack import DatasetInfo, DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.models import catalogue
from tlgui.runs.presets import PresetStore, preset_of
from tlgui.runs.store import RunStore
from tlgui.settings import settings_of
from tlgui.strategies import STRATEGIES, Combination
from tlgui.texts import say
from tlgui.ui import controls
from tlgui.ui.access import current_owner
from tlgui.ui.components.adviser import adviser
from tlgui.ui.components.augmentation_preview import augmentation_preview
from tlgui.ui.components.base import escaped
from tlgui.ui.components.class_map import class_map
from tlgui.ui.components.command_line import command_line
from tlgui.ui.components.curves import curves
from tlgui.ui.components.dataset_card import dataset_card
from tlgui.ui.components.header import header
from tlgui.ui.components.health_light import health_light
from tlgui.ui.components.map_explorer import map_explorer
from tlgui.ui.components.mistakes import mistakes
from tlgui.ui.components.predicted import predicted
from tlgui.ui.components.presets import presets
from tlgui.ui.components.result import result
from tlgui.ui.components.run_details import run_details
from tlgui.ui.components.run_status import run_status
from tlgui.ui.components.take_away import take_away
from tlgui.ui.form import (
    DEFAULT_STRATEGIES,
    FIRST_SETTING,
    Field,
    Form,
    consider,
    fields,
    fitting_backbone,
    fitting_strategy,
    form_of,
)
from tlgui.ui.pages.adapt_words import about_backbone_of, hint_html, how_it_works, idea_of, problems_html, refused_html
from tlgui.ui.pages.place import Place

DEFAULT_STRATEGY = DEFAULT_STRATEGIES["classification"]
STRATEGY, BACKBONE = FIRST_SETTING - 3, FIRST_SETTING - 1
"""Their places among the inputs."""


@dataclass(frozen=True)
class View:
    """The parts of the page that handlers read or change.

    Attributes
    ----------
    once, confirmed:
        Filled in by the browser at a press of Start: the same press sent twice starts one run; the code of a problem that the user means.
    inputs:
        In the order of :meth:`Form.of`: datasets, classes, strategy, combination, backbone, then every setting.
    groups:
        For each strategy the columns that hold its settings (plain ones and those that are folded away).
    """

    once: gr.Textbox
    confirmed: gr.Textbox
    inputs: list[gr.components.Component]
    demo: gr.Button
    presets: gr.HTML
    start: gr.Button
    stop: gr.Button
    pause: gr.Button
    resume: gr.Button
    status: gr.HTML
    idea: gr.HTML
    labels: gr.HTML
    how: gr.HTML
    about_backbone: gr.HTML
    augmentation: gr.HTML
    groups: dict[str, list[gr.Column]]
    problems: gr.HTML
    command: gr.HTML


def layout(place: Place) -> View:
    """The page, before anything was chosen."""
    language = place.language
    header("adapt", language)
    with gr.Row(elem_id="adapt"):
        with gr.Column(elem_id="goes-in"):
            with gr.Column(elem_id="data"):
                source, target = (
                    dataset_card(role, language, bool(place.roots), place.limits.bytes, place.limits.files)
                    for role in ("source", "target")
                )
                demo = gr.Button(say("page.demo", language), elem_id="demo", size="lg")
                classes = class_map(language)
                adviser(language)
            with gr.Column(elem_id="method"):
                choices, chosen = _method(language)
                kept = presets(language)
                launching = _launch(language)
            with gr.Column(elem_id="same"):
                command = command_line(language)
        with gr.Column(elem_id="comes-out"):
            result(language)
            health_light(language)
            curves(language, place.plotly)
            predicted(language, place.plotly)
            map_explorer(language, place.plotly)
            mistakes(language)
            take_away(language)
            run_details(language)
    once, confirmed = gr.Textbox(visible=False), gr.Textbox(visible=False)
    return View(
        once=once,
        confirmed=confirmed,
        inputs=[source, target, classes, *choices],
        demo=demo,
        presets=kept,
        command=command,
        **chosen,
        **launching,
    )


def _method(language: str) -> tuple[list[gr.components.Component], dict[str, Any]]:
    """Strategy, backbone and every setting: the inputs in the order of :meth:`Form.of`, and the parts of the view that explain them."""
    strategy = gr.Dropdown(
        [(each.texts.words(language).name, key) for key, each in STRATEGIES.items()],
        value=DEFAULT_STRATEGY,
        label=say("page.strategy", language),
        elem_id="strategy",
        filterable=False,
    )
    idea = _said(idea_of(DEFAULT_STRATEGY, language), "note")
    labels = _said("", "note", elem_id="labels-use")
    with gr.Accordion(say("page.how", language), open=False, elem_classes=["fold"]):
        how = _said(how_it_works(DEFAULT_STRATEGY, language), "explain")
    backbone = gr.Dropdown(
        [(card.name, card.key) for card in catalogue.CARDS],
        value=catalogue.DEFAULT,
        label=say("page.backbone", language),
        elem_id="backbone",
        allow_custom_value=True,
    )
    about_backbone = _said(about_backbone_of(catalogue.DEFAULT, language), "note")
    made: dict[tuple[str, str], gr.components.Component] = {}
    groups: dict[str, list[gr.Column]] = {key: [] for key in STRATEGIES}
    _settings(made, groups, language, advanced=False)
    with gr.Accordion(say("page.more_settings", language), open=False, elem_classes=["fold"], elem_id="more"):
        combination = gr.Textbox(
            value="",
            label=say("page.combination", language),
            info=say("page.combination.about", language),
            placeholder="dann+mmd",
            elem_id="combination",
        )
        _settings(made, groups, language, advanced=True)
        augmentation = augmentation_preview(language)
    inputs = [strategy, combination, backbone, *(made[field.key] for field in fields())]
    return inputs, dict(
        idea=idea, labels=labels, how=how, about_backbone=about_backbone, augmentation=augmentation, groups=groups
    )


def _launch(language: str) -> dict[str, Any]:
    """What stands against a start, Start, the run's Pause, Stop and Resume, and what it is doing: always in sight."""
    with gr.Column(elem_id="launch"):
        problems = _said(hint_html(say("page.hint.both", language)), elem_id="problems")
        with gr.Row(elem_id="go"):
            start = gr.Button(say("page.start", language), variant="primary", elem_id="start", interactive=False)
            resume = gr.Button(say("page.resume", language), elem_id="resume")
            pause = gr.Button(say("page.pause", language), elem_id="pause")
            stop = gr.Button(say("page.stop", language), elem_id="stop")
        status = run_status(language)
    return dict(problems=problems, start=start, stop=stop, pause=pause, resume=resume, status=status)


def _said(markup: str, *classes: str, elem_id: str | None = None) -> gr.HTML:
    return gr.HTML(markup, elem_id=elem_id, elem_classes=list(classes), padding=False, apply_default_css=False)


def _settings(
    made: dict[tuple[str, str], gr.components.Component], groups: dict[str, list[gr.Column]], language: str, *, advanced: bool
) -> None:
    """The controls of all strategies (only those of the chosen one are shown) and of the run, the plain or the advanced ones."""
    of_group: dict[str, list[Field]] = {}
    for field in fields():
        if field.setting.advanced == advanced:
            of_group.setdefault(field.group, []).append(field)
    for key in STRATEGIES:
        if key not in of_group:
            continue
        defaults = {item.name: item.default for item in settings_of(STRATEGIES[key].Settings)}
        with gr.Column(visible=key == DEFAULT_STRATEGY) as column:
            for field in of_group[key]:
                made[field.key] = controls.control(field.setting, language, shown=field.setting.shown_for(defaults))
        groups[key].append(column)
    with gr.Column():
        for field in of_group.get("", ()):
            made[field.key] = controls.control(field.setting, language, choices_of(field, catalogue.DEFAULT, language))


def choices_of(field: Field, backbone: str, language: str) -> dict[str, str] | None:
    """The layers that can be frozen are those of the backbone; every other setting has its own choices."""
    if field.group or field.setting.name != "frozen":
        return None
    card = catalogue.card_of(backbone)
    stages = card.stages if card is not None else ()
    return {
        "all": say("page.frozen.all", language),
        "none": say("page.frozen.none", language),
        **{stage: say("page.frozen.up_to", language, stage=stage) for stage in stages},
    }


# -- handlers ----------------------------------------------------------------------------------------------------------------


def look_over(view: View, place: Place, form: Form) -> list[Any]:
    """What the page shows for a form, in the order of :func:`outputs_of`."""
    language = place.language
    considered = consider(place.home, current_owner(), form, language, place.roots)
    keys = Combination.parse(form.whole_strategy).keys
    shown = [gr.update(visible=key in keys) for key, columns in view.groups.items() for _ in columns]
    updates = [
        controls.automatic_update(
            field.setting, considered.automatic.get(field.setting.name), language, choices_of(field, form.backbone, language)
        )
        for field in fields()
        if _automatic(field)
    ]
    return [
        idea_of(form.whole_strategy, language),
        escaped(considered.labels),
        how_it_works(form.whole_strategy, language),
        about_backbone_of(form.backbone, language),
        considered.views,
        problems_html(considered),
        considered.command,
        gr.update(interactive=considered.spec is not None),
        *shown,
        *updates,
    ]


def outputs_of(view: View) -> list[Any]:
    """Where the answers of :func:`look_over` go."""
    optional = [control for field, control in zip(fields(), view.inputs[FIRST_SETTING:], strict=True) if _automatic(field)]
    columns = [column for columns in view.groups.values() for column in columns]
    return [
        view.idea,
        view.labels,
        view.how,
        view.about_backbone,
        view.augmentation,
        view.problems,
        view.command,
        view.start,
        *columns,
        *optional,
    ]


def data_chosen(view: View, place: Place, form: Form) -> list[Any]:
    """A dataset was chosen: the strategy and the backbone that suit it first, then the look over."""
    fitted = _fitted(place.home, form)
    return [gr.update(value=fitted.strategy), gr.update(value=fitted.backbone), *look_over(view, place, fitted)]


def _fitted(home: Home, form: Form) -> Form:
    infos = _infos(home, form)
    return replace(form, strategy=fitting_strategy(form.strategy, infos), backbone=fitting_backbone(form.backbone, infos))


def _infos(home: Home, form: Form) -> list[DatasetInfo]:
    store, found = DatasetStore(home), []
    for dataset in (form.source, form.target):
        try:
            found += [store.get(dataset, current_owner()).info] if dataset else []
        except UserError:
            continue
    return found


def start_pressed(place: Place, once: str, confirmed: str, form: Form) -> tuple[str, Any]:
    """Start the run of a form: its problems, or nothing and the id of the run.

    A problem that only asks whether the user means it comes with a button; its press is the next start, with the code ``confirmed``.
    """
    considered = consider(place.home, current_owner(), form, place.language, place.roots)
    if considered.spec is None:
        return problems_html(considered), gr.skip()
    try:
        run = launch.start_run(
            place.home, considered.spec, current_owner(), once=once or None, confirmed=(confirmed,) if confirmed else ()
        )
    except UserError as error:
        return refused_html(error, place.language), gr.skip()
    return "", run.id


def restored(view: View, place: Place, address: dict[str, str]) -> list[Any]:
    """The page as its address says: the run's own settings (``from``: for another run like it), or a preset's; else the datasets it names."""
    values: list[Any] = [gr.skip()] * len(view.inputs)
    if not any(address.get(name) for name in ("source", "target", "run", "from", "preset")):
        # Nothing to restore, and an answer that comes late must not undo what the user has chosen meanwhile.
        return [gr.skip()] * (1 + len(values) + len(outputs_of(view)) - sum(map(_automatic, fields())))
    given = [control.value for control in view.inputs]
    run_id, filled = "", False
    if like := address.get("run") or address.get("from"):
        try:
            run = RunStore(place.home).get(like, current_owner())
            given, filled = form_of(run.spec), True
            run_id = run.id if address.get("run") else ""
            values = list(given)
        except UserError:
            pass
    elif address.get("preset"):
        try:
            given, filled = form_of(PresetStore(place.home).get(address["preset"], current_owner()).spec), True
            values = list(given)
        except UserError:
            pass
    for position, role in enumerate(("source", "target")):
        if not run_id and address.get(role):
            given[position] = values[position] = address[role]
    form = Form.of(given)
    if not filled and (form.source or form.target):
        form = _fitted(place.home, form)
        if address.get("strategy") in STRATEGIES:  # the adviser's button
            form = replace(form, strategy=address["strategy"])
        values[STRATEGY], values[BACKBONE] = form.strategy, form.backbone
    seen = look_over(view, place, form)
    # A setting that may be left to the program gets two things: its own value, and what the program would choose.
    optional = [position for position, field in enumerate(fields(), start=FIRST_SETTING) if _automatic(field)]
    for position, update in zip(optional, seen[len(seen) - len(optional) :], strict=True):
        values[position] = {**update, "value": values[position]} if filled else update
    return [run_id or gr.skip(), *values, *seen[: len(seen) - len(optional)]]


def save_pressed(place: Place, asked: str, form: Form) -> str:
    """Keep the settings of a form as a preset. ``asked`` and the answer are the value of :func:`presets`."""
    try:
        spec, problems = form.spec()
        if problems:
            raise UserError.of(problems)
        kept = PresetStore(place.home).save(preset_of(spec, json.loads(asked)["save"]), current_owner())
    except (UserError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        found = error if isinstance(error, UserError) else UserError("name_empty")
        return json.dumps({"problems": found.sentences(place.language)})
    key = "page.presets.saved" if kept.revision == 1 else "page.presets.saved_again"
    return json.dumps({"saved": say(key, place.language, name=kept.name, revision=kept.revision)})


def _automatic(field: Field) -> bool:
    return not field.group and field.setting.optional


def wire(view: View, place: Place, blocks: gr.Blocks) -> None:
    """Tie the view to its handlers. Nothing here waits or trains."""
    quick: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
    outputs = outputs_of(view)

    def on_change(*given: Any) -> list[Any]:
        return look_over(view, place, Form.of(given))

    def on_data(*given: Any) -> list[Any]:
        return data_chosen(view, place, Form.of(given))

    def on_start(once: str, confirmed: str, *given: Any) -> tuple[str, Any]:
        return start_pressed(place, once, confirmed, Form.of(given))

    def on_save(asked: str, *given: Any) -> str:
        return save_pressed(place, asked, Form.of(given))

    def on_load(request: gr.Request) -> list[Any]:
        return restored(view, place, dict(request.query_params))

    suggested = [view.inputs[STRATEGY], view.inputs[BACKBONE]]
    gr.on(
        [_touched(control) for control in view.inputs[2:]],
        on_change,
        view.inputs,
        outputs,
        trigger_mode="multiple",
        js="(...values) => window.tlgui.changed(values)",
        **quick,
    )
    gr.on(
        [card.select for card in view.inputs[:2]],
        on_data,
        view.inputs,
        [*suggested, *outputs],
        trigger_mode="multiple",
        js="(...values) => window.tlgui.changed(values)",
        **quick,
    )
    view.start.click(
        on_start,
        [view.once, view.confirmed, *view.inputs],
        [view.problems, view.status],
        js="(...values) => window.tlgui.pressed(values)",
        **quick,
    )
    view.presets.select(on_save, [view.presets, *view.inputs], view.presets, **quick)
    view.stop.click(None, js="() => window.tlgui.stop()")
    view.pause.click(None, js="() => window.tlgui.pause()")
    view.resume.click(None, js="() => window.tlgui.resume()")
    view.demo.click(None, js="() => window.tlgui.demo()")
    _wire_shown_when(view)
    not_optional = outputs[: len(outputs) - sum(map(_automatic, fields()))]
    blocks.load(on_load, None, [view.status, *view.inputs, *not_optional], **quick)


def _touched(control: gr.components.Component) -> Any:
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
