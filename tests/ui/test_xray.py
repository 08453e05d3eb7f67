"""The shift X-ray and the adviser on their way to the page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from tests.ui.made import SHAPES, dataset
from tests.ui.test_board_mix import verdict_of
from tlgui import durable
from tlgui.analysis.kept import VERSION, xray_path
from tlgui.data.pack import Pack
from tlgui.finding.plan import Plan
from tlgui.finding.searches import Member, SearchStore
from tlgui.home import LOCAL_OWNER, Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.labeling.given import Answer, Drawing, LabelBook
from tlgui.planning import suggested
from tlgui.planning.recommend import Measured, Recommendation
from tlgui.runs.store import RunStore
from tlgui.service.advising import Advised
from tlgui.specification.run_spec import RunSpec
from tlgui.specification.target_shares import TargetShares
from tlgui.texts import CATALOGUE
from tlgui.views.xray import advice, class_shares, explanation, headline, view


@pytest.fixture(scope="module")
def source(home: Home) -> Pack:
    return dataset(home, "photos", SHAPES[:3], each=8)


@pytest.fixture(scope="module")
def target(home: Home) -> Pack:
    return dataset(home, "sketches", SHAPES[:3], each=6, sketch=True)


def report(source: Pack, target: Pack, auc: float = 0.98, without: float = 0.6) -> dict:
    measures = [{"name": name, "auc": 0.7, "source": 0.5, "target": 0.4, "without": 0.9} for name in ("brightness", "colour")]
    gallery = {"own": [0, 1], "other": [2]}
    return {
        "version": VERSION,
        "backbone": "efficientnet-lite0",
        "source": {"dataset": source.info.id, "name": source.info.name, "compared": len(source)},
        "target": {"dataset": target.info.id, "name": target.info.name, "compared": len(target)},
        "domain": {
            "auc": auc,
            "accuracy": 0.92,
            "proxy_a_distance": 1.68,
            "mmd": 0.2,
            "mmd_p": 0.005,
            "mmd_normalised": 0.1,
            "mmd_normalised_p": 0.005,
        },
        "classes": None,
        "label_shift": None,
        "shares": [{"name": "circle", "source": 0.5, "target": 0.45}, {"name": "square", "source": 0.5, "target": 0.05}],
        "seeming_shift": 0.45,
        "looks": {"measures": measures, "together": 0.8, "without": without},
        "galleries": {"source": gallery, "target": gallery},
        "seconds": 1.0,
    }


def concluded(home: Home, source: Pack, target: Pack, why: str, shares: dict[str, float] | None) -> None:
    """A search of the pair that is over."""
    runs = [RunStore(home).create(RunSpec(source=source.info.id, target=target.info.id), {}).id for _ in range(2)]
    first = Member(runs[0], "mcc", 0, True)
    search = SearchStore(home).create(new_id(), Plan("nothing", TargetShares()), first, settings={}, confirmed=())
    search.conclude(replace(verdict_of(runs, why), shares=shares))


def asked(client: TestClient, source: Pack, target: Pack, language: str = "en", **more: str) -> dict:
    ids = {"source": source.info.id, "target": target.info.id, **more}
    return client.get("/api/xray", params=ids, headers={"accept-language": language}).json()


def test_without_an_xray_the_adviser_speaks_and_a_job_makes_one(
    client: TestClient, home: Home, source: Pack, target: Pack
) -> None:
    found = asked(client, target, source)
    assert found["report"] is None
    assert found["advice"]["strategy"] == "mcc"
    assert not any("Measured" in each for each in found["advice"]["reasons"])
    job = JobQueue(home).get(client.post("/api/xray", json={"source": target.info.id, "target": source.info.id}).json()["job"])
    assert job is not None
    assert (job.kind, job.payload) == ("xray", {"source": target.info.id, "target": source.info.id})


def test_a_kept_xray_is_told_in_the_readers_language_and_the_adviser_goes_by_it(
    client: TestClient, home: Home, source: Pack, target: Pack
) -> None:
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, report(source, target))
    found = asked(client, source, target)
    assert found["report"]["headline"] == "A simple classifier tells the domains apart 92 % of the time."
    assert found["report"]["galleries"]["source"]["other"] == [{"picture": 2, "name": source.name(2)}]
    assert found["report"]["galleries"]["target"]["other"] == [{"picture": 2, "name": f"picture 2 · {target.hash(2)[:10]}…"}]
    assert any("0.98" in each for each in found["advice"]["reasons"])
    assert any("falls to 0.60" in each for each in found["advice"]["reasons"])
    assert (found["advice"]["strategy"], found["advice"]["labels_used"]) == ("afn", False)
    used = asked(client, source, target, labels="use")["advice"]
    assert (used["strategy"], used["labels_used"]) == ("tradaboost", True)
    assert "92 %" in asked(client, source, target, "zh")["report"]["headline"]
    durable.write_json(path, {**report(source, target), "version": VERSION - 1})
    assert asked(client, source, target)["report"] is None


@pytest.mark.parametrize(("small", "strategy"), [(1000, "mcc"), (suggested.SMALL_PICTURES, "cdan")])
def test_of_small_pictures_it_speaks_as_of_a_network_from_scratch(
    client: TestClient, home: Home, source: Pack, target: Pack, monkeypatch: pytest.MonkeyPatch, small: int, strategy: str
) -> None:
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, {**report(source, target), "seeming_shift": 0.1})
    monkeypatch.setattr(suggested, "SMALL_PICTURES", small)
    assert asked(client, source, target)["advice"]["strategy"] == strategy


@pytest.mark.parametrize(("without", "much"), [(0.6, "most of it"), (0.85, "a part of it"), (0.97, "almost none")])
def test_how_much_light_and_colour_explain_is_said(without: float, much: str, source: Pack, target: Pack) -> None:
    assert much in explanation(report(source, target, without=without), "en")
    alike = report(source, target, auc=0.55)
    assert explanation(alike, "en") == ""
    assert "cannot tell" in headline(alike, "en")


def test_where_light_and_colour_alone_tell_the_domains_apart_nothing_is_said_to_be_explained(source: Pack, target: Pack) -> None:
    """Then taking them out takes out the domain, also where the pictures show something else: two folders that are as foreign in content."""
    found = report(source, target, without=0.5)
    found["looks"]["together"] = 1.0
    said = explanation(found, "en")
    assert said.startswith("Brightness, contrast, color and sharpness alone tell the domains apart (area under the curve 1.00).")
    assert "whether style or content differ too cannot be told" in said
    assert "无法判断" in explanation(found, "zh")
    found["looks"]["without"] = 0.97  # much is left, so it is something else
    assert "almost none" in explanation(found, "en")


def test_15_class_shares_are_told_as_a_whole_with_how_rough_they_are_and_not_class_by_class(source: Pack, target: Pack) -> None:
    found, packs = report(source, target), {"source": source, "target": target}
    told = {"source": True, "target": False}
    assert "differ by about 45 %" in view(found, Measured(), packs, told, "en")["shares_said"]
    assert "相差约 45 %" in view(found, Measured(), packs, told, "zh")["shares_said"]
    assert "shares" not in view(found, Measured(), packs, told, "en")
    alike = class_shares({**found, "seeming_shift": 0.29}, Measured(), "en")
    assert alike.startswith("Nothing suggests that the target has other class shares")
    assert "missed nine, one of them by 57 %" in alike
    unknown = view({**found, "shares": None, "seeming_shift": None}, Measured(), packs, told, "en")
    assert unknown["shares_said"] == ""


@pytest.mark.parametrize(("counted", "estimated", "leads"), [(0.02, 0.45, "misled"), (0.4, 0.45, "same"), (0.02, 0.1, "same")])
def test_open_labels_say_first_how_class_shares_differ_and_then_what_one_would_have_thought_without_them(
    source: Pack, target: Pack, counted: float, estimated: float, leads: str
) -> None:
    opened = {**report(source, target), "label_shift": counted, "seeming_shift": estimated}
    known = f"The target's labels are open: counted by them, its class shares differ from the source's by {counted:.0%} (so "
    known += "many of its pictures would have to be of another class for the shares to be equal)."
    said = class_shares(opened, Measured(), "en")
    assert said.replace(" %", "%").startswith(f"{known} Without them one would have had to estimate it: about {estimated:.0%}")
    assert leads in said
    assert "seem" not in said
    assert ("误导" in class_shares(opened, Measured(), "zh")) == (leads == "misled")
    assert class_shares({**opened, "seeming_shift": None}, Measured(), "en").replace(" %", "%") == known
    assert "are the same as the source's. Without them" in class_shares({**opened, "label_shift": 0.004}, Measured(), "en")


def test_what_a_search_found_of_the_mix_is_what_xray_and_adviser_go_by(
    client: TestClient, home: Home, source: Pack, target: Pack
) -> None:
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, {**report(source, target), "seeming_shift": 0.1})
    concluded(home, source, target, "differ", {SHAPES[0]: 1.0})
    found = asked(client, source, target)
    assert found["advice"]["strategy"] == "afn"
    assert any(each.startswith("“Find the best” took other class shares") for each in found["advice"]["reasons"])
    said = found["report"]["shares_said"]
    assert said.startswith(
        "“Find the best” took other class shares than the source's for the target's, without a label: they differ by about"
    )
    assert said.endswith("The X-ray's own estimate did not notice it; it is rough.")
    concluded(home, source, target, "equal", None)  # a later search
    found = asked(client, source, target)
    assert (found["advice"]["strategy"], found["report"]["shares_said"].startswith("Nothing suggests")) == ("cdan", True)


def test_labels_that_speak_for_another_mixture_are_what_xray_and_adviser_go_by(
    client: TestClient, home: Home, source: Pack
) -> None:
    target = dataset(home, "paintings", SHAPES[:3], each=6, sketch=True, labelled=False)
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, {**report(source, target), "seeming_shift": 0.1})
    before = asked(client, source, target)
    assert (before["advice"]["strategy"], before["advice"]["shares"]) == ("cdan", "")
    assert before["report"]["shares_said"].startswith("Nothing suggests")

    circles = {picture: Answer("class", SHAPES[0]) for picture in range(len(target))}
    drawing = Drawing(seed=0, classes=tuple(source.info.classes), source=source.info.id)
    LabelBook(home, target.info.id, len(target), LOCAL_OWNER).take_in(circles, drawing)
    found = asked(client, source, target)
    assert found["advice"]["strategy"] == "cdan"
    assert found["advice"]["shares"].startswith("18 labels: ")
    assert found["advice"]["short"].endswith("begin with CDAN, and tell it these shares.")
    assert any(each.startswith("By your 18 labels") for each in found["advice"]["reasons"])
    assert not any("shares too" in each for each in found["advice"]["reasons"])
    said = found["report"]["shares_said"]
    assert said.startswith("By your 18 labels, the target has other class shares than the source: they differ by")
    assert said.endswith("The X-ray's own estimate did not notice it; it is rough.")

    again = asked(client, source, target, shares=found["advice"]["shares"])["advice"]  # the form has them by now
    assert again["short"] == found["advice"]["short"]
    same = asked(client, source, target, shares="same")["advice"]  # which the labels speak against
    assert ". You chose “The same as the source”, but by your labels" in same["short"]
    assert same["short"].endswith("begin with CDAN, and tell it these shares.")
    mine = asked(client, source, target, shares=f"{SHAPES[1]}=1")["advice"]  # and not these
    assert (mine["strategy"], mine["shares"]) == ("cdan", "")

    other = dataset(home, "other photos", SHAPES[:3], each=7)  # the labels were compared with another source's shares
    assert asked(client, other, target)["advice"]["shares"] == ""
    path.unlink()
    assert asked(client, source, target)["advice"]["shares"]


def test_the_adviser_goes_by_told_class_shares_that_are_not_near_the_sources(
    client: TestClient, home: Home, source: Pack
) -> None:
    target = dataset(home, "collages", SHAPES[:3], each=4, sketch=True, labelled=False)
    first, second, third = SHAPES[:3]
    told = asked(client, source, target, shares=f"{first}=40,{second}=8,{third}=2")["advice"]
    assert (told["strategy"], told["shares"]) == ("cdan", "")
    assert told["short"].endswith(". The class shares that you gave differ from the source's: begin with CDAN.")
    assert "建议先试 CDAN" in asked(client, source, target, "zh", shares=f"{first}=40,{second}=8,{third}=2")["advice"]["short"]
    near = f"{first}=0.4,{second}=0.3,{third}=0.3"
    none = (
        f"estimated: {first}=40,{second}=8",
        "no such=1",
        f"{first}=0.9",
        f"{first}=",
    )  # a search's, or none that a run can be told
    for shares in ("", "same", '""', near, *none):
        assert asked(client, source, target, shares=shares)["advice"]["strategy"] == "mcc", shares
    merged = f'{{"rename": {{"{second}": "{first}"}}}}'
    assert asked(client, source, target, shares=f"{first}=0.7,{third}=0.3", classes=merged)["advice"]["strategy"] == "mcc"
    assert asked(client, source, target, shares=f"{first}=0.3,{third}=0.7", classes=merged)["advice"]["strategy"] == "cdan"


def test_advice_says_whether_it_rests_on_an_xray_and_what_it_was_before(client: TestClient, home: Home, source: Pack) -> None:
    target = dataset(home, "drawings", SHAPES[:3], each=5, sketch=True, labelled=False)
    first = asked(client, source, target)["advice"]
    assert first["short"].endswith(". MCC is the usual choice; how these two differ was not measured yet.")
    assert first["begin"] == "The usual choice: MCC"
    assert first["why"] == "The shift X-ray looks closer, and may advise otherwise"
    path = xray_path(home, source.info.id, target.info.id)
    path.parent.mkdir(exist_ok=True)
    durable.write_json(path, {**report(source, target), "seeming_shift": 0.1})
    then = asked(client, source, target)["advice"]
    assert then["short"].endswith(". By the shift X-ray, begin with CDAN.")
    assert then["why"] == "Why? See the shift X-ray"
    assert then["begin"] == "Begin with CDAN"
    assert any(
        "found no sign of other class shares, though it can miss even large differences" in each for each in then["reasons"]
    )
    assert then["reasons"][-1].startswith("Without this X-ray the advice would be MCC")
    durable.write_json(path, {**report(source, target, auc=0.98), "seeming_shift": None})
    same = asked(client, source, target)["advice"]
    assert same["strategy"] == "mcc"
    assert not any("Without this X-ray" in each for each in same["reasons"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_a_link_stands_in_the_sentences_that_name_it(language: str) -> None:
    """The page finds it there (``shift_xray.js``)."""
    where = {
        "contains": ("advice.uneven", "advice.seems_uneven"),
        "find": ("advice.seems_uneven", "advice.shares_alike", "advice.shares_known_same", "advice.shares_known_alike"),
        "label": ("advice.seems_uneven", "advice.uneven_by_search", "xray.shares.alike", "xray.shares.other"),
    }
    for way, keys in where.items():
        words = getattr(CATALOGUE[f"page.advice.ways.{way}"], language).split("|")
        assert [key for key in keys if not any(each in getattr(CATALOGUE[key], language) for each in words)] == []
        assert [each for each in words if not any(each in getattr(CATALOGUE[key], language) for key in keys)] == []


def test_where_nothing_can_be_learned_nothing_is_offered() -> None:
    found = advice(Advised(Recommendation("intra_task", None, (), None, ()), Measured()), "en")
    assert (found["strategy"], found["possible"]) == (None, [])
    assert found["short"] == "Intra-task transfer: domain and task both differ."


def test_the_adviser_goes_by_the_classes_that_the_run_will_see(client: TestClient, home: Home, source: Pack) -> None:
    other = dataset(home, "others", ("bar", "ring", "disc"), each=4, sketch=True, labels_open=True)
    assert asked(client, source, other)["advice"]["transfer"] == "intra_task"
    renamed = asked(client, source, other, classes='{"rename": {"disc": "circle"}}')
    assert renamed["advice"]["transfer"] == "inter_domain"
    wrong = client.get("/api/xray", params={"source": source.info.id, "target": other.info.id, "classes": "{"})
    assert wrong.json()["problems"][0]["code"] == "spec_invalid"


def test_30_that_the_task_is_the_same_is_no_fact_where_the_targets_classes_are_not_known(
    client: TestClient, home: Home, source: Pack
) -> None:
    condition = "another domain; the same task if the target has the same classes"
    for name, kept in (("sealed", {}), ("flat", {"labelled": False}), ("open", {"labels_open": True})):
        found = asked(client, source, dataset(home, name, each=4, sketch=True, **kept))["advice"]  # type: ignore[arg-type]
        assert found["transfer"] == "inter_domain"
        assert (condition in found["type"]) == (name != "open")


def test_A20_the_same_pictures_are_not_advised_as_a_shift(client: TestClient, source: Pack) -> None:
    found = asked(client, source, source)["advice"]
    assert (found["transfer"], found["strategy"]) == ("none", None)


def test_a_labelled_target_alone_can_be_learned(client: TestClient, target: Pack) -> None:
    found = client.get("/api/xray", params={"target": target.info.id}).json()
    assert found["report"] is None
    assert (found["advice"]["transfer"], found["advice"]["strategy"]) == ("intra_domain", "feature-extraction")


def test_nobody_and_nothing_are_told_apart(client: TestClient, source: Pack) -> None:
    unknown = {"source": source.info.id, "target": "0" * 32}
    assert client.get("/api/xray", params=unknown).status_code == 404
    assert client.post("/api/xray", json=unknown).status_code == 404
    assert client.get("/api/xray", params={"source": source.info.id}).status_code == 400
    assert client.post("/api/xray", json={**unknown, "target": "../x"}).status_code == 404
