"""A place that was allowed is exchanged for a link before it is read: nothing from outside ever comes in."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.data.samples import class_folders, png, refusal, zip_of_classes
from tests.data.test_job import context
from tests.waiting import wait_until
from tlgui.data import ingest as reading
from tlgui.data import job, listing
from tlgui.data.ingest import ingest
from tlgui.data.inside import open_inside, open_real
from tlgui.data.listing import list_folder
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import Home

pytestmark = pytest.mark.needs(os.name != "nt", "links that need no rights, and a way to open step by step")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A folder that the server offers, with ``sub/photos`` and ``sub/photos.zip`` in it."""
    class_folders(tmp_path / "root" / "sub" / "photos", {"cat": 2, "dog": 2})
    zip_of_classes(tmp_path / "root" / "sub" / "photos.zip", {"cat": 2, "dog": 2})
    return tmp_path / "root"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """The same names elsewhere, with other pictures behind them."""
    secret = class_folders(tmp_path / "outside" / "photos", {"cat": 3, "dog": 3}).parent
    (secret / "photos" / "cat" / "0.png").write_bytes(png(99))
    zip_of_classes(secret / "photos.zip", {"cat": 3, "dog": 3})
    return secret


def exchange(place: Path, target: Path) -> None:
    os.rename(place, f"{place}.aside")
    os.symlink(target, place)


def queued(home: Home, place: Path):
    """The job that the page's route makes of a path."""
    return context(home, "ingest", {"path": str(place), "name": None, "kind": "folder"})[0]


@pytest.mark.parametrize("name", ["photos", "photos.zip"])
@pytest.mark.parametrize("level", ["itself", "its folder"])
def test_X9_what_was_exchanged_for_a_link_before_it_is_read_is_refused(
    home: Home, root: Path, outside: Path, name: str, level: str
) -> None:
    place = root / "sub" / name
    given = queued(home, place)
    if level == "itself":
        exchange(place, outside / name)
    else:
        exchange(root / "sub", outside)
    assert "has changed since" in refusal("place_changed", lambda: job.ingest(given))
    assert DatasetStore(home).all() == []


def test_X9_a_folder_that_is_exchanged_between_listing_and_decoding_gives_no_picture(
    home: Home, root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, really = root / "sub" / "photos", reading._decode_all

    def later(*given):
        exchange(place, outside / "photos")
        return really(*given)

    monkeypatch.setattr(reading, "_decode_all", later)
    refusal("nothing_readable", lambda: ingest(str(place), home))
    assert DatasetStore(home).all() == []


def test_X9_a_folder_that_is_exchanged_while_it_is_listed_is_counted_as_a_link(
    root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, really = root / "sub" / "photos", listing._take

    def seen(entry, *given) -> None:
        really(entry, *given)
        if entry.name == "dog":  # it was seen to be a folder, and is entered later
            exchange(place / "dog", outside / "photos" / "dog")

    monkeypatch.setattr(listing, "_take", seen)
    found = list_folder(place)
    assert found.links == [("dog",)]
    assert {each.parts[0] for each in found.pictures} == {"cat"}


def test_X9_a_zip_is_opened_once(home: Home, root: Path, outside: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, really = root / "sub" / "photos.zip", reading.fingerprint

    def later(*given):
        exchange(place, outside / "photos.zip")
        return really(*given)

    monkeypatch.setattr(reading, "fingerprint", later)
    assert len(ingest(str(place), home, real=True)) == 4  # of the file that was looked at; the other one holds six


@pytest.fixture
def exchanging(root: Path, outside: Path) -> Iterator[None]:
    """Somebody exchanges the folder for a link and back, all the time."""
    place, aside, link, over = root / "sub" / "photos", root / "sub" / "aside", root / "sub" / "link", threading.Event()
    os.symlink(outside / "photos", link)

    def work() -> None:
        while not over.is_set():
            os.rename(place, aside)
            os.rename(link, place)
            os.rename(place, link)
            os.rename(aside, place)

    thread = threading.Thread(target=work)
    thread.start()
    yield
    over.set()
    thread.join()


def test_X9_in_a_race_nothing_from_outside_is_listed_or_opened(root: Path, exchanging: None) -> None:
    place = root / "sub" / "photos"
    allowed = {png(seed) for seed in range(1, 5)}
    outcomes = {"read": 0, "refused": 0}

    def attempt(act: Callable[[], object]) -> object:
        try:
            found = act()
        except (OSError, UserError):
            outcomes["refused"] += 1
            return None
        outcomes["read"] += 1
        return found

    def turn() -> bool:
        found = attempt(lambda: list_folder(place))
        assert found is None or all(each.parts[1] != "2.png" for each in found.pictures)
        for opening in (
            lambda: open_real(place / "cat" / "0.png"),
            lambda: open_inside(str(place), "cat/0.png", real=True),
        ):
            opened = attempt(opening)
            if opened is not None:
                with opened:
                    assert opened.read() in allowed
        return min(outcomes.values()) > 50

    for _ in range(100):
        turn()
    wait_until(turn)  # both happened often


def test_a_link_that_a_person_names_is_followed_to_the_folder(home: Home, root: Path, tmp_path: Path) -> None:
    os.symlink(root / "sub" / "photos", tmp_path / "my photos")
    assert len(ingest(str(tmp_path / "my photos"), home)) == 4


@pytest.mark.needs(hasattr(os, "geteuid") and os.geteuid() == 0, "it becomes another user, which only the administrator may")
def test_a_folder_behind_one_that_may_be_passed_but_not_listed_is_read() -> None:
    with tempfile.TemporaryDirectory() as passed:
        place = class_folders(Path(passed) / "photos", {"cat": 2, "dog": 2})
        os.chmod(passed, 0o711)
        os.seteuid(65534)
        try:
            with pytest.raises(PermissionError):
                os.listdir(passed)
            assert len(list_folder(Path(os.path.realpath(place))).pictures) == 4
        finally:
            os.seteuid(0)
