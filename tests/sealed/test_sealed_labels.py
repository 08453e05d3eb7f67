"""X1: what is sealed cannot be read from outside, by any route and from any file, in any role."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient
from typer.testing import CliRunner

from tests.sealed import scene as scenes
from tests.sealed.scene import CLASSES, OWN_CLASS, SECRET, Scene
from tests.sealed.thief import GRADIO, PAGES, Answers, Thief, mentions, most_by_chance, visit, ways_of_gradio, whole
from tlgui import cli
from tlgui.data import pack, told
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.index import index_of
from tlgui.runs.index.standings import Boards
from tlgui.specification.run_spec import RunSpec
from tlgui.strategies import STRATEGIES
from tlgui.ui.form import Form, consider, form_of
from tlgui.ui.server import create_app
from tlgui.views.run_logs import RunLogs

PICTURES = 96
BALANCED = [place // (PICTURES // 4) for place in range(PICTURES)]
UNBALANCED = np.random.default_rng(5).permutation(np.repeat([0, 1, 2, 3, 4], [48, 20, 15, 10, 3])).tolist()
"""Other labels for the same pictures, in other numbers, some of a class that the source does not have."""


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return create_app(Home.open(tmp_path_factory.mktemp("place") / "home"), work=False)


def all_that_is_told(app: Any, made: Scene) -> Answers:
    """What a home tells to whoever asks for all of it."""
    state = whole(app).state
    state.home, state.queue, state.logs = made.home, JobQueue(made.home), RunLogs()
    state.boards = Boards(index_of(made.home))
    state.boards.index.catch_up()
    with TestClient(app, base_url="http://localhost:7860", headers={"origin": "http://localhost:7860"}) as client:
        return visit(client, made)


@pytest.fixture(scope="module")
def both(app: Any, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Scene, Answers]]:
    """Two homes that differ in nothing but the labels of their sealed target, and all that each tells."""
    found = []
    for labels in (BALANCED, UNBALANCED):
        with pytest.MonkeyPatch.context() as patch:
            made = scenes.make(tmp_path_factory.mktemp("place"), labels, (*CLASSES, OWN_CLASS), patch)
            found.append((made, all_that_is_told(app, made)))
    return found


@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1], ids=["balanced", "unbalanced"])
def test_X1_a_thief_finds_no_more_labels_than_the_prior_gives(both: list[tuple[Scene, Answers]], place: int) -> None:
    made, answers = both[place]
    thief = Thief(made)
    thief.look_at(answers)
    right, name, guesses = thief.best()
    allowed = most_by_chance(PICTURES, max(made.counts) / PICTURES, guesses)
    print(
        f"{right} of {PICTURES} labels by {name}: the best of {guesses} guesses from {len(answers)} answers. By chance up to {allowed}."
    )
    assert right <= allowed, name


@pytest.mark.slow
def test_X1_whatever_the_labels_are_the_same_is_told_byte_by_byte(both: list[tuple[Scene, Answers]]) -> None:
    (one, of_one), (other, of_other) = both
    assert len(of_one) > 300
    assert of_one.keys() == of_other.keys()
    differing = [name for name, body in of_one.items() if plain(one, body) != plain(other, of_other[name])]
    assert differing == []


@pytest.mark.slow
def test_X1_the_form_and_the_adviser_say_the_same_whatever_the_labels_are(both: list[tuple[Scene, Answers]]) -> None:
    said = []
    for made, _ in both:
        ids = (made.source.info.id, made.target.info.id)
        forms = [Form.of(form_of(RunSpec(source=ids[0], target=ids[1], strategy=key))) for key in STRATEGIES]
        considered = [repr(consider(made.home, LOCAL_OWNER, form, "en")) for form in forms]
        assert sum("spec=RunSpec(" in each for each in considered) > 10  # most may start
        said.append([each.replace(str(made.root), "ROOT") for each in considered])
    assert said[0] == said[1]


@pytest.mark.slow
def test_X1_the_command_line_says_the_same_of_runs_and_pairs_whatever_the_labels_are(both: list[tuple[Scene, Answers]]) -> None:
    said = []
    for made, _ in both:
        assert made.run is not None
        table = made.root / "table.csv"
        commands = (
            ("runs", "--json"),
            ("show", made.run.id, "--json"),
            ("compare", made.run.id, made.run.id, "--json"),
            ("predictions", made.run.id, "--to", str(table), "--json"),
            ("scan", str(made.root / "photos"), "--target", str(made.root / "scans"), "--health", "--json"),
        )
        results = [CliRunner().invoke(cli.app, [*words, "--home", str(made.home.root)]) for words in commands]
        assert [each.exit_code for each in results] == [0] * len(commands), [each.output for each in results]
        said.append([plain(made, each.stdout.encode() + each.stderr.encode()) for each in results] + [table.read_bytes()])
    assert said[0] == said[1]
    assert not any(SECRET.encode() in each for each in said[0])


def plain(made: Scene, body: bytes) -> bytes:
    """An answer without what is a home's own: where it lies, and when its maps were written."""
    return re.sub(rb'"maps": ?"[0-9a-f]+-0"', b"", body.replace(str(made.root).encode(), b"ROOT"))


@pytest.mark.slow
def test_X1_no_file_of_a_sealed_target_is_named_and_no_class_of_its_own(both: list[tuple[Scene, Answers]]) -> None:
    for _, answers in both:
        assert mentions(answers, [SECRET]) == []


def test_X1_every_route_of_gradio_is_visited_or_has_a_reason(app: Any) -> None:
    paths = ways_of_gradio(app)
    assert set(PAGES) <= set(paths)
    assert [path for path in paths if path not in PAGES and not path.startswith(tuple(GRADIO))] == []


# -- he would find them if they were there -------------------------------------------------------------------------------------


@pytest.mark.slow
def test_X1_with_the_order_of_the_folders_put_back_the_thief_has_all_of_them(
    app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "by_content", lambda hashes, names, label_of: np.arange(len(names)))
    made = scenes.make(tmp_path, BALANCED, CLASSES, monkeypatch, run=False)
    thief = Thief(made)
    thief.look_at(all_that_is_told(app, made))
    assert thief.best()[0] == PICTURES


@pytest.mark.slow
def test_X1_with_the_order_and_the_counts_told_the_thief_has_uneven_classes_too(
    app: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pack, "by_content", lambda hashes, names, label_of: np.arange(len(names)))
    monkeypatch.setattr(told, "may_tell", lambda *_: True)
    made = scenes.make(tmp_path, sorted(UNBALANCED), (*CLASSES, OWN_CLASS), monkeypatch, run=False)
    answers = all_that_is_told(app, made)
    thief = Thief(made)
    thief.look_at(answers)
    assert thief.best()[0] == PICTURES
    assert mentions(answers, [OWN_CLASS])
