"""Presets on the page: the form's settings under a name, as a file, and back into a form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tlgui.home import Home
from tlgui.runs.presets import PresetStore, preset_of
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.ui.form import FIRST_SETTING, Form, fields, form_of
from tlgui.ui.pages.adapt import answers
from tlgui.ui.pages.place import PageContext
from tlgui.ui.uploads import UploadLimits

SPEC = RunSpec(
    strategy="mcc", backbone="small-cnn", settings=RunSettings(epochs=9), strategy_settings={"mcc": {"temperature": 1.5}}
)


@pytest.fixture
def place(home: Home) -> PageContext:
    return PageContext(home, "en", "4", (), UploadLimits())


def test_the_form_is_saved_under_a_name_and_comes_back(home: Home, place: PageContext) -> None:
    answer = json.loads(answers.save_pressed(place, json.dumps({"save": "mine"}), Form.of(form_of(SPEC))))
    assert answer == {"saved": "Saved as “mine”."}
    kept = PresetStore(home).find("mine")
    assert kept.spec == SPEC
    again = json.loads(answers.save_pressed(place, json.dumps({"save": "mine"}), Form.of(form_of(SPEC))))
    assert again == {"saved": "Saved as “mine”, revision 2."}


@pytest.mark.parametrize(
    "asked", ["", "{}", "[" * 5000, "null", '{"save": ""}', '{"save": "../x"}', '{"save": ["a"]}', '{"save": null}']
)
def test_D17_a_bad_name_is_refused(home: Home, place: PageContext, asked: str) -> None:
    before = PresetStore(home).all()
    answer = json.loads(answers.save_pressed(place, asked, Form.of(form_of(SPEC))))
    assert answer.keys() == {"problems"}
    assert PresetStore(home).all() == before


def test_settings_that_cannot_be_are_not_kept(home: Home, place: PageContext) -> None:
    values = form_of(SPEC)
    place_of_epochs = next(n for n, field in enumerate(fields(), FIRST_SETTING) if field.key == ("", "epochs"))
    values[place_of_epochs] = "-3"
    answer = json.loads(answers.save_pressed(place, json.dumps({"save": "bad"}), Form.of(values)))
    assert "epochs" in answer["problems"][0]
    assert all(each.name != "bad" for each in PresetStore(home).all())


def test_a_preset_goes_out_as_a_file_and_comes_in_again(client: TestClient, home: Home) -> None:
    kept = PresetStore(home).save(preset_of(SPEC, "share me"))
    row = next(each for each in client.get("/api/presets").json()["presets"] if each["id"] == kept.id)
    assert row["about"] == "MCC · Small CNN · 2 settings"
    file = client.get(f"/api/presets/{kept.id}")
    assert file.headers["content-disposition"].startswith("attachment")
    assert client.delete(f"/api/presets/{kept.id}").json() == {"removed": True}
    assert client.get(f"/api/presets/{kept.id}").status_code == 404
    added = client.post("/api/presets", content=file.content).json()
    assert (added["name"], added["notes"]) == ("share me", [])
    assert client.post("/api/presets", content=file.content).json()["name"] == "share me (2)"
    stale = {**json.loads(file.content), "settings": {"epochz": 3, "epochs": 9}}
    told = client.post("/api/presets", content=json.dumps(stale)).json()
    assert told["notes"] == ["1 setting was set to its default: epochz."]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "preset_not_one"),
        (b"[" * 100_000, 400, "preset_too_large"),
        (b"!!python/object/apply:os.system [true]", 400, "preset_not_one"),
        (b"x" * 10_000_000, 413, "request_too_large"),
        (b'{"tlgui_preset": 2}', 400, "preset_newer"),
        (b'{"tlgui_preset": 1, "strategy": "dnan", "backbone": "small-cnn"}', 404, "strategy_unknown"),
    ],
)
def test_D9_D10_the_server_refuses_what_is_no_preset(client: TestClient, home: Home, body: bytes, status: int, code: str) -> None:
    before = sorted(path.name for path in Path(home.presets).rglob("*"))
    answer = client.post("/api/presets", content=body)
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (status, code)
    assert sorted(path.name for path in Path(home.presets).rglob("*")) == before


def test_G3_the_preset_of_somebody_else_is_not_there(client: TestClient, home: Home) -> None:
    theirs = PresetStore(home).save(preset_of(SPEC, "theirs"), "b")
    assert client.get(f"/api/presets/{theirs.id}").status_code == 404
    assert client.delete(f"/api/presets/{theirs.id}").status_code == 404
    assert all(each["id"] != theirs.id for each in client.get("/api/presets").json()["presets"])
