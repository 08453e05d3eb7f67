"""The home folder: where it is, and what stands against it (G19)."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.conftest import missing
from tlgui.errors import UserError
from tlgui.home import Home, is_id, new_id


def test_a_given_folder_is_made_with_its_parts(tmp_path: Path) -> None:
    home = Home.open(tmp_path / "a" / "b")
    assert home.root == tmp_path / "a" / "b"
    assert sorted(os.listdir(home.root)) == ["bin", "cache", "datasets", "jobs", "references", "runs", "uploads"]


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    (Home.open(tmp_path / "home").runs / "mine").write_text("kept")
    assert (Home.open(tmp_path / "home").runs / "mine").read_text() == "kept"


def test_the_environment_names_the_folder_and_what_is_given_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TLGUI_HOME", str(tmp_path / "named"))
    assert Home.open().root == tmp_path / "named"
    assert Home.open(tmp_path / "given").root == tmp_path / "given"


def test_without_either_it_is_in_the_users_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TLGUI_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert Home.open().root == tmp_path / ".tlgui"


def test_a_tilde_and_a_relative_path_become_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert Home.open("~/a").root == tmp_path / "a"
    assert Home.open("b").root == tmp_path / "b"


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/nope", "a\0b", "a" * 300])
def test_G19_a_folder_that_cannot_be_written_is_said_with_its_name(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as raised:
        Home.open(tmp_path / place)
    [problem] = raised.value.problems
    assert problem.code == "home_not_writable"
    assert problem.values["folder"] == str(tmp_path / place)
    assert "--home DIR" in str(raised.value)


READ_ONLY = """
import os, sys
import tlgui.texts
from tlgui.errors import UserError
from tlgui.home import Home
os.seteuid(65534)  # after the imports: the code may lie where the other user cannot read
try:
    Home.open(sys.argv[1])
except UserError as error:
    print(error.problems[0].code, error)
"""


@pytest.mark.parametrize("existed", [True, False])
def test_G19_a_read_only_folder_is_refused_before_anything_begins(existed: bool) -> None:
    if os.name == "nt" or os.geteuid() != 0:
        missing("it becomes another user, which only root may")
    with tempfile.TemporaryDirectory() as folder:  # pytest's own may be entered by nobody else
        Path(folder).chmod(0o755)
        root = Path(folder) / "home"
        if existed:
            Home.open(root)
        done = subprocess.run([sys.executable, "-c", READ_ONLY, str(root)], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("home_not_writable Cannot write to")
        assert "Permission denied" in done.stdout
        assert root.exists() == existed


def test_ids_are_128_random_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_id(each) for each in ids)
    assert all(len({each[place] for each in ids}) == 16 for place in range(32))


@pytest.mark.parametrize(
    "text", ["", "..", "a" * 31, "a" * 33, "A" * 32, "g" * 32, "a" * 32 + "\n", "a" * 16 + "/" + "a" * 15, "١" * 32]
)
def test_only_the_exact_form_of_an_id_is_one(text: str) -> None:
    assert not is_id(text)
