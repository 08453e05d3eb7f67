"""Presets: the settings of a run without its data, saved under a name and shared as a file.

A preset is one JSON object. It names its version (:data:`VERSION`), and holds only what somebody chose: what is left out is chosen anew for
the data. Reading one can neither run code nor take long, whatever the file is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from filelock import FileLock

from tlgui import __version__, durable
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home, is_id, new_id
from tlgui.runs.forms import is_moment
from tlgui.runs.remarks import free_name, name_problem, same_name
from tlgui.settings import settings_of
from tlgui.specification.run_spec import RunSettings, RunSpec, chosen

VERSION = 1
LIMIT_BYTES = 64_000
"""A longer file is not a preset: ours have about one thousand bytes."""

PRESETS = 500
"""Maximum per owner: more than that is probably a mistake in a script."""


@dataclass(frozen=True)
class Preset:
    """Settings under a name.

    Attributes
    ----------
    spec:
        Strategy, backbone and settings; no data, no classes.
    revision:
        How many times it was saved under its name.
    made_by:
        The version of the program that saved it.
    """

    name: str
    spec: RunSpec
    revision: int = 1
    made: float = 0.0
    made_by: str = __version__
    id: str = ""
    notes: tuple[Problem, ...] = field(default=(), compare=False)
    """Settings in the file that could not be used."""

    def as_bytes(self) -> bytes:
        """The file."""
        about = {"name": self.name, "revision": self.revision, "made": self.made, "made_by": self.made_by}
        whole = {"tlgui_preset": VERSION, **about, **_content(self.spec)}
        return (durable.to_json(whole, indent=1) + "\n").encode()


def preset_of(spec: RunSpec, name: str) -> Preset:
    """The preset of a run's settings.

    Raises
    ------
    UserError
        As :func:`tlgui.runs.remarks.name_problem`.
    """
    name = " ".join(name.split())
    if problem := name_problem(name):
        raise UserError.of([problem])
    alone = RunSpec(
        strategy=spec.strategy, backbone=spec.backbone, settings=spec.settings, strategy_settings=spec.strategy_settings
    )
    return Preset(name, alone, made=time.time())


def read_preset(data: bytes) -> Preset:
    """A preset from a file of whatever origin.

    Settings that this version does not know, or that are out of their range, keep their defaults; ``notes`` names them.

    Raises
    ------
    UserError
        ``preset_not_one``; ``preset_newer``; a strategy that does not exist.
    """
    content = _object(data)
    version = content.get("tlgui_preset")
    if type(version) is not int or version < 1:
        _not_one("tlgui_preset")
    if version > VERSION:
        raise UserError("preset_newer", version=version, known=VERSION, made_by=str(content.get("made_by"))[:20])
    spec, notes = _taken(content, ("tlgui_preset", "name", "revision", "made", "made_by"))
    name, revision, made = content.get("name"), content.get("revision"), content.get("made")
    return Preset(
        name if isinstance(name, str) and name_problem(name) is None else spec.strategy.replace(",", " ")[:60],
        spec,
        revision if type(revision) is int and 1 <= revision < 10**6 else 1,
        float(made) if is_moment(made) else 0.0,
        str(content.get("made_by"))[:20],
        notes=notes,
    )


def as_text(spec: RunSpec) -> str:
    """The settings of a run without its data, for an address: short."""
    return durable.to_json({name: part for name, part in _content(spec).items() if part})


def read_text(text: str) -> tuple[RunSpec, tuple[Problem, ...]]:
    """Settings as :func:`as_text` wrote them, of whatever origin: what cannot be used keeps its default, and is named by a note.

    Raises
    ------
    UserError
        ``preset_not_one``, ``preset_too_large``; a strategy that does not exist.
    """
    return _taken(_object(text.encode("utf-8", "replace")))


def _content(spec: RunSpec) -> dict[str, Any]:
    return {
        "strategy": spec.strategy,
        "backbone": spec.backbone,
        "settings": {name: value for name, value in chosen(spec).items() if "." not in name},
        "strategy_settings": spec.strategy_settings,
    }


def _not_one(reason: str) -> NoReturn:
    raise UserError("preset_not_one", reason=reason)


def _object(data: bytes) -> dict[str, Any]:
    if len(data) > LIMIT_BYTES:
        raise UserError("preset_too_large", size=len(data), limit=LIMIT_BYTES)
    try:
        content = json.loads(data, parse_constant=_not_one)
    except (ValueError, RecursionError):
        _not_one("JSON")
    if not isinstance(content, dict):
        _not_one("JSON")
    return content


def _text(content: dict[str, Any], name: str) -> str:
    value = content.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 1000:
        _not_one(name)
    return value.encode("utf-8", "replace").decode()


def _part(content: dict[str, Any], name: str) -> dict[str, Any]:
    value = content.get(name, {})
    if not isinstance(value, dict):
        _not_one(name)
    return value


def _taken(content: dict[str, Any], about: tuple[str, ...] = ()) -> tuple[RunSpec, tuple[Problem, ...]]:
    """The spec of what can be used, and a note that names what cannot; ``about``: what else is there, and no setting."""
    from tlgui.planning import check_alone
    from tlgui.settings import read_settings
    from tlgui.strategies import STRATEGIES, Combination

    strategy, backbone = (_text(content, name) for name in ("strategy", "backbone"))
    settings, of_strategies = (_part(content, name) for name in ("settings", "strategy_settings"))
    keys = Combination.parse(strategy).keys
    unknown = [each for each in check_alone(RunSpec(strategy=strategy)) if each.code in ("strategy_unknown", "strategy_missing")]
    if unknown:
        raise UserError.of(unknown)
    defaults: list[str] = []

    def usable(group: type[Any], values: dict[str, Any], place: str = "") -> dict[str, Any]:
        declared = {item.name for item in settings_of(group)}
        kept = {name: value for name, value in values.items() if name in declared and not read_settings(group, {name: value})[1]}
        defaults.extend(f"{place}{name}" for name in values if name not in kept)
        return kept

    taken = RunSettings(**usable(RunSettings, settings))
    own: dict[str, dict[str, Any]] = {}
    for key, values in of_strategies.items():
        if key not in keys or not isinstance(values, dict):
            defaults.append(key)
        elif kept := usable(STRATEGIES[key].Settings, values, f"{key}."):
            own[key] = kept
    known = (*about, "strategy", "backbone", "settings", "strategy_settings")
    defaults += [name for name in content if name not in known]
    note = Problem("preset_defaults", {"count": len(defaults), "names": [str(name)[:60] for name in defaults[:20]]})
    return RunSpec(strategy=strategy, backbone=backbone, settings=taken, strategy_settings=own), (note,) if defaults else ()


def read_preset_file(path: Path) -> Preset:
    """A preset from a file on this machine; a file that is too large is not read.

    Raises
    ------
    UserError
        ``preset_not_readable``; as :func:`read_preset`.
    """
    try:
        with open(path, "rb") as file:
            size = path.stat().st_size
            if size > LIMIT_BYTES:
                raise UserError("preset_too_large", size=size, limit=LIMIT_BYTES)
            data = file.read(LIMIT_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UserError("preset_not_readable", file=str(path), reason=getattr(error, "strerror", None) or str(error)) from error
    return read_preset(data)


class PresetStore:
    """The presets of a home folder. Each is a file with an id of its own; its name stands inside. Every call takes the owner."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._lock = FileLock(home.jobs / "presets.lock")

    def all(self, owner: str = LOCAL_OWNER) -> list[Preset]:
        """By name. A file that cannot be read, or was made by a newer version, is passed over; none is ever rewritten by reading."""
        presets = []
        for folder in self._folder(owner).glob("*.json"):
            try:
                presets.append(replace(read_preset_file(folder), id=folder.stem))
            except UserError:
                continue
        return sorted((each for each in presets if is_id(each.id)), key=lambda each: each.name.casefold())

    def get(self, preset_id: str, owner: str = LOCAL_OWNER) -> Preset:
        """The preset with this id, the owner's own or one that was handed to the room that they are in; ``preset_unknown``."""
        try:
            return self.own(preset_id, owner)
        except UserError:
            room = owner.partition("-")[0]
            if not is_id(room):
                raise
            return self.own(preset_id, room)

    def own(self, preset_id: str, owner: str = LOCAL_OWNER) -> Preset:
        """The owner's own preset with this id; ``preset_unknown``."""
        path = self._folder(owner) / f"{preset_id}.json"
        if not is_id(preset_id) or not path.is_file():
            raise UserError("preset_unknown", preset=preset_id[:80])
        return replace(read_preset_file(path), id=preset_id)

    def hand_out(self, preset_id: str, room: str, owner: str = LOCAL_OWNER) -> Preset:
        """Let everybody in a room begin with one's preset: a copy of it as it is now, since what was handed out does not change by itself."""
        return self.save(self.own(preset_id, owner), room)

    def find(self, name: str, owner: str = LOCAL_OWNER) -> Preset:
        """The preset of this name; ``preset_unknown``."""
        found = next((each for each in self.all(owner) if same_name(each.name, name)), None)
        if found is None:
            raise UserError("preset_unknown", preset=name[:80])
        return found

    def save(self, preset: Preset, owner: str = LOCAL_OWNER) -> Preset:
        """Keep a preset. One of the same name makes way, and the new one is its next revision."""

        def placed(others: list[Preset]) -> Preset:
            before = next((each for each in others if same_name(each.name, preset.name)), None)
            if before is None:
                return replace(preset, id=new_id())
            return replace(preset, id=before.id, revision=before.revision + 1)

        return self._keep(placed, owner)

    def add(self, preset: Preset, owner: str = LOCAL_OWNER) -> Preset:
        """Keep a preset that came as a file. One of the same name stays, the new one gets a number."""
        return self._keep(lambda others: replace(preset, id=new_id(), name=free_name(preset.name, others) or ""), owner)

    def remove(self, preset: Preset, owner: str = LOCAL_OWNER) -> None:
        """Take it away for good; runs that were begun with it keep their settings."""
        (self._folder(owner) / f"{preset.id}.json").unlink(missing_ok=True)

    def _keep(self, placed: Callable[[list[Preset]], Preset], owner: str) -> Preset:
        with self._lock:
            others = self.all(owner)
            preset = placed(others)
            if len(others) >= PRESETS and all(each.id != preset.id for each in others):
                raise UserError("presets_too_many", limit=PRESETS)
            folder = self._folder(owner)
            folder.mkdir(parents=True, exist_ok=True)
            durable.write_bytes(folder / f"{preset.id}.json", preset.as_bytes())
        return preset

    def _folder(self, owner: str) -> Path:
        return self.home.presets / owner
