"""Where the target seems to have another mix of classes, Results says that scores mislead, and what a search took instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.ui.listed import facts, put, told
from tests.ui.made import SHAPES, MadeRun, dataset, name_pictures
from tlgui import durable
from tlgui.analysis.kept import VERSION, xray_path
from tlgui.data import seals
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, Search, SearchStore
from tlgui.finding.verdict import REFERENCES, Contender, Verdict
from tlgui.home import LOCAL_OWNER, Home
from tlgui.labeling.labeling import Labeling
from tlgui.runs.index import RunIndex, index_of
from tlgui.runs.index.standings import Boards
from tlgui.runs.store import RunStore
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.views.board_mix import NOTHING_KNOWN, known_of_run
from tlgui.views.leaderboard import Leaderboard, Mark

MISLEADS = "Scores reward predictions that are sure and spread over the classes, and mislead where the mix differs."
SEEMS = f"The target seems to have another mix of classes than the source. {MISLEADS}"
MAY = f"The target may have another mix of classes than the source. {MISLEADS}"
FIRST = "All three scores put MCC first."
TOOK = "“Find the best” took CDAN with matched classes, round 2."
NO_WEIGHT = "no weight in the search: trained for the source's mix of classes"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


@pytest.fixture
def index(home: Home) -> RunIndex:
    return RunIndex(home)


def board_in(index: RunIndex, language: str = "en") -> dict[str, Any]:
    (board,) = told(Leaderboard(Boards(index), LOCAL_OWNER, language).page()["boards"])
    return board


def searched(home: Home, index: RunIndex, number: int = 0, source: str = "s") -> tuple[Search, list[str]]:
    """A search that trained MCC for the source's mix of classes, and CDAN for another one."""
    spec = RunSpec(source=source, target="t")
    runs = [RunStore(home).create(spec, {}).id for _ in range(2)]
    first, second = Member(runs[0], "mcc", 0, True), Member(runs[1], "cdan", 2, True)
    search = SearchStore(home).create(f"{number:032d}", Plan("nothing", TargetShares()), first, settings={}, confirmed=())
    search.add(second)
    shares = {"target_shares": {"dog": 1.0}, "target_shares_from": "estimated"}
    put(
        index,
        [
            facts(runs[0], (1.4, 0.9, 0.6), strategy="mcc", tags=[search.tag]),
            facts(runs[1], (1.3, 0.8, 0.5), strategy="cdan", tags=[search.tag], references={}, **shares),
        ],
    )
    return search, runs


def verdict_of(runs: list[str], why: str = "differ", **more: Any) -> Verdict:
    pair = [
        Contender(name, f"b-{kind}", True, 0, {}, None)
        for name, kind in zip(REFERENCES.values(), ("source-only", "alone"), strict=True)
    ]
    mcc, cdan = Contender("mcc", runs[0], False, 0, {}, None), Contender("cdan", runs[1], False, 2, {}, None)
    matched = why in ("differ", "differ_late", "told", "labels_differ")
    taken, weights = (cdan, {cdan.name: 1.0}) if matched else (mcc, {mcc.name: 0.5, pair[1].name: 0.5})
    told = {"changed": 0.3, **more}
    return Verdict(
        (*pair, mcc, cdan), why, None, None, weights, taken, 0.9, 0.2, 0.7, target_accuracy=None, scored_on=0, seconds=1.0, **told
    )


def test_where_a_search_found_another_mix_scores_are_said_to_mislead_and_what_it_took_is_named(
    home: Home, index: RunIndex
) -> None:
    search, runs = searched(home, index)
    assert board_in(index)["words"] == f"{MAY} {FIRST}"  # it has matched a network, and says nothing yet
    assert board_in(index)["search"] is None
    search.conclude(verdict_of(runs))
    board = board_in(index)
    assert board["words"] == f"{SEEMS} {TOOK} {FIRST}"
    assert board["search"] == {"href": f"search?id={search.id}", "link": "What the search says"}
    assert {each["strategy"]: each.get("no_weight", "") for each in board["rows"]} == {
        "MCC": NO_WEIGHT,
        "CDAN with matched classes, round 2": "",
        "Source-only (the baseline)": "",
        "Normalization alone": NO_WEIGHT,
    }
    assert "目标域的类别比例看起来与源域不同。" in board_in(index, "zh")["words"]
    # The same references are those of another pair with the same pictures, on which nobody searched.
    other = {"datasets": {"source": "s", "target": "other"}, "class_map": {"rename": {"a": "b"}, "leave_out": []}}
    put(index, [facts("of another pair", (1.4, 0.9, 0.6), strategy="mcc", **other)])
    found = Leaderboard(Boards(index), LOCAL_OWNER, "en").page()["boards"]
    assert len(found) == 2
    assert {row.get("no_weight", "") for each in found if each["key"] != board["key"] for row in each["rows"]} == {""}


def test_a_page_that_is_open_hears_of_a_verdict(home: Home, index: RunIndex) -> None:
    search, runs = searched(home, index)
    page = Leaderboard(Boards(index), LOCAL_OWNER, "en").page()
    seen = {board["key"]: len(board["order"]) for board in page["boards"]}

    def changes() -> list[dict[str, Any]]:
        return Leaderboard(Boards(index), LOCAL_OWNER, "en").changes(Mark.read(page["mark"]), seen, None)["boards"]

    assert changes() == []
    search.conclude(verdict_of(runs))
    (board,) = changes()
    assert board["words"].startswith(SEEMS)
    assert {row["run"]: row.get("taken_by", "") for row in board["rows"] if row["run"]} == {runs[0]: "", runs[1]: search.id}
    assert SearchStore(home).concluded_at("somebody else") == 0


@pytest.mark.parametrize(
    ("why", "words"),
    [
        ("differ_late", f"{SEEMS} {TOOK} {FIRST}"),
        ("labels_differ", f"By labels, the target has another mix of classes than the source. {MISLEADS} {TOOK} {FIRST}"),
        ("unclear", f"{MAY} “Find the best” took MCC. {FIRST}"),
        *(
            (why, FIRST) for why in ("equal", "alike_equal", "said_equal", "labels_equal", "told")
        ),  # of what was told nothing is there
    ],
)
def test_no_more_is_said_than_the_search_says(home: Home, index: RunIndex, why: str, words: str) -> None:
    search, runs = searched(home, index)
    search.conclude(verdict_of(runs, why))
    assert board_in(index)["words"] == words


def test_where_nothing_changes_the_search_says_to_leave_it(home: Home, index: RunIndex) -> None:
    search, runs = searched(home, index)
    search.conclude(verdict_of(runs, changed=0.01))
    assert board_in(index)["words"] == f"{SEEMS} “Find the best” says to leave source-only as it is. {FIRST}"


def test_the_newest_search_on_these_data_counts(home: Home, index: RunIndex) -> None:
    for number, why in enumerate(("differ", "equal")):
        search, runs = searched(home, index, number)
        search.conclude(verdict_of(runs, why))
    other, runs = searched(home, index, 2, source="u")
    other.conclude(verdict_of(runs))
    assert SEEMS not in board_in(index)["words"]


@pytest.mark.parametrize(
    ("counted", "estimated", "begins"),
    [
        (None, 0.35, SEEMS),
        (None, 0.2, FIRST),
        (0.35, 0.1, f"By labels, the target has another mix of classes than the source. {MISLEADS}"),
        (0.1, 0.35, FIRST),  # labels know better
    ],
)
def test_a_shift_xray_that_was_made_of_the_data_says_so_too(
    home: Home, index: RunIndex, counted: float | None, estimated: float, begins: str
) -> None:
    put(index, [facts("mcc", (1.4, 0.9, 0.6))])
    report = {"version": VERSION, "domain": {"auc": 0.9}, "looks": {"without": 0.8}}
    path = xray_path(home, "s", "t")
    path.parent.mkdir(parents=True, exist_ok=True)
    durable.write_json(path, report | {"label_shift": counted, "seeming_shift": estimated})
    assert board_in(index)["words"].startswith(begins)
    put(
        index, [facts("mcc", (1.4, 0.9, 0.6), class_map={"rename": {}, "leave_out": ["dog"]})]
    )  # of other classes it says nothing
    assert board_in(index)["words"] == FIRST


SUSPECTS = [{"code": "class_shares", "values": {"shift": 0.37, "share": 0.2}}]


def keep_xray(home: Home, seeming: float) -> None:
    path = xray_path(home, "s", "t")
    path.parent.mkdir(parents=True, exist_ok=True)
    report = {
        "version": VERSION,
        "domain": {"auc": 0.9},
        "looks": {"without": 0.8},
        "label_shift": None,
        "seeming_shift": seeming,
    }
    durable.write_json(path, report)


def test_what_a_run_suspects_counts_as_may_until_something_knows_more(home: Home, index: RunIndex) -> None:
    put(index, [facts("mcc", (1.4, 0.9, 0.6), findings=SUSPECTS)])
    assert board_in(index)["words"] == f"{MAY} {FIRST}"
    keep_xray(home, 0.1)
    assert board_in(index)["words"] == FIRST
    keep_xray(home, 0.4)
    assert board_in(index)["words"] == f"{SEEMS} {FIRST}"
    search, runs = searched(home, index)
    search.conclude(verdict_of(runs, "equal"))
    assert "another mix" not in board_in(index)["words"]  # a search has looked closer than an X-ray


@pytest.mark.parametrize(
    ("why", "against"), [("equal", "search"), ("alike_equal", "search"), ("unclear", None), ("differ", None), ("told", "xray")]
)
def test_what_knows_more_than_a_run_speaks_against_its_suspicion(
    home: Home, index: RunIndex, why: str, against: str | None
) -> None:
    search, runs = searched(home, index)
    run = RunStore(home).get(runs[0])
    assert known_of_run(index, run, suspects=True) == NOTHING_KNOWN
    keep_xray(home, 0.4)
    assert known_of_run(index, run, suspects=True) == NOTHING_KNOWN
    keep_xray(home, 0.1)
    assert known_of_run(index, run, suspects=True).against == "xray"
    search.conclude(verdict_of(runs, why))
    assert known_of_run(index, run, suspects=True).against == against
    assert known_of_run(index, run, suspects=False) == NOTHING_KNOWN


@pytest.mark.parametrize(
    ("there", "says"),
    [
        (4, "Counted by its labels, the target's mix of classes is much the same as the source's. All three"),
        (1, f"Counted by its labels, the target's mix of classes differs from the source's by 75 %. {MISLEADS}"),
    ],
)
def test_open_labels_say_what_the_mix_is_whatever_was_suspected(home: Home, there: int, says: str) -> None:
    classes = tuple(sorted(SHAPES[:4]))
    source = dataset(home, "photos", classes, each=8)
    target = dataset(home, "sketches", classes[:there], each=25, sketch=True)
    index = RunIndex(home)
    datasets = {"source": source.info.id, "target": target.info.id}

    def words() -> str:
        put(index, [facts("mcc", (1.4, 0.9, 0.6), findings=SUSPECTS, datasets=datasets)])
        return board_in(index)["words"]

    assert words() == f"{MAY} {FIRST}"
    seals.reveal(home, target.info, "page")
    assert words().startswith(says)
    assert "may have" not in words()


def test_beside_accuracies_the_column_says_that_places_go_by_scores(index: RunIndex) -> None:
    put(index, [facts("mcc", (1.4, 0.9, 0.6))])
    assert board_in(index)["place"] == "Place"
    put(index, [facts("mcc", (1.4, 0.9, 0.6), metrics={"target": 0.6, "baseline": 0.5}, possible=False)])
    assert board_in(index)["place"] == "Place by scores"


def test_what_the_user_told_and_what_given_labels_say_comes_first(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    classes = tuple(sorted(SHAPES[:4]))
    source = dataset(home, "photos", classes, each=8)
    target = dataset(home, "sketches", classes, each=25, sketch=True, labelled=False)
    index = index_of(home)

    def words(**shares: float) -> str:
        spec = {"target_shares": TargetShares(known_from="told", shares=shares)} if shares else {}
        MadeRun(home, source, target, strategy="mcc" if shares else "dann", **spec).right_on(0.8)
        index.catch_up()
        return board_in(index)["words"]

    assert not words().startswith("You said")
    assert words(**{classes[0]: 0.9, classes[1]: 0.1}).startswith(
        f"You said that the target has another mix of classes than the source. {MISLEADS}"
    )
    assert not words(**dict.fromkeys(classes, 0.25)).startswith("You said")  # that is the source's
    name_pictures(lambda: Labeling(home, index, target), 40, [classes[0]] * 4)
    for limit in ("MOST_NETWORKS", "AT_ONCE"):  # so that labels do not order the board
        monkeypatch.setattr(f"tlgui.labeling.networks.{limit}", 1)
    assert board_in(index)["words"].startswith(f"By labels, the target has another mix of classes than the source. {MISLEADS}")
