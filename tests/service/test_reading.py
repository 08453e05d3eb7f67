"""Places that a user names: what is wrong with them is said together, and before anything takes time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.data.samples import class_folders
from tlgui.data import ingest
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.service.listener import Listener
from tlgui.service.reading import Location, read_pair


def test_where_one_place_is_not_there_no_picture_of_the_other_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home.open(tmp_path / "home")
    source = class_folders(tmp_path / "photos", {"cat": 3, "dog": 3})
    monkeypatch.setattr(ingest, "ingest", lambda *given, **more: pytest.fail("it was read"))
    for target in (tmp_path / "nosuch", Path("0" * 32)):
        places = {"source": Location(source), "target": Location(target)}
        with pytest.raises(UserError) as raised:
            read_pair(home, places, {}, Listener())  # type: ignore[arg-type]
        assert [each.code for each in raised.value.problems] in (["path_missing"], ["dataset_unknown"])
    flat = tmp_path / "flat"
    flat.mkdir()
    with pytest.raises(UserError) as raised:  # what a look at the other tells is said too
        read_pair(home, {"source": Location(flat), "target": Location(tmp_path / "nosuch")}, {}, Listener())
    assert {each.code for each in raised.value.problems} == {"path_missing", "no_images"}
