"""Labels that a person gave: kept for good, taken back, and never the dataset's own."""

from __future__ import annotations

import errno
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tlgui import durable
from tlgui.home import Home, new_id
from tlgui.labeling.given import Answer, Drawing, LabelBook

DRAWING = Drawing(3, ("cat", "dog"), (1, 4), ("f" * 32,))
CAT, DOG, UNKNOWN, OTHER = Answer("class", "cat"), Answer("class", "dog"), Answer("unknown"), Answer("other")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def book(home: Home, dataset: str = "a" * 32, owner: str = "local") -> LabelBook:
    return LabelBook(home, dataset, 10, owner)


def test_what_was_said_is_there_for_who_opens_the_book_again(home: Home) -> None:
    assert book(home).read().drawing is None
    for picture, answer in ((7, CAT), (2, UNKNOWN), (4, OTHER), (0, Answer("value", value=2.5))):
        book(home).add(picture, answer, DRAWING)
    found = book(home).read()
    assert dict(found.answers) == {7: CAT, 2: UNKNOWN, 4: OTHER, 0: Answer("value", value=2.5)}
    assert found.drawing == DRAWING


def test_the_drawing_of_the_first_label_stays(home: Home) -> None:
    book(home).add(1, CAT, DRAWING)
    book(home).add(2, CAT, Drawing(9, ("x",)))
    assert book(home).read().drawing == DRAWING


def test_an_import_labels_a_picture_again_and_undo_goes_back_step_by_step(home: Home) -> None:
    book(home).add(5, CAT, DRAWING)
    book(home).take_in({1: CAT, 5: UNKNOWN}, DRAWING)
    assert dict(book(home).read().answers) == {1: CAT, 5: UNKNOWN}
    assert book(home).undo()
    assert (dict(book(home).read().answers), book(home).read().last) == ({5: CAT}, 5)
    assert book(home).undo()
    assert not book(home).undo()
    assert book(home).read().answers == {}
    assert book(home).add(5, DOG, DRAWING)
    assert dict(book(home).read().answers) == {5: DOG}


def test_an_answer_is_changed_where_that_is_meant_and_undo_brings_it_back(home: Home) -> None:
    for picture in (5, 6):
        assert book(home).add(picture, CAT, DRAWING, "one")
    assert not book(home).add(5, DOG, DRAWING, "other")
    assert book(home).add(5, DOG, DRAWING, "other", again=True)
    given = book(home).read()
    assert (list(given.answers.items()), given.last, given.changed) == ([(6, CAT), (5, DOG)], 5, {5})
    assert book(home).undo("other")
    assert dict(book(home).read().answers) == {5: CAT, 6: CAT}


def test_a_window_takes_back_its_own_answers_alone(home: Home) -> None:
    book(home).add(1, CAT, DRAWING, "one")
    book(home).add(2, DOG, DRAWING, "other")
    book(home).take_in({3: DOG, 4: CAT}, DRAWING, "one")
    book(home).add(5, DOG, DRAWING)  # on no page
    assert book(home).undo("other")
    assert dict(book(home).read().answers) == {1: CAT, 3: DOG, 4: CAT, 5: DOG}
    assert (book(home).read().undoable("other"), book(home).undo("other")) == (False, False)
    assert book(home).undo("one")
    assert dict(book(home).read().answers) == {1: CAT, 5: DOG}
    assert book(home).undo()  # without a window the last of all
    assert book(home).undo("one")
    assert book(home).read().answers == {}


def test_what_was_once_called_otherwise_is_known_also_where_that_was_taken_back(home: Home) -> None:
    book(home).add(5, OTHER, DRAWING)
    book(home).add(6, CAT, DRAWING)
    assert book(home).undo()
    book(home).add(6, DOG, DRAWING)
    book(home).take_in({5: OTHER, 7: DOG}, DRAWING)
    assert book(home).read().changed == {6}
    book(home).take_in({5: CAT}, DRAWING)
    assert book(home).read().changed == {5, 6}


def test_of_windows_that_answer_at_the_same_moment_only_one_is_kept(home: Home) -> None:
    windows = 8
    together = threading.Barrier(windows)

    def answer(number: int) -> bool:
        together.wait()
        return book(home).add(5, Answer("class", f"class {number}"), DRAWING)

    for _ in range(5):
        with ThreadPoolExecutor(windows) as pool:
            kept = list(pool.map(answer, range(windows)))
        assert sum(kept) == 1
        assert dict(book(home).read().answers) == {5: Answer("class", f"class {kept.index(True)}")}
        assert book(home).undo()
        assert book(home).read().answers == {}


def test_labels_are_their_owners_and_their_datasets(home: Home) -> None:
    book(home).add(1, CAT, DRAWING)
    assert book(home, owner="ada").read().answers == {}
    assert book(home, dataset=new_id()).read().answers == {}


def test_damaged_lines_and_pictures_that_are_not_there_are_passed_over(home: Home) -> None:
    book(home).add(1, CAT, DRAWING)
    (path,) = home.labels.glob("*/*.jsonl")
    with open(path, "ab") as file:
        file.write(b'{"act": "label", "picture": 99, "said": "class", "class": "cat"}\n')
        file.write(b'{"act": "label", "picture": true, "said": "class", "class": "cat"}\n')
        file.write(b'{"act": "label", "picture": 2, "said": "maybe"}\n{"act": "import", "labels": 3}\n[1]\n\xff\n{"act": "lab')
    assert dict(book(home).read().answers) == {1: CAT}
    book(home).add(2, DOG, DRAWING)  # after half a line
    assert dict(book(home).read().answers) == {1: CAT, 2: DOG}


def test_A_a_full_disk_leaves_the_file_as_it_was(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    book(home).add(1, CAT, DRAWING)
    (path,) = home.labels.glob("*/*.jsonl")
    before = path.read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(durable.os, "fsync", full)
        with pytest.raises(OSError, match="no space"):
            book(home).add(2, DOG, DRAWING)
    assert path.read_bytes() == before
    book(home).add(2, DOG, DRAWING)
    assert dict(book(home).read().answers) == {1: CAT, 2: DOG}


def test_a_label_is_on_the_disk_before_anybody_is_told(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    flushed = []
    fsync = os.fsync
    monkeypatch.setattr(durable.os, "fsync", lambda descriptor: (flushed.append(descriptor), fsync(descriptor)))
    book(home).add(1, CAT, DRAWING)
    assert len(flushed) >= 2  # the drawing and the label
