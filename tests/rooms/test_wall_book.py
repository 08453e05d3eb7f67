"""What a room keeps for its wall."""

from __future__ import annotations

from pathlib import Path

import pytest

from tlgui.home import Home
from tlgui.rooms.people import Person
from tlgui.rooms.room import Room, open_room
from tlgui.rooms.wall import WallBook
from tlgui.texts import LANGUAGES
from tlgui.views.wall_words import pseudonym


@pytest.fixture
def room(tmp_path: Path) -> Room:
    return open_room(Home.open(tmp_path / "home"), "Room")


@pytest.fixture
def ada(room: Room) -> Person:
    return room.join("Ada", room.facts.code, "4711", "here")


def test_who_has_said_nothing_is_shown_by_a_pseudonym_and_the_host_by_name(room: Room, ada: Person) -> None:
    book = WallBook(room)
    assert book.shown(ada) == "pseudonym"
    assert book.shown(room.people.all()[0]) == "name"


def test_a_choice_is_there_after_a_restart(room: Room, ada: Person) -> None:
    WallBook(room).choose(ada, "nothing")
    assert WallBook(Room(room.folder)).shown(ada) == "nothing"


def test_a_damaged_choice_shows_no_name(room: Room, ada: Person) -> None:
    book = WallBook(room)
    book.choose(ada, "name")
    (room.folder / "wall" / f"{ada.id}.json").write_text('{"shown": "everything"}')
    assert book.shown(ada) == "pseudonym"


def test_each_person_has_a_pseudonym_of_their_own_that_stays(room: Room, ada: Person) -> None:
    book = WallBook(room)
    people = [ada, *(Person(f"{room.id}-{number:032x}", f"P{number}", "participant", "", 0.0) for number in range(199))]
    given = book.pseudonyms(people)
    assert book.pseudonyms(people[:1]) == given
    for language in LANGUAGES:
        assert len({pseudonym(number, language) for number in given.values()}) == 200


def test_pseudonyms_do_not_follow_the_order_in_which_people_joined(room: Room) -> None:
    people = [Person(f"{room.id}-{number:032x}", f"P{number}", "participant", "", float(number)) for number in range(50)]
    numbers = [WallBook(room).pseudonyms(people)[person.id] for person in people]
    assert numbers != sorted(numbers)


def test_the_first_reveal_stays_and_openings_are_counted_for_each_person(room: Room, ada: Person) -> None:
    book = WallBook(room)
    book.reveal("pictures")
    first = book.revealed()
    book.reveal("pictures")
    assert book.revealed() == first
    book.note_opening(ada, "pictures")
    book.note_opening(ada, "pictures")
    assert book.openings("pictures") == {ada.id: 2}
    assert book.openings("others") == {}
