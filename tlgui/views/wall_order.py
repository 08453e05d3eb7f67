"""The order of the runs on a wall's board: by their scores without labels, then by what their labels say, and how far the two agree."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from tlgui.data.pack import DatasetInfo
from tlgui.durable import to_json
from tlgui.insight.agreement import could_be_chance, spearman
from tlgui.rooms.people import Person
from tlgui.runs.index.rows import LEARNED, Facts
from tlgui.runs.pick import RANKED, mean_ranks
from tlgui.runs.remarks import search_of
from tlgui.runs.results import given_labels_learned
from tlgui.strategies.distilled import Distilled
from tlgui.tasks import TASKS
from tlgui.texts import Text, say
from tlgui.views.wall_mix import Doubt

CURVE_POINTS = 40
WELL, PARTLY = 0.7, 0.3
"""Rank correlations from which two orders agree well, or in part. From −``PARTLY`` down one turns the other round in part, from −``WELL`` down
as a whole."""

VALUE = {form: Text(f"{{x:{form}}}", f"{{x:{form}}}") for form in ("percent1", "percent", "value")}


class Watched(NamedTuple):
    """What is known of a run without labels while it trains, and afterward: the curve of a score, its newest scores, how far it is."""

    curve: list[float]
    source_metric: float | None
    scores: dict[str, float | None]
    share: float | None


class Moved(NamedTuple):
    """How a reveal moved somebody, among those alone who have both a place by scores and one by labels.

    Attributes
    ----------
    before:
        The place by scores among these.
    up:
        How many places further up it is by labels; negative for down.
    """

    before: int
    up: int


@dataclass
class Placed:
    """Who has a place on a board.

    Attributes
    ----------
    facts:
        Of the run, or of one that was compared with the reference.
    metric:
        The metric on the target; ``None`` while the host has not revealed its labels.
    rank:
        The mean rank on the board by the scores without labels, larger is better; NaN for none.
    moved:
        ``None`` for who has only one of both places, or whom nobody could pass.
    """

    facts: Facts
    watched: Watched
    metric: float | None = field(default=None, kw_only=True)
    rank: float = field(default=np.nan, kw_only=True)
    points: int | None = field(default=None, kw_only=True)
    place: int | None = field(default=None, kw_only=True)
    true_place: int | None = field(default=None, kw_only=True)
    moved: Moved | None = field(default=None, kw_only=True)

    @property
    def learned(self) -> bool:
        return False

    @property
    def distilled(self) -> bool:
        return False

    @property
    def truth(self) -> float | None:
        """What the labels say, larger is better; ``None`` where they are not known."""
        return None if self.metric is None else self.metric if TASKS[self.facts["task"]].larger_is_better else -self.metric


@dataclass
class Reference(Placed):
    """Source-only, which all are measured by."""

    @property
    def backbone(self) -> str:
        return str(self.facts["backbone"])


@dataclass
class Entry(Placed):
    """A run on the wall.

    Attributes
    ----------
    board, target:
        Keys of the runs that it is compared with, and of its target's pictures.
    later:
        Which of the person's runs are of a later round of a search (:func:`tlgui.views.run_rows.network_name`).
    networks:
        Of the one run that stands for a search, how many networks that has trained, references too; 0 for any other run.
    search_over:
        Whether that search has its verdict.
    others:
        Its other runs that are there.
    """

    person: Person
    board: str
    target: str
    later: Collection[str]
    networks: int = 0
    search_over: bool = False
    others: list[Entry] = field(default_factory=list)

    @property
    def run(self) -> str:
        return str(self.facts["run"])

    @property
    def tag(self) -> str:
        """The tag that its search gave it; empty for a run that somebody started alone."""
        return search_of(self.facts["tags"])

    @property
    def learned(self) -> bool:
        """Whether it, or its teachers, learned labels of the target: then all that is said of it is of the other pictures alone."""
        return self.facts["target_labels_used_for"] == LEARNED or given_labels_learned(self.facts) is not None

    @property
    def distilled(self) -> bool:
        """Whether it learned what several networks say on average: it is no surer than they are, so its scores are compared with nobody's."""
        return bool(self.facts["strategy"] == Distilled.key)


@dataclass
class Group:
    """Runs on the same pictures.

    Attributes
    ----------
    pictures:
        The datasets by whose names source and target are told; ``None`` for what is somebody's own.
    hosts:
        The target is the host's to reveal.
    went_by:
        The keys by which its target is kept in the room's book, now and before.
    handed:
        Its place among the pairs that are handed out, 0 for the newest; ``None`` for another pair.
    labeled:
        The target has labels, sealed or not.
    revealed:
        The host showed what is true. Where there is nothing true to be shown, nothing was, whoever pressed.
    shown:
        Of the entries those that have a tile and a place: of each search one.
    references:
        Source-only of each backbone.
    doubt:
        Its target's mix of classes seems to be, or may be, another one than the source's.
    """

    key: str
    target: str
    pictures: list[DatasetInfo | None]
    hosts: bool
    handed: int | None
    went_by: set[str] = field(default_factory=set)
    labeled: bool = False
    revealed: bool = False
    entries: list[Entry] = field(default_factory=list)
    shown: list[Entry] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    doubt: Doubt | None = None


Each = TypeVar("Each", bound=Placed)


def watched_in(events: list[dict[str, Any]], facts: Facts, share: float | None) -> Watched:
    """What the events of a run say, with the share of its training that is done."""
    task = TASKS[facts["task"]]
    evaluations = [event for event in events if event["event"] == "evaluation"]
    values = [event["scores"].get("bnm") if task.one_class else event["source"].get(task.metric) for event in evaluations]
    curve = [float(value) for value in values if value is not None and np.isfinite(value)]
    thinned = (
        [curve[place] for place in np.linspace(0, len(curve) - 1, CURVE_POINTS).astype(int)]
        if len(curve) > CURVE_POINTS
        else curve
    )
    scores, source = facts["scores"], facts["metrics"][task.metric]["source"]
    if not scores and evaluations:  # it trains: its newest evaluation stands for it
        scores, source = evaluations[-1]["scores"], evaluations[-1]["source"].get(task.metric)
    return Watched([round(value, 4) for value in thinned], source, scores, share)


def true_metric(facts: Facts, who: str = "target") -> float | None:
    """The metric of a run on its target, or that of its reference ``baseline``; ``None`` where labels are not known."""
    value = facts["metrics"][TASKS[facts["task"]].metric][who]
    return None if value is None else float(value)


def truth_words(placed: Placed, language: str, *, short: bool = False) -> str:
    """What the labels say, as a number with its unit, empty while they are sealed; ``short`` where there is little room."""
    share = "percent" if short else "percent1"
    form = VALUE[share if TASKS[placed.facts["task"]].is_share else "value"]
    return "" if placed.metric is None else form.say(language, x=placed.metric)


def references_of(entries: Iterable[Entry]) -> list[Reference]:
    """Source-only of each backbone, as most of its runs were compared with it: everybody's own is the same where their settings are.

    Where labels are known, one that knows its metric, of most pictures: a run that learned labels knows it of the others alone.
    """
    found: dict[tuple[str, str], list[Reference]] = {}
    for entry in entries:
        each = entry.facts["references"].get("baseline")
        if each is None or entry.facts["measured_by"] != "source_only":
            continue
        metric = None if entry.metric is None else true_metric(entry.facts, "baseline")
        reference = Reference(entry.facts, Watched([], each["source_metric"], each["scores"], None), metric=metric)
        looks = to_json([each["source_metric"], each["scores"], reference.metric])
        found.setdefault((reference.backbone, looks), []).append(reference)
    best: dict[str, list[Reference]] = {}
    for (backbone, _), alike in found.items():
        best[backbone] = max(best.get(backbone, alike), alike, key=_known_best)
    return [alike[0] for _, alike in sorted(best.items())]


def _known_best(alike: list[Reference]) -> tuple[bool, int, int]:
    metric, pictures = alike[0].metric, alike[0].facts["target_scored_on"]
    return metric is not None, 0 if metric is None else pictures or 0, len(alike)


def ordered(entries: Sequence[Placed]) -> None:
    """Give all on a board, references too, their rank, points (none to one that is alone) and place by the scores without labels, the place
    that labels give them, and how far that moves them.

    The rule is that of :func:`tlgui.runs.pick.pick`, as on the list of results; what learned from the target's labels has no place, and a
    distilled network none by scores.
    """
    ranked, means = _ranked(entries)
    for entry, mean, place in zip(ranked, means, _places(means), strict=True):
        entry.rank, entry.place = float(mean), int(place)
        entry.points = round(100 * float(mean) / (len(ranked) - 1)) if len(ranked) > 1 else None
    true = [each for each in entries if each.truth is not None and not each.learned]
    for entry, place in zip(true, _places(np.asarray([each.truth for each in true], float)), strict=True):
        entry.true_place = int(place)
    # Who has no accuracy yet, or no place by scores, was passed by nobody.
    both = [each for each in true if each.place is not None]
    if len(both) > 1:
        before = _places(np.asarray([each.rank for each in both], float))
        now = _places(np.asarray([each.truth for each in both], float))
        for entry, old, new in zip(both, before.tolist(), now.tolist(), strict=True):
            entry.moved = Moved(old, old - new)


def best_of(entries: Sequence[Entry]) -> Entry | None:
    """Of some entries the one that scores without labels put first among them, of equals the last; ``None`` where none has these scores."""
    ranked, means = _ranked(entries)
    best = max(zip(means.tolist(), range(len(ranked)), strict=True), default=None)
    return None if best is None else ranked[best[1]]


def _ranked(entries: Sequence[Each]) -> tuple[list[Each], NDArray[np.float64]]:
    """Those that scores without labels put in an order, and their mean ranks, larger is better: ``(n,)`` from 0 to n − 1."""
    ranked = [each for each in entries if TASKS[each.facts["task"]].one_class and not (each.learned or each.distilled)]
    ranked = [each for each in ranked if all(each.watched.scores.get(name) is not None for name in RANKED)]
    if not ranked:
        return [], np.empty(0)
    metrics = np.asarray([each.watched.source_metric for each in ranked], float)
    scores = np.asarray([[each.watched.scores[name] for name in RANKED] for each in ranked], float)
    means = mean_ranks(metrics, scores, pictures=_validated_on(ranked))
    kept = ~np.isnan(means)
    return [each for each, there in zip(ranked, kept, strict=True) if there], means[kept]


def _validated_on(entries: Sequence[Placed]) -> NDArray[np.float64]:
    """(n,): on how many of the source's pictures each was validated. One that is not over yet has not told: as few as any of the others."""
    told = np.asarray([each.facts.get("validated_on") for each in entries], float)  # None is NaN
    return told if np.isnan(told).all() else np.nan_to_num(told, nan=np.nanmin(told))


def _places(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """From 1, the largest value first; equal values share a place."""
    return np.asarray([1 + int((values > value).sum()) for value in values], np.int64)


def agreement(entries: Iterable[Entry], language: str) -> dict[str, Any] | None:
    """How far the order by scores and the order by labels agree: ``words``, the ``number`` with how many runs; ``rho`` itself. Of one run
    there is no order. Runs that came to the same network are one.
    """
    networks = {_network(each): each for each in entries if each.truth is not None and not np.isnan(each.rank)}
    both = list(networks.values())
    if len(both) < 2:
        return None
    rho = spearman([each.rank for each in both], [float(each.truth or 0.0) for each in both])
    if rho is None:
        return {"words": say("wall.agree.none", language), "number": "", "rho": None}
    number = say("wall.agree.number", language, rho=rho, runs=len(both))
    return {"words": say(f"wall.agree.{_level(rho, len(both))}", language), "number": number, "rho": round(rho, 3)}


def _network(entry: Entry) -> str:
    """The same for runs that came to the same network: one search finds again what another has trained."""
    facts, scores = entry.facts, entry.watched.scores
    return to_json([facts["strategy"], facts["backbone"], entry.watched.source_metric, scores, entry.metric])


def _level(rho: float, runs: int) -> str:
    """What a rank correlation of so many runs lets one say: of two orders that are unrelated, nothing that chance may do."""
    level = (
        "well"
        if rho >= WELL
        else "partly"
        if rho >= PARTLY
        else "hardly"
        if rho > -PARTLY
        else "against"
        if rho > -WELL
        else "not"
    )
    if could_be_chance(rho, runs):
        return f"{level}_by_chance" if rho >= PARTLY else "chance"
    return level
