"""Presets: what comes back, what is said of a file of another version, and that no file can do harm."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.runs.presets import LIMIT_BYTES, VERSION, Preset, PresetStore, preset_of, read_preset, read_preset_file
from tlgui.specification.run_spec import ClassMap, RunSettings, RunSpec

SPEC = RunSpec(
    source="a" * 32,
    target="b" * 32,
    class_map=ClassMap(leave_out=("owl",)),
    strategy="mcc+mmd",
    backbone="small-cnn",
    settings=RunSettings(epochs=7, learning_rate=0.5, seed=3),
    strategy_settings={"mcc": {"temperature": 1.5}, "mmd": {"weight": 0.25}},
    sealed=True,
)


def changed(**changes: Any) -> bytes:
    """The file of :data:`SPEC` with something else in it; ``None`` takes a field away."""
    whole = {**json.loads(preset_of(SPEC, "mine").as_bytes()), **changes}
    return json.dumps({name: value for name, value in whole.items() if value is not None}).encode()


def codes(call) -> list[str]:
    with pytest.raises(UserError) as raised:
        call()
    assert all(raised.value.sentences(language) for language in ("en", "zh"))
    return [problem.code for problem in raised.value.problems]


def notes(preset: Preset) -> list[str]:
    return [name for note in preset.notes for name in note.values["names"]]


def test_a_preset_brings_every_setting_and_nothing_of_the_data(tmp_path: Path) -> None:
    made = preset_of(SPEC, "  my  settings ")
    (tmp_path / "x.json").write_bytes(made.as_bytes())
    found = read_preset_file(tmp_path / "x.json")
    assert found == made
    assert found.name == "my settings"
    assert found.spec == RunSpec(
        strategy=SPEC.strategy, backbone=SPEC.backbone, settings=SPEC.settings, strategy_settings=SPEC.strategy_settings
    )
    assert b"aaaa" not in made.as_bytes()


def test_D9_what_a_preset_has_that_this_version_has_not_keeps_its_default() -> None:
    settings = {"epochz": 7, "learning_rate": 5000, "seed": 3}
    of_strategies = {"mcc": {"temperature": 1.5, "heat": 1}, "mmd": [], "dann": {"weight": 1}}
    file = changed(settings=settings, strategy_settings=of_strategies, colour="red")
    found = read_preset(file)
    assert notes(found) == ["epochz", "learning_rate", "mcc.heat", "mmd", "dann", "colour"]
    assert found.notes[0].values["count"] == 6
    assert found.spec.settings == RunSettings(seed=3)
    assert found.spec.strategy_settings == {"mcc": {"temperature": 1.5}}


@pytest.mark.parametrize("gone", ["name", "revision", "made", "made_by", "settings", "strategy_settings"])
def test_D9_a_preset_with_a_part_less_is_read(gone: str) -> None:
    found = read_preset(changed(**{gone: None}))
    assert found.spec.strategy == SPEC.strategy
    assert not found.notes


def test_D9_a_newer_preset_is_refused_and_no_file_is_rewritten(home: Home, tmp_path: Path) -> None:
    newer, stale = changed(tlgui_preset=VERSION + 1, made_by="9.1.0"), changed(settings={"epochz": 1})
    assert codes(lambda: read_preset(newer)) == ["preset_newer"]
    store = PresetStore(home)
    kept = store.save(preset_of(SPEC, "kept"))
    for number, data in enumerate((newer, stale)):
        (home.presets / "local" / f"{number:032x}.json").write_bytes(data)
    assert [each.name for each in store.all()] == ["kept", "mine"]
    assert notes(store.get(f"{1:032x}")) == ["epochz"]
    assert codes(lambda: store.get("0" * 32)) == ["preset_newer"]
    assert (home.presets / "local" / f"{1:032x}.json").read_bytes() == stale
    assert store.find("KEPT") == kept


@pytest.mark.parametrize(
    ("strategy", "code"), [("dnan", "strategy_unknown"), ("dann+", "strategy_missing"), ("dann,,mmd", "strategy_missing")]
)
def test_D9_a_preset_of_a_strategy_that_is_not_there_is_refused(strategy: str, code: str) -> None:
    of_nothing = {"": {"weight": 1}}
    assert codes(lambda: read_preset(changed(strategy=strategy, strategy_settings=of_nothing))) == [code]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        changed()[:100],
        b"[" * 100_000,
        b"[" * 60_000,
        b'{"a":' * 10_000,
        b"x" * 10_000_000,
        b'{"tlgui_preset": 1' + b" " * 10_000_000 + b"}",
        b"!!python/object/apply:os.mkdir [CANARY]",
        b"a: !!python/object/apply:os.mkdir [CANARY]\n",
        b"\x80\x04\x8c\x05posix\x8c\x05mkdir\x93\x8c\x06CANARY\x85R.",
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b"{}",
        changed(tlgui_preset="1"),
        changed(tlgui_preset=True),
        changed(tlgui_preset=0),
        changed(strategy=["dann"]),
        changed(strategy="x" * 5000),
        changed(backbone=None),
        changed(settings=[1]),
        b'{"tlgui_preset": 1, "strategy": "dann", "backbone": "x", "settings": {"learning_rate": NaN}}',
        b'{"tlgui_preset": ' + b"1" * 6000 + b"}",
    ],
    ids=range(23),
)
def test_D10_what_is_no_preset_is_refused_and_runs_nothing(data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "preset.json"
    file.write_bytes(data)
    for read in (lambda: read_preset(data), lambda: read_preset_file(file)):
        assert codes(read)[0] in ("preset_not_one", "preset_too_large")
    assert [each.name for each in tmp_path.iterdir()] == ["preset.json"]


def test_D7_a_preset_of_a_strategy_that_does_not_exist_says_which_is_near() -> None:
    with pytest.raises(UserError, match=r"dnan.*did you mean dann"):
        read_preset(changed(strategy="dnan", strategy_settings={}))


@pytest.mark.parametrize("name", ["../../x", "<img src=x>", "", 3, None, "a" * 300, "\x1b[31m", "\ud800"])
def test_a_hostile_name_in_a_file_is_not_taken(home: Home, name: Any) -> None:
    store = PresetStore(home)
    found = store.add(read_preset(changed(name=name)))
    assert found.name == "mcc+mmd"
    assert [path.name for path in (home.presets / "local").iterdir()] == [f"{found.id}.json"]


def test_presets_are_revised_by_saving_and_numbered_by_adding(home: Home) -> None:
    store = PresetStore(home)
    first = store.save(preset_of(SPEC, "Mine"))
    second = store.save(preset_of(RunSpec(strategy="dann"), "mine"))
    assert (second.id, second.revision, second.spec.strategy) == (first.id, 2, "dann")
    assert store.add(second).name == "mine (2)"
    assert [each.name for each in store.all()] == ["mine", "mine (2)"]
    assert store.all("b") == []
    store.remove(second)
    assert codes(lambda: store.find("mine")) == ["preset_unknown"]
    assert codes(lambda: store.get("../../x")) == ["preset_unknown"]
    assert codes(lambda: store.get(second.id)) == ["preset_unknown"]


@pytest.mark.parametrize("name", ["../x", "", "a" * 300])
def test_D17_a_preset_is_not_kept_under_a_bad_name(name: str) -> None:
    assert codes(lambda: preset_of(SPEC, name))[0].startswith("name_")


def test_a_file_that_is_none_is_said(tmp_path: Path) -> None:
    assert codes(lambda: read_preset_file(tmp_path / "nowhere.json")) == ["preset_not_readable"]
    assert codes(lambda: read_preset_file(tmp_path)) == ["preset_not_readable"]
    assert len(preset_of(SPEC, "mine").as_bytes()) < LIMIT_BYTES / 20
