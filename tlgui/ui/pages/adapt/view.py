"""The parts of Adapt, before anything was chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import gradio as gr

from tlgui.models import catalogue
from tlgui.planning.second_backbone import second_for
from tlgui.settings import settings_of
from tlgui.specification.run_spec import DEFAULT_STRATEGY, RunSpec
from tlgui.strategies import OFFERED
from tlgui.texts import say
from tlgui.ui import controls
from tlgui.ui.components.adviser import adviser
from tlgui.ui.components.augmentation_preview import augmentation_preview
from tlgui.ui.components.base import escaped
from tlgui.ui.components.class_map import class_map
from tlgui.ui.components.command_line import command_line
from tlgui.ui.components.curves import curves
from tlgui.ui.components.dataset_card import dataset_card
from tlgui.ui.components.features_ahead import features_ahead
from tlgui.ui.components.header import header
from tlgui.ui.components.health_light import health_light
from tlgui.ui.components.map_explorer import map_explorer
from tlgui.ui.components.mistakes import mistakes
from tlgui.ui.components.predicted import predicted
from tlgui.ui.components.presets import presets
from tlgui.ui.components.result import result
from tlgui.ui.components.run_details import run_details
from tlgui.ui.components.run_status import run_status
from tlgui.ui.components.stage import stage
from tlgui.ui.components.take_away import take_away
from tlgui.ui.components.target_shares import target_shares
from tlgui.ui.components.tour import tour
from tlgui.ui.form import (
    FIRST_SETTING,
    Field,
    fields,
)
from tlgui.ui.pages.adapt.words import about_backbone_of, about_second_of, demos_html, hint_html, how_it_works, idea_of
from tlgui.ui.pages.place import PageContext

CLASSES, TARGET_SHARES, STRATEGY, BACKBONE = FIRST_SETTING - 5, FIRST_SETTING - 4, FIRST_SETTING - 3, FIRST_SETTING - 1
"""Their places among the inputs."""


@dataclass(frozen=True)
class View:
    """The parts of the page that handlers read or change.

    Attributes
    ----------
    once, confirmed:
        Filled in by the browser at a press of Start: the same press sent twice starts one run; codes of problems that the user means.
    kept:
        The form as its address keeps it (:func:`tlgui.ui.form.as_query`).
    searched:
        The search that a press of Find the best began; the browser goes to its page.
    inputs:
        In the order of :meth:`Form.of`: datasets, classes, target shares, strategy, combination, backbone, then every setting.
    second:
        Whether a search is on a second backbone too; no part of a run's form.
    groups:
        For each strategy the columns that hold its settings (plain ones and those that are folded away).
    """

    once: gr.Textbox
    confirmed: gr.Textbox
    searched: gr.Textbox
    kept: gr.Textbox
    inputs: list[Any]  # components; their events are made at run time
    presets: gr.HTML
    start: gr.Button
    find_best: gr.Button
    stop: gr.Button
    pause: gr.Button
    resume: gr.Button
    status: gr.HTML
    idea: gr.HTML
    labels: gr.HTML
    how: gr.HTML
    about_backbone: gr.HTML
    second: gr.Checkbox
    augmentation: gr.HTML
    ahead: gr.HTML
    groups: dict[str, list[gr.Column]]
    problems: gr.HTML
    command: gr.HTML


def layout(place: PageContext) -> View:
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
                _said(demos_html(language), elem_id="demos")
                classes = class_map(language)
                contains = target_shares(language)
                adviser(language)
            with gr.Column(elem_id="method"):
                choices, chosen = _method(language)
                saved = presets(language)
                launching = _launch(language)
            with gr.Column(elem_id="same"):
                command = command_line(language)
        with gr.Column(elem_id="comes-out"):
            now = _now(language)
            result(language)
            tour(language)
            health_light(language)
            curves(language, place.plotly)
            predicted(language, place.plotly)
            map_explorer(language, place.plotly)
            mistakes(language)
            take_away(language)
            run_details(language)
    stage(language, place.plotly)
    once, confirmed, searched, kept = (gr.Textbox(visible=False) for _ in range(4))
    return View(
        once=once,
        confirmed=confirmed,
        searched=searched,
        kept=kept,
        inputs=[source, target, classes, contains, *choices],
        presets=saved,
        command=command,
        **chosen,
        **launching,
        **now,
    )


def _method(language: str) -> tuple[list[gr.components.Component], dict[str, Any]]:
    """Strategy, combination, backbone and every setting, in the order of :meth:`Form.of`, and the parts of the view that explain them."""
    strategy = gr.Dropdown(
        [(each.texts.words(language).name, key) for key, each in OFFERED.items()],
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
    beside = second_for(RunSpec())
    second = gr.Checkbox(
        label=say("page.second_backbone", language),
        info=about_second_of(beside, language),
        visible=bool(beside),
        elem_id="second-backbone",
    )
    made: dict[tuple[str, str], gr.components.Component] = {}
    groups: dict[str, list[gr.Column]] = {key: [] for key in OFFERED}
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
        idea=idea, labels=labels, how=how, about_backbone=about_backbone, second=second, augmentation=augmentation, groups=groups
    )


def _launch(language: str) -> dict[str, Any]:
    """What stands against a start, and Start: always in sight when it is the next thing to do."""
    with gr.Column(elem_id="launch"):
        problems = _said(hint_html(say("page.hint.both", language)), elem_id="problems")
        with gr.Row(elem_id="go"):
            start = gr.Button(say("page.start", language), variant="primary", elem_id="start", interactive=False)
            find_best = gr.Button(say("page.find_best", language), elem_id="find-best", interactive=False)
        _said(escaped(say("page.find_best.about", language)), "note")
        ahead = features_ahead(language)
    return dict(problems=problems, start=start, find_best=find_best, ahead=ahead)


def _now(language: str) -> dict[str, Any]:
    """The head of the top card: what the run does, how long it still takes, Pause, Stop and Resume; in sight from the press of Start."""
    with gr.Column(elem_id="now"):
        status = run_status(language)
        with gr.Row(elem_id="hold"):
            resume = gr.Button(say("page.resume", language), elem_id="resume", size="sm")
            pause = gr.Button(say("page.pause", language), elem_id="pause", size="sm")
            stop = gr.Button(say("page.stop", language), elem_id="stop", size="sm")
    return dict(status=status, resume=resume, pause=pause, stop=stop)


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
    for key in OFFERED:
        if key not in of_group:
            continue
        defaults = {item.name: item.default for item in settings_of(OFFERED[key].Settings)}
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
