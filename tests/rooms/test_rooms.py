"""A room, its people and what their browsers keep, without any web."""

from __future__ import annotations

import runpy
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.rooms import pins
from tlgui.rooms.attempts import WAIT_SECONDS, WRONG, Attempts
from tlgui.rooms.codes import ALPHABET, new_code, same_code
from tlgui.rooms.names import cleaned, key_of
from tlgui.rooms.people import called
from tlgui.rooms.room import Room, open_room, require_may_start, room_of, rooms
from tlgui.rooms.tokens import person_of, token_of
from tlgui.texts import CATALOGUE, LANGUAGES

HERE, THERE = "10.0.0.1", "10.0.0.2"
PIN = "4711"


@pytest.fixture
def room(home: Home) -> Room:
    return open_room(home, "Summer school")


def code_of(error: pytest.ExceptionInfo[UserError]) -> str:
    return error.value.problems[0].code


def join(room: Room, name: str = "Ada", pin: str = PIN, code: str | None = None, address: str = HERE):
    return room.join(name, room.facts.code if code is None else code, pin, address)


# -- the room ----------------------------------------------------------------------------------------------------------------


def test_a_room_is_found_again_by_its_name_with_its_people_and_secrets(home: Home, room: Room) -> None:
    ada = join(room)
    again = open_room(home, " summer SCHOOL ")
    assert again.facts == room.facts
    assert again.people.get(ada.id) == ada
    assert open_room(home, "Another").id != room.id
    assert len(rooms(home)) == 2


def test_a_room_that_has_ended_is_not_opened_again(home: Home, room: Room) -> None:
    room.change(ended=1.0)
    assert open_room(home, "Summer school").id != room.id
    with pytest.raises(UserError) as error:
        join(room)
    assert code_of(error) == "room_ended"


def test_the_secrets_of_a_room_are_for_its_user_alone(home: Home, room: Room) -> None:
    assert stat.S_IMODE(home.room.stat().st_mode) == 0o700


def test_without_a_room_nothing_lies_in_the_home(home: Home) -> None:
    assert rooms(home) == []
    assert not home.room.exists()


def test_codes_hold_no_character_that_is_taken_for_another() -> None:
    assert not set("0O1lIL") & set(ALPHABET)
    code = new_code()
    assert len(code) == 6
    assert same_code(f" {code[:3].lower()}-{code[3:]} ", code)
    assert not same_code(code[:5], code)
    assert not same_code("\ud800é", code)


# -- people ------------------------------------------------------------------------------------------------------------------


def test_G4_who_joins_owns_things_under_an_id_of_128_random_bits(home: Home, room: Room) -> None:
    ids = [join(room, f"Person {number}").id for number in range(3)]
    assert len(set(ids)) == 3
    for each in ids:
        inside, _, own = each.partition("-")
        assert (inside, len(bytes.fromhex(own))) == (room.id, 16)
        found = room_of(home, each)
        assert found is not None and found.id == room.id
    assert room_of(home, LOCAL_OWNER) is None
    assert room_of(home, "0" * 32 + "-" + "0" * 32) is None


def test_the_host_owns_what_was_made_on_the_machine_before(room: Room) -> None:
    host = room.host_with(room.facts.host_key)
    assert host is not None and (host.id, host.is_host) == (LOCAL_OWNER, True)
    assert room.host_with("é" + room.facts.host_key) is None
    with pytest.raises(UserError) as error:
        join(room, "hOSt")
    assert code_of(error) == "room_pin_wrong"  # nobody becomes the host by name


@pytest.mark.parametrize("other", ["ada lovelace", " ADA   Lovelace ", "Ａｄａ Lovelace", "Ada\u200b Lovelace", "Ada\nLovelace"])
def test_G6_no_two_names_look_the_same(room: Room, other: str) -> None:
    join(room, "Ada Lovelace")
    with pytest.raises(UserError) as error:
        join(room, other, "another pin")
    assert code_of(error) == "room_pin_wrong"


def test_two_who_join_at_once_do_not_both_get_a_name(room: Room) -> None:
    def tried(number: int) -> str:
        try:
            join(room, "Ada", f"pin {number}", address=f"10.0.0.{number}")
        except UserError as error:
            return error.problems[0].code
        return ""

    with ThreadPoolExecutor(4) as pool:
        said = sorted(pool.map(tried, range(4)))
    assert said[0] == "" and said[1] != ""
    assert len(room.people.all()) == 2


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("a\x1b[31mr", "a [31mr"),
        ("a\u202egnp", "a gnp"),
        ("../../etc", "../../etc"),
        ("a\udce9", "a"),
        ("e\u0301", "é"),
        ("تفاح", "تفاح"),
    ],
)
def test_A13_a_hostile_name_is_only_text(room: Room, given: str, kept: str) -> None:
    person = join(room, given)
    assert person.name == kept
    assert [path.name for path in room.people.folder.glob("*.json")].count(f"{person.id}.json") == 1


@pytest.mark.parametrize(
    ("name", "wrong"), [("", "room_name_empty"), ("\u200b \n", "room_name_empty"), ("🐈", "room_name_empty")]
)
def test_a_name_has_a_letter(room: Room, name: str, wrong: str) -> None:
    with pytest.raises(UserError) as error:
        join(room, name)
    assert code_of(error) == wrong


def test_a_name_of_any_length_is_refused_in_words(room: Room) -> None:
    with pytest.raises(UserError) as error:
        join(room, "a" * 10_000)
    assert str(error.value) == "The name has 10,000 characters; at most 40 are allowed."
    assert len(cleaned("a" * 40)) == 40


def test_a_renamed_person_frees_the_old_name_and_takes_no_other(room: Room) -> None:
    ada, ben = join(room, "Ada"), join(room, "Ben")
    with pytest.raises(UserError) as error:
        room.people.rename(ben.id, "ADA")
    assert code_of(error) == "room_name_taken"
    assert room.people.rename(ada.id, "ADA").name == "ADA"
    room.people.rename(ada.id, "Grace")
    assert join(room, "Ada", "another").id != ada.id
    assert join(room, "Grace").id == ada.id


def test_who_was_removed_is_out_and_does_not_come_back_under_the_name(room: Room) -> None:
    ada = join(room)
    token = token_of(room, ada)
    room.people.remove(ada.id)
    assert person_of(room, token) is None
    assert [person.name for person in room.people.all()] == ["Host"]
    with pytest.raises(UserError) as error:
        join(room)
    assert code_of(error) == "room_removed"
    with pytest.raises(UserError) as error:
        room.people.remove(LOCAL_OWNER)
    assert code_of(error) == "room_host_stays"


def test_a_room_is_full_at_some_time(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tlgui.rooms.people.MOST_PEOPLE", 2)
    join(room)
    with pytest.raises(UserError) as error:
        join(room, "Ben")
    assert code_of(error) == "room_full"


# -- PINs --------------------------------------------------------------------------------------------------------------------


def test_the_pin_brings_the_name_back_from_another_device(room: Room) -> None:
    assert join(room).id == join(room, address=THERE).id


def test_no_pin_and_no_code_lies_in_the_persons_file(room: Room) -> None:
    ada = join(room, pin="a secret pin")
    kept = (room.people.folder / f"{ada.id}.json").read_text()
    assert "a secret pin" not in kept
    assert room.facts.code not in kept
    assert join(room, "Ben", "a secret pin").pin != ada.pin  # each has a salt of its own


@pytest.mark.parametrize("pin", ["", "123", "x" * 65])
def test_a_pin_is_neither_too_short_nor_endless(room: Room, pin: str) -> None:
    with pytest.raises(UserError) as error:
        join(room, pin=pin)
    assert str(error.value) == "Choose a PIN of 4 to 64 characters."


def test_whoever_guesses_pins_pays_16_mib_for_each() -> None:
    """In this process hashing is made cheap (``tests/conftest.py``), so what everybody else gets is read from the file."""
    cost = runpy.run_path(pins.__file__)["COST"]
    assert cost["r"] * cost["n"] * 128 == 16 * 2**20


def test_the_host_gives_a_new_pin_to_who_forgot_theirs(room: Room) -> None:
    ada = join(room)
    token, pin = token_of(room, ada), room.people.give_pin(ada.id)
    assert person_of(room, token) is None
    with pytest.raises(UserError):
        join(room)
    assert join(room, pin=pin).id == ada.id


def test_G9_after_ten_wrong_pins_one_waits_and_others_at_the_same_address_do_not(room: Room) -> None:
    now = [1000.0]
    room.attempts = Attempts(lambda: now[0])
    join(room, "Ada")
    join(room, "Ben")
    said = []
    for _ in range(100):
        with pytest.raises(UserError) as error:
            join(room, "Ada", "wrong")
        said.append(code_of(error))
    assert said == ["room_pin_wrong"] * WRONG + ["room_wait"] * (100 - WRONG)
    with pytest.raises(UserError) as error:
        join(room, "Ada")  # also with the right one
    assert str(error.value) == "Too many wrong attempts: wait 30 s, then try again."
    assert join(room, "Ben").name == "Ben"
    assert join(room, "Cyd").name == "Cyd"
    assert join(room, "Ada", address=THERE).name == "Ada"  # who is not at the guesser's address is not locked out
    now[0] += WAIT_SECONDS + 1
    assert join(room, "Ada").name == "Ada"


def test_G9_guessing_the_code_under_ever_new_names_is_slowed_and_holds_up_nobody_who_has_joined(room: Room) -> None:
    join(room, "Ada")
    said = set()
    for number in range(70):
        with pytest.raises(UserError) as error:
            join(room, f"guess {number}", code="222222")
        said.add(code_of(error))
    assert said == {"room_code_wrong", "room_wait"}
    assert join(room, "Ada").name == "Ada"
    assert join(room, "Ben", address=THERE).name == "Ben"


def test_G9_attempts_that_come_at_once_are_counted_like_others() -> None:
    attempts = Attempts(lambda: 0.0)

    def tried(number: int) -> bool:
        try:
            attempts.begin("Ada", HERE)
        except UserError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(tried, range(200))) == WRONG


# -- what a browser keeps ------------------------------------------------------------------------------------------------------


def test_a_token_is_of_one_room_and_cannot_be_written_by_others(home: Home, room: Room) -> None:
    ada, other = join(room), open_room(home, "Another")
    token = token_of(room, ada)
    assert person_of(room, token) == ada
    assert person_of(other, token) is None
    changed = token[:3] + ("y" if token[3] == "x" else "x") + token[4:]
    for forged in ("", "x", token[:-1], token + "x", "a" * 10_000, "\ud800", changed):
        assert person_of(room, forged) is None


def test_when_a_room_ends_only_the_host_is_still_in(room: Room) -> None:
    ada, host = join(room), room.host_with(room.facts.host_key)
    assert host is not None
    tokens = [token_of(room, each) for each in (ada, host)]
    room.change(ended=1.0)
    assert [person_of(room, token) for token in tokens] == [None, host]


def test_while_a_room_is_paused_only_the_host_starts_something(home: Home, room: Room) -> None:
    ada = join(room)
    require_may_start(home, ada.id)
    room.change(paused=True)
    require_may_start(home, LOCAL_OWNER)
    with pytest.raises(UserError) as error:
        require_may_start(home, ada.id)
    assert code_of(error) == "room_paused"


def test_a_damaged_file_is_nobody(room: Room) -> None:
    ada = join(room)
    (room.people.folder / f"{ada.id}.json").write_text("{")
    assert room.people.get(ada.id) is None
    assert room.people.get("../../etc/passwd") is None
    assert Path(room.people.folder).is_dir()


def test_the_key_of_a_name_is_that_of_its_key() -> None:
    for name in ("Ｓtraße", "ΑΣ", "ﬁne", "İ"):
        assert key_of(key_of(name)) == key_of(name)


def test_25_a_host_without_a_name_is_called_so_in_the_language_of_whoever_reads(room: Room) -> None:
    host = room.people.require(LOCAL_OWNER)
    assert [called(host, language) for language in LANGUAGES] == ["Host", "主持人"]
    for name in ("Host", "主持人"):
        with pytest.raises(UserError) as raised:  # it is nobody else's
            join(room, name)
        assert code_of(raised) == "room_pin_wrong"
    assert called(room.people.rename(LOCAL_OWNER, "主持人"), "en") == "Host"
    assert called(room.people.rename(LOCAL_OWNER, "Ms Ray"), "zh") == "Ms Ray"


def test_of_two_tabs_of_the_host_one_does_not_open_again_what_the_other_has_ended(room: Room) -> None:
    with ThreadPoolExecutor(2) as pool:
        for number in range(20):
            room.change(ended=None, paused=False)
            list(pool.map(lambda change: room.change(**change), [{"ended": float(number + 1)}, {"paused": True}]))
            assert (room.facts.ended, room.facts.paused) == (float(number + 1), True)


def test_somebody_who_is_vouched_for_is_not_called_as_the_host_in_any_language(room: Room) -> None:
    for name in CATALOGUE["room.host"]:
        assert room.people.add_vouched(name, 0.0).name != name


def test_x3_on_a_disk_that_takes_nothing_somebody_is_seen_all_the_same(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    ada = join(room)

    def refuses(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "touch", refuses)
    room.people.saw(ada)
