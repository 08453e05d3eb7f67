"""The same run as a command, as a Python script and as a notebook: each gives the same numbers on the same machine."""

from __future__ import annotations

import json
import shlex
from collections.abc import Collection, Mapping
from typing import Any

from tlgui.data.demo_catalogue import demo_of
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home, usual_root
from tlgui.runs.run import Run
from tlgui.service.pairs import packs_of
from tlgui.service.questions import questions
from tlgui.specification.run_spec import RunSpec, chosen
from tlgui.strategies.distilled import Distilled
from tlgui.tasks import TASKS
from tlgui.texts import printable, say


def once_more(home: Home, run: Run) -> tuple[RunSpec, dict[str, str], list[str]]:
    """What commands and scripts need: the spec, :func:`places_of`, and the codes of the questions that were answered with yes.

    A distilled run is referred to by its id, since what it learned is in its folder.

    Raises
    ------
    UserError
        When a dataset is not on this machine.
    """
    packs = packs_of(home, run.spec, run.owner)
    own = {**run.spec.strategy_settings, **({Distilled.key: {"teachers": run.id}} if run.spec.distilled_from else {})}
    spec = run.spec.model_copy(update={"strategy_settings": own})
    places = {**places_of(*packs, run.owner), **place_of_home(home, run.owner)}
    return spec, places, [each.code for each in questions(home, run.spec, *packs)]


def places_of(source: Pack | None, target: Pack | None, owner: str) -> dict[str, str]:
    """Where the pictures of each role can be found again; for both datasets of a demo ``{"demo": "icons"}``.

    By the folder or zip they were read from; by the dataset's id where there is none, a table said what the pictures are, or somebody else
    handed them to ``owner``, who need not know where they lie.
    """
    packs = {role: pack for role, pack in (("source", source), ("target", target)) if pack is not None}
    if source is not None and target is not None and (demo := demo_of(source.info.origin, target.info.origin)) is not None:
        return {"demo": demo}
    return {
        role: pack.info.origin["path"] or pack.info.id if _is_found_by_path(pack, owner) else pack.info.id
        for role, pack in packs.items()
    }


def place_of_home(home: Home, owner: str) -> dict[str, str]:
    """``{"home": FOLDER}`` where commands and scripts would look elsewhere without it; nothing for participants, who have no folder here."""
    return {"home": str(home.root)} if owner == LOCAL_OWNER and home.root != usual_root() else {}


def _is_found_by_path(pack: Pack, owner: str) -> bool:
    return pack.info.owner == owner and not _had_table(pack)


def _had_table(pack: Pack) -> bool:
    return not TASKS[pack.info.task].one_class or any(note["code"].startswith("table_") for note in pack.report()["notes"])


def command(spec: RunSpec, places: Mapping[str, str], confirm: Collection[str] = ()) -> str:
    """The command that starts the same run, one option a line.

    Parameters
    ----------
    places:
        As :func:`places_of` and :func:`place_of_home` give them.
    confirm:
        Codes of questions that were answered with yes.
    """
    parts = ["tlgui train", *(f"--{role} {_quoted(place)}" for role, place in places.items())]
    parts += [f"--strategy {_quoted(spec.strategy)}", f"--backbone {_quoted(spec.backbone)}"]
    parts += [f"--rename-class {_quoted(f'{old}={new}')}" for old, new in spec.class_map.rename.items()]
    parts += [f"--leave-out {_quoted(name)}" for name in spec.class_map.leave_out]
    parts += [f"--target-shares {_quoted(str(spec.target_shares))}"] if spec.target_shares.said else []
    parts += ["--given-labels"] if spec.given_labels is not None else []
    parts += [f"--set {_quoted(f'{name}={value}')}" for name, value in chosen(spec).items() if name != "seed"]
    parts.append(f"--seed {spec.settings.seed}")
    parts += [f"--confirm {_quoted(code)}" for code in confirm]
    if spec.sealed:
        parts.append("--sealed")
    return " \\\n  ".join(parts)


def _quoted(text: str) -> str:
    return shlex.quote(printable(text))


def script(spec: RunSpec, places: Mapping[str, str], confirm: Collection[str], language: str) -> str:
    """The same run as a Python script that uses the library; untrusted names are literals in it."""
    return "\n".join(
        [f'"""{say("script.about", language)}"""', "", "import tlgui", "", _call(spec, places, confirm, language), _TELL, ""]
    )


def notebook(spec: RunSpec, places: Mapping[str, str], confirm: Collection[str], language: str) -> str:
    """The same run as a notebook, JSON of nbformat 4.5."""
    cells = [
        _cell("about", "markdown", say("script.about", language)),
        _cell("run", "code", f"import tlgui\n\n{_call(spec, places, confirm, language)}"),
        _cell("result", "code", _TELL),
    ]
    whole = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }
    return json.dumps(whole, indent=1)


_TELL = "print(run.told())  # run.result: every number"


def _call(spec: RunSpec, places: Mapping[str, str], confirm: Collection[str], language: str) -> str:
    given: dict[str, Any] = {**places, "strategy": spec.strategy, "backbone": spec.backbone, "seed": spec.settings.seed}
    if spec.class_map.rename:
        given["rename"] = dict(spec.class_map.rename)
    if spec.class_map.leave_out:
        given["leave_out"] = list(spec.class_map.leave_out)
    if spec.target_shares.said:
        shares = spec.target_shares
        given["target_shares"] = dict(shares.shares) if shares.known_from == "told" else str(shares)
    if confirm:
        given["confirm"] = list(confirm)
    if spec.given_labels is not None:
        given["given_labels"] = True
    if spec.sealed:
        given["sealed"] = True
    settings = {name: value for name, value in chosen(spec).items() if name != "seed"}
    lines = [
        f"    {name}={value!r}," for name, value in (given | {key: settings[key] for key in settings if "." not in key}).items()
    ]
    if "home" in places:
        lines.insert(list(given).index("home"), f"    # {say('script.home', language)}")
    dotted = {key: value for key, value in settings.items() if "." in key}
    if dotted:
        lines.append(f"    **{dotted!r},")
    return "\n".join(["run = tlgui.adapt(", *lines, ")"])


def _cell(name: str, kind: str, source: str) -> dict[str, Any]:
    made: dict[str, Any] = {"id": name, "cell_type": kind, "metadata": {}, "source": source.splitlines(keepends=True)}
    return made if kind == "markdown" else {**made, "execution_count": None, "outputs": []}
