"""Find the best, with runs that real workers train."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import tlgui
from tests.conftest import kill_workers
from tests.training.toy import picture_folder
from tlgui import cli
from tlgui.errors import UserError
from tlgui.finding import answer, plan, rule
from tlgui.finding.results import Results
from tlgui.finding.searches import SearchStore
from tlgui.finding.verdict import REFERENCES, Contender, LeftOut, Verdict, named
from tlgui.home import Home
from tlgui.insight.look_alikes import COUNT
from tlgui.jobs.queue import JobQueue
from tlgui.runs.results import summary
from tlgui.runs.store import RunStore
from tlgui.texts import LANGUAGES
from tlgui.views.verdict import verdict

from .raced import as_if_pretrained

PORTFOLIO = ["mcc", "source-only", "normalisation-alone", "dann", "cdan", "cdan+mcc", "distilled"]
FAST = ("--set", "epochs=1", "--backbone", "small-cnn")


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, list[str]]]:
    """A home whose workers go on from one search to the next, and a pair of folders."""
    place = tmp_path_factory.mktemp("searched")
    home = Home.open(place / "home")
    yield home, folders(place)
    kill_workers(home)


def folders(place: Path) -> list[str]:
    return [str(picture_folder(place / name, seed, dark=bool(seed))) for seed, name in enumerate(("source", "target"))]


def best(home: Home, *words: str, fast: tuple[str, ...] = FAST) -> dict[str, Any]:
    found = CliRunner().invoke(cli.app, ["best", *words, *fast, "--home", str(home.root), "--json"])
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def with_shares(monkeypatch: pytest.MonkeyPatch, differ: bool) -> None:
    found = rule.ShareTest(0.5 if differ else 0.0, 0.0)
    as_if_pretrained(monkeypatch)
    monkeypatch.setattr(rule, "compare_shares", lambda *_: found)
    monkeypatch.setattr(rule, "still_moved", lambda *_: 0.0)


@pytest.mark.slow
def test_it_trains_the_portfolio_and_says_what_works(searched: tuple[Home, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    home, pair = searched
    with_shares(monkeypatch, differ=False)
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    monkeypatch.setattr("tlgui.finding.verdict.LITTLE", -1.0)
    found = best(home, *pair)
    assert [each["strategy"] for each in found["candidates"]] == PORTFOLIO
    assert found["why"] == "equal"
    assert sum(each["weight"] for each in found["candidates"]) == pytest.approx(1)
    assert found["winner"]["run"] == "ensemble"
    assert found["winner"]["network"] in {run.id for run in RunStore(home).all()}  # never a reference: nobody can take that away
    assert 0 <= found["shares_test"]["overturned"] <= 1
    known = {each["strategy"]: each["target_accuracy"] for each in found["candidates"]}
    assert found["baseline_target_accuracy"] == known["source-only"]
    assert found["normalisation_alone_target_accuracy"] == known["normalisation-alone"]
    assert 0 <= found["target_accuracy"] <= 1
    assert found["verdict"].startswith("Best guess")
    # Nobody looks at five pairs of maps.
    queue = JobQueue(home)
    drawn = {each["run"] for each in found["candidates"] if queue.of_run(each["run"], "map") is not None}
    assert drawn == {found["winner"]["network"]}


@pytest.mark.slow
def test_on_a_frozen_backbone_the_answer_is_drawn_to_pictures_that_look_alike(searched: tuple[Home, list[str]]) -> None:
    home, pair = searched
    found = best(home, *pair, "--target-shares", "same", fast=("--set", "epochs=1", "--backbone", "efficientnet-lite0"))
    search = next(
        each for each in SearchStore(home).all() if (told := each.verdict()) and told.taken.run == found["winner"]["network"]
    )
    results = Results(home, search, search.members())
    predictions, ground = results.found()[1], results.ground()
    assert ground.alike is not None
    assert found["look_alikes"] == ground.alike.look_alikes == COUNT
    assert f"pictures that look like it ({COUNT} at most)" in found["verdict"]
    weights = {named(each["strategy"], each["matched"]): each["weight"] for each in found["candidates"] if each["weight"]}
    answer = rule.answered(predictions, weights, ground.alike).argmax(1)
    assert found["target_accuracy"] == pytest.approx((answer[ground.rows] == ground.labels).mean())


@pytest.mark.slow
def test_where_shares_seem_to_differ_the_source_is_matched(
    searched: tuple[Home, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    home, pair = searched
    with_shares(monkeypatch, differ=True)
    monkeypatch.setattr(answer, "CLOSE", 0.0)  # nothing is distilled
    found = best(home, *pair, "--sealed")
    rows = [(each["strategy"], each["matched"], each["weight"] > 0) for each in found["candidates"]]
    assert rows == [
        ("mcc", 0, False),
        ("source-only", 0, False),
        ("normalisation-alone", 0, False),
        *((each, 1, False) for each in ("dann", "normalisation-alone", "cdan")),
        *((each, 2, True) for each in ("dann", "normalisation-alone", "cdan")),
    ]
    assert sum(found["target_shares"].values()) == pytest.approx(1, abs=1e-3)
    assert (found["target_accuracy"], found["scored_on"]) == (None, 0)
    matched = RunStore(home).get(next(each["run"] for each in found["candidates"] if each["matched"] and not each["reference"]))
    assert matched.spec.target_shares.known_from == "estimated"
    assert "estimated" in verdict(summary(matched, JobQueue(home)), "en")["note"]
    assert best(home, *pair, "--sealed", "--target-shares", "same")["why"] == "said_equal"
    assert {each["target_accuracy"] for each in found["candidates"]} == {None}


@pytest.mark.slow
def test_what_a_user_knows_of_the_target_is_used_and_said(searched: tuple[Home, list[str]]) -> None:
    home, (source, target) = searched
    classes = sorted(each.name for each in Path(source).iterdir())
    shares = {classes[0]: 0.7, classes[1]: 0.3}
    found = tlgui.best(source, target, target_shares=shares, backbone="small-cnn", epochs=1, home=home.root)
    assert found["why"] == "told"
    assert {name: share for name, share in found["target_shares"].items() if share} == pytest.approx(shares)
    assert "You said" in found["verdict"]


@pytest.mark.slow
def test_labels_decide_whether_shares_differ(searched: tuple[Home, list[str]], monkeypatch: pytest.MonkeyPatch) -> None:
    home, pair = searched
    with_shares(monkeypatch, differ=False)
    monkeypatch.setattr(plan, "speak_for_another_mix", lambda *_: False)
    assert best(home, *pair, "--labels", "6")["why"] == "labels_equal"
    monkeypatch.setattr(plan, "speak_for_another_mix", lambda *_: True)
    found = best(home, *pair, "--labels", "6")
    assert found["why"] == "labels_differ"
    assert {each["strategy"] for each in found["candidates"] if each["weight"]} == {"dann", "cdan"}


def test_it_says_all_problems_before_anything_is_trained(home: Home, tmp_path: Path) -> None:
    source, target = folders(tmp_path)

    def refused(*places: object, **more: Any) -> list[str]:
        with pytest.raises(UserError) as raised:
            tlgui.best(*places, **more, home=home.root)
        return [each.code for each in raised.value.problems]

    assert refused(source) == ["search_needs_target"]
    assert refused(target=target) == ["search_needs_source"]
    assert refused(source, tmp_path / "source" / "bar", labels=3) == ["best_too_few_labels"]
    assert refused(source, target, labels=3, sealed=True) == ["best_too_few_labels"]
    assert refused(demo="icons-sealed", labels=3) == ["best_too_few_labels"]
    assert refused(tmp_path / "nowhere", tmp_path / "there neither") == ["path_missing", "path_missing"]
    shares = {"no such class": 2.0}
    assert refused(source, target, target_shares=shares) == ["share_out_of_range", "share_class_unknown", "shares_do_not_add_up"]
    assert refused(source, target, target_shares="estimated: dog=1") == ["shares_estimated"]  # nobody's word
    mapped = refused(source, target, rename={"no such class": "x"}, leave_out=["nor this"], target_shares=shares)
    assert mapped.count("class_unknown") == 2
    assert refused(target, target) == refused(target, target) == ["same_folder"]  # a refusal seals nothing
    assert RunStore(home).all() == []


def test_a_verdict_is_said_in_every_language(tmp_path: Path) -> None:
    from tlgui.finding.words import sentences

    pair = [Contender(name, "0123456789", True, False, {}, 0.5) for name in REFERENCES.values()]
    matched = Contender("dann", "0123456789", False, True, {}, 0.5)
    for why in ("equal", "differ_late", "differ", "told", "told_labels", "said_equal", "labels_equal", "labels_differ"):
        for scored in (None, 0.75):
            weights = {"dann, matched": 0.5, "source-only": 0.5}
            verdict = Verdict((*pair, matched), why, None, None, weights, matched, 0.9, 0.5, 0.8, 0.3, scored, 2, 1.0)
            assert Verdict.from_json(verdict.as_json()) == verdict
            assert verdict.unsure == (why in ("differ", "differ_late"))
            assert verdict.leave == ("unsure" if why == "differ" else None)
            for language in LANGUAGES:
                said = sentences(verdict, language)
                assert len(said) == {"differ": 7, "differ_late": 6, "equal": 5}.get(why, 4)
                assert not any("{" in each for each in said)


@pytest.mark.parametrize(
    ("overturned", "disagreement", "doubt", "leave"),
    [(0.2, 0.3, None, None), (0.2, 0.5, "differ", "unsure"), (0.3, 0.3, "guess", None), (0.3, 0.5, "guess", None)],
)
def test_15_shares_that_are_a_guess_are_in_doubt_and_it_is_left_as_it_is_where_source_only_is_to_be_believed(
    overturned: float, disagreement: float, doubt: str | None, leave: str | None
) -> None:
    from tlgui.finding.words import said_of

    pair = [Contender(name, "0123456789", True, False, {}, 0.5) for name in REFERENCES.values()]
    dann, test = Contender("dann", "0123456789", False, True, {}, 0.5), rule.ShareTest(0.5, overturned)
    weights = {"dann, matched": 1.0}
    verdict = Verdict((*pair, dann), "differ", test, None, weights, dann, 0.9, disagreement, 0.8, 0.3, None, 2, 1.0)
    assert verdict.doubt == verdict.as_json()["doubt"] == doubt
    assert verdict.leave == leave
    assert [bool(said_of(verdict, language).unsure) for language in LANGUAGES] == [doubt is not None] * len(LANGUAGES)


@pytest.mark.parametrize(
    ("agreement", "taken", "words"), [(0.95, "distilled", "the one distilled"), (0.8, "dann", "no more than 80.0 %")]
)
def test_15_the_one_network_is_the_one_that_agrees_more_often(agreement: float, taken: str, words: str) -> None:
    from tlgui.finding.words import sentences

    pair = [Contender(name, "0123456789", True, False, {}, 0.5) for name in REFERENCES.values()]
    near, distilled = (Contender(name, name, False, True, {}, 0.5) for name in ("dann", "distilled"))
    lost = LeftOut("mcc", "mcc", False, [{"code": "job_worker_died", "values": {}}])
    weights = {"dann, matched": 0.5, "source-only": 0.5}
    more = {"distilled": distilled, "distilled_agreement": agreement, "left_out": (lost,)}
    verdict = Verdict((*pair, near, distilled), "told", None, None, weights, near, 0.9, 0.5, 0.8, 0.3, None, 2, 1.0, **more)
    assert Verdict.from_json(verdict.as_json()) == verdict
    assert verdict.as_json()["winner"]["network_strategy"] == verdict.taken.strategy == taken
    said = " ".join(sentences(verdict, "en"))
    assert words in said
    assert "training failed: MCC" in said
    assert not any("{" in each for each in sentences(verdict, "zh"))


def test_the_terminal_tells_how_far_the_features_are_and_no_other_line_of_a_candidate(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    from tlgui.cli.best import race
    from tlgui.specification.run_spec import RunSpec

    terminal = race(home)
    terminal.started(RunStore(home).create(RunSpec(), {}))
    terminal.event({"event": "stage", "name": "train"})
    terminal.event({"event": "progress", "name": "features", "done": 3, "total": 40})
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert "40" in told


@pytest.mark.parametrize(("first", "said"), [(1, "the target contains"), (0, "seems to contain")])
def test_the_terminal_says_that_shares_are_estimated_only_where_nobody_told_them(
    home: Home, first: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from tlgui.cli.best import race

    terminal = race(home)
    for matched in (first, 1):
        terminal.begins(["dann"], matched=matched)
    terminal.begins(["fine-tuning"], matched=0)
    *_, again, last = capsys.readouterr().err.splitlines()
    assert said in again
    assert "contain" not in last
