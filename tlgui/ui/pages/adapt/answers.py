"""What Adapt answers to what is done on it: pure functions of a form, which know nothing of Gradio's session."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import gradio as gr

from tlgui.analysis.kept import kept_xray
from tlgui.data.pack import Pack
from tlgui.data.seals import may_tell
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.finding import asking
from tlgui.finding.mix import shares_found
from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.stages import FIRST
from tlgui.home import Home
from tlgui.planning.second_backbone import second_for
from tlgui.runs.presets import PresetStore, preset_of, read_text
from tlgui.runs.store import RunStore
from tlgui.service import launch
from tlgui.service.advising import advised
from tlgui.specification.run_spec import DEFAULT_STRATEGY
from tlgui.storage import faults_told
from tlgui.strategies import OFFERED, Combination
from tlgui.texts import say
from tlgui.ui import controls
from tlgui.ui.access import current_owner
from tlgui.ui.form import (
    FIRST_SETTING,
    Form,
    as_query,
    automatic_fields,
    consider,
    fields,
    fitting_backbone,
    fitting_strategy,
    form_of,
)
from tlgui.ui.pages.adapt.view import BACKBONE, CLASSES, STRATEGY, TARGET_SHARES, View, choices_of
from tlgui.ui.pages.adapt.words import (
    about_backbone_of,
    about_second_of,
    hint_html,
    how_it_works,
    idea_of,
    labels_html,
    problems_html,
    refused_html,
)
from tlgui.ui.pages.place import PageContext
from tlgui.views.words import sentence


def look_over(view: View, place: PageContext, form: Form) -> list[Any]:
    """What the page shows for a form, in the order of :func:`outputs_of`."""
    language = place.language
    considered = consider(place.home, current_owner(), form, language, place.roots)
    keys = Combination.parse(form.whole_strategy).keys
    shown = [gr.update(visible=key in keys) for key, columns in view.groups.items() for _ in columns]
    updates = [
        controls.automatic_update(
            field.setting, considered.automatic.get(field.setting.name), language, choices_of(field, form.backbone, language)
        )
        for field in automatic_fields()
    ]
    kept, second = as_query(form), second_for(_as_searched(form).spec()[0])
    return [
        gr.skip() if kept is None else kept,
        idea_of(form.whole_strategy, language),
        labels_html(considered, form.target, language),
        how_it_works(form.whole_strategy, language),
        about_backbone_of(form.backbone, language),
        gr.update(visible=bool(second), info=about_second_of(second, language)),
        considered.views,
        considered.ahead,
        problems_html(considered),
        considered.command,
        gr.update(interactive=considered.spec is not None),
        gr.update(interactive=bool(form.source and form.target) and not considered.taken_back),
        *shown,
        *updates,
    ]


def outputs_of(view: View) -> list[Any]:
    """Where the answers of :func:`look_over` go."""
    optional = [control for field, control in zip(fields(), view.inputs[FIRST_SETTING:], strict=True) if field.automatic]
    columns = [column for columns in view.groups.values() for column in columns]
    return [
        view.kept,
        view.idea,
        view.labels,
        view.how,
        view.about_backbone,
        view.second,
        view.augmentation,
        view.ahead,
        view.problems,
        view.command,
        view.start,
        view.find_best,
        *columns,
        *optional,
    ]


def data_chosen(view: View, place: PageContext, form: Form) -> list[Any]:
    """A dataset was chosen: the strategy and the backbone that suit it first, then the look over."""
    fitted = _fitted(place.home, form)
    return [gr.update(value=fitted.strategy), gr.update(value=fitted.backbone), *look_over(view, place, fitted)]


def _fitted(home: Home, form: Form) -> Form:
    packs = _packs(home, form)
    infos = [pack.info for pack in packs]
    told = form.target_shares not in ("", "same")
    strategy = fitting_strategy(form.strategy, infos, shares_told=told)
    if form.strategy == DEFAULT_STRATEGY and form.target_shares != "same":
        strategy = _by_the_adviser(home, form, packs) or strategy
    return replace(form, strategy=strategy, backbone=fitting_backbone(form.backbone, infos))


def _packs(home: Home, form: Form) -> list[Pack]:
    store, found = DatasetStore(home), []
    for dataset in (form.source, form.target):
        try:
            found += [store.get(dataset, current_owner())] if dataset else []
        except UserError:
            continue
    return found


def _by_the_adviser(home: Home, form: Form, packs: Sequence[Pack]) -> str | None:
    """The strategy that the adviser recommends, where it has a shift X-ray or told class shares to go by and recommends one by itself."""
    if len(packs) < 2:
        return None
    source, target = packs
    report, (spec, _) = kept_xray(home, source.info.id, target.info.id), form.spec()
    if (report is None and not spec.target_shares.said) or not may_tell(home, source.info, "source"):
        return None
    told = spec.target_shares
    searched = shares_found(home, current_owner(), source.info.id, target.info.id, spec.class_map)
    found = advised(home, current_owner(), source, target, report, spec.class_map, told=told, searched=searched).recommendation
    return None if found.tells_shares else found.strategy


def start_pressed(place: PageContext, once: str, confirmed: str, form: Form) -> tuple[str, Any]:
    """Start the run of a form: its problems, or nothing and the id of the run.

    A problem that only asks whether the user means it comes with a button; its press is the next start, with its code among those ``confirmed``
    (a space between them).
    """
    considered = consider(place.home, current_owner(), form, place.language, place.roots)
    if considered.spec is None:
        return problems_html(considered), gr.skip()
    try:
        with faults_told(place.home.root):
            run = launch.start_run(place.home, considered.spec, current_owner(), once=once or None, confirmed=confirmed.split())
    except UserError as error:
        return refused_html(error, place.language), gr.skip()
    return "", run.id


def _as_searched(form: Form) -> Form:
    """What a search asks of a form: data and settings, whatever its strategy."""
    return replace(form, strategy=FIRST, combination="")


def search_pressed(place: PageContext, once: str, confirmed: str, form: Form, *, second: bool = False) -> tuple[str, Any]:
    """Start a search on the data and settings of a form: its problems, or nothing and the id of the search. ``second``: on a second backbone
    too, where one is offered beside the form's.
    """
    asked = _as_searched(form)
    considered = consider(place.home, current_owner(), asked, place.language, place.roots)
    if considered.spec is None:
        return problems_html(considered), gr.skip()
    told = asked.target_shares
    try:
        with faults_told(place.home.root):
            search = asking.begin(
                place.home,
                considered.spec,
                current_owner(),
                second=second_for(considered.spec) if second else "",
                knows="shares" if considered.spec.target_shares.said else "same" if told == "same" else "nothing",
                once=once or None,
                confirmed=confirmed.split(),
            )
    except UserError as error:
        return refused_html(error, place.language, "find-best"), gr.skip()
    return "", search.id


def restored(view: View, place: PageContext, address: dict[str, str]) -> list[Any]:
    """The page as its address says: the form as it was left (``settings``), the run's own settings (``from``: for another run like it), those
    of a search or a preset; else the datasets it names.
    """
    values: list[Any] = [gr.skip()] * len(view.inputs)
    if not any(address.get(name) for name in ("source", "target", "run", "from", "search", "preset", "settings")):
        # Nothing to restore, and an answer that comes late must not undo what the user has chosen meanwhile.
        return [gr.skip()] * (1 + len(values) + len(outputs_of(view)) - len(automatic_fields()))
    given = [control.value for control in view.inputs]
    run_id, filled, left, unused, offered, second = "", True, False, "", True, False
    try:
        if like := address.get("run") or address.get("from"):
            run = RunStore(place.home).get(like, current_owner())
            given, run_id = form_of(run.spec), run.id if address.get("run") else ""
            offered = all(key in OFFERED for key in Combination.parse(run.spec.strategy).keys)
        elif address.get("search"):
            search = SearchStore(place.home).get(address["search"], current_owner())
            given, second = _form_of_search(search), bool(search.plan.second) and search.plan.second == second_for(search.spec)
        elif address.get("preset"):
            given = form_of(PresetStore(place.home).get(address["preset"], current_owner()).spec)
        else:
            filled = False
    except UserError:
        filled = False
    if address.get("settings"):
        try:
            spec, notes = read_text(address["settings"])
            if address.get("strategy") in OFFERED:  # as below
                spec = spec.model_copy(update={"strategy": address["strategy"]})
            of_data = [*given[:CLASSES], address.get("classes", ""), address.get("shares", "")]
            given = [*of_data, *form_of(spec)[STRATEGY:]]
            filled = left = True
            unused = " ".join(sentence(note.as_json(), place.language, "note") for note in notes)
        except UserError:
            unused = say("page.settings_unused", place.language)
    of_run = bool(run_id) and not left
    for position, role in enumerate(("source", "target")):
        if not of_run and address.get(role):
            given[position] = values[position] = address[role]
    # What was said of the datasets, beside a preset or by labels.
    for position, name in ((CLASSES, "classes"), (TARGET_SHARES, "shares")):
        if not of_run and address.get(name):
            given[position] = values[position] = address[name]
    form = Form.of(given)
    if filled:
        values = list(given)
    fits = not filled or (bool(address.get("search")) and not left)  # a search was asked for without a strategy
    if fits and (form.source or form.target):
        form = _fitted(place.home, form)
        if address.get("strategy") in OFFERED:  # the adviser's button
            form = replace(form, strategy=address["strategy"])
        values[STRATEGY], values[BACKBONE] = form.strategy, form.backbone
    seen = look_over(view, place, form)
    if second and not left:
        seen[outputs_of(view).index(view.second)]["value"] = True
    problems = outputs_of(view).index(view.problems)
    seen[problems] = hint_html(unused) + seen[problems]
    if of_run and not offered:
        seen[outputs_of(view).index(view.command)] = _of_form_alone(seen[outputs_of(view).index(view.command)], place.language)
    # A setting that may be left to the program gets two things: its own value, and what the program would choose.
    optional = [position for position, field in enumerate(fields(), start=FIRST_SETTING) if field.automatic]
    for position, update in zip(optional, seen[len(seen) - len(optional) :], strict=True):
        values[position] = {**update, "value": values[position]} if filled else update
    return [run_id or gr.skip(), *values, *seen[: len(seen) - len(optional)]]


def _of_form_alone(command: str, language: str) -> str:
    """The command of a form beside a run that no command trains: what it does instead, as a comment that a shell passes over."""
    return command and f"# {say('page.command.not_this_run', language)}\n{command}"


def _form_of_search(search: Search) -> list[Any]:
    """What it was told and set to; a strategy it was not asked for with."""
    given = form_of(search.spec.model_copy(update={"strategy": DEFAULT_STRATEGY, "strategy_settings": {}}))
    given[TARGET_SHARES] = search.told
    return given


def save_pressed(place: PageContext, asked: str, form: Form) -> str:
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
