"""The shift X-ray: what explains a shift whose cause is known, what may be known of a sealed target, and what is kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.ui.made import SHAPES, dataset, stored
from tlgui.analysis import shift
from tlgui.analysis.kept import kept_xray
from tlgui.analysis.shift import GALLERY, compare, shift_xray
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.models.backbones import Backbone, Built
from tlgui.training import frozen_features
from tlgui.views.xray import headline

SIZE = 120
BACKBONE = "small-cnn"


def domains(brightness: float = 0.0, style: float = 0.0) -> tuple[np.ndarray, ...]:
    """Features of which the first follows a picture's brightness and the second another thing that no measure sees; and the measures."""
    random = np.random.default_rng(0)
    looks = random.normal(size=(2 * SIZE, 4))
    looks[SIZE:, 0] += brightness
    features = random.normal(size=(2 * SIZE, 12))
    features[:, 0] = 3 * looks[:, 0] + random.normal(size=2 * SIZE)
    features[SIZE:, 1] += style
    return features[:SIZE], features[SIZE:], looks[:SIZE], looks[SIZE:]


def test_a_shift_of_brightness_alone_is_explained_by_brightness() -> None:
    found = compare(*domains(brightness=3))
    assert found["domain"]["auc"] > 0.95
    assert found["looks"]["together"] > 0.95
    assert found["looks"]["without"] < 0.65
    brightness, *others = found["looks"]["measures"]
    assert (brightness["name"], brightness["auc"] > 0.95, brightness["without"] < 0.65) == ("brightness", True, True)
    assert all(each["auc"] < 0.65 < 0.9 < each["without"] for each in others)


def test_a_shift_of_something_else_is_explained_by_none_of_them() -> None:
    found = compare(*domains(style=6))
    assert found["looks"]["together"] < 0.65
    assert found["looks"]["without"] > 0.95


def test_without_a_shift_there_is_nothing_to_explain() -> None:
    found = compare(*domains())
    assert found["domain"]["auc"] < 0.62
    assert found["domain"]["mmd_p"] > 0.01


def test_what_normalising_each_domain_takes_out_is_told_from_what_it_leaves() -> None:
    source, target, *looks = domains()
    moved = compare(source, 3 * target + 2, *looks)["domain"]
    assert moved["mmd_p"] < 0.01
    assert moved["mmd_normalised_p"] > 0.05
    assert moved["mmd_normalised"] < 0.05 * moved["mmd"]
    other = compare(source, np.repeat(target[:, :1], 12, 1), *looks)["domain"]  # the same means and spreads, all alike
    assert other["mmd_normalised"] > 0.01
    assert other["mmd_normalised_p"] < 0.01


def test_the_pictures_that_look_like_the_other_domain_are_found() -> None:
    """Four pictures of each domain were swapped."""
    source, target, *looks = domains(style=6)
    source[:4, 1] += 6
    target[-4:, 1] -= 6
    galleries = compare(source, target, *looks)["galleries"]
    assert set(range(4)) <= set(galleries["source"]["other"])
    assert set(range(SIZE - 4, SIZE)) <= set(galleries["target"]["other"])
    assert not set(galleries["source"]["own"]) & set(range(4))
    assert all(len(places) == GALLERY for each in galleries.values() for places in each.values())


def test_with_too_few_pictures_nothing_is_claimed() -> None:
    source, target, ours, theirs = domains()
    found = compare(source[:5], target, ours[:5], theirs)
    assert (found["domain"], found["looks"]) == (None, None)
    copies = np.concatenate([np.arange(SIZE), SIZE + np.arange(SIZE) % 9])
    found = compare(source, target[copies[SIZE:] - SIZE], ours, theirs[copies[SIZE:] - SIZE], copies)
    assert (found["domain"], found["looks"]) == (None, None)


@pytest.fixture
def pretrained(monkeypatch: pytest.MonkeyPatch) -> None:
    """The small network counts as pretrained: random weights tell filled shapes on white from outlines on brown. They are the same whenever
    it is built, as pretrained ones are: how often it is depends on which engine was the fastest.
    """
    honest, build = frozen_features.open_backbone, Backbone.build

    def built(backbone: Backbone) -> Built:
        torch.manual_seed(0)
        return build(backbone)

    monkeypatch.setattr(Backbone, "build", built)
    monkeypatch.setattr(frozen_features, "open_backbone", lambda *given: replace(honest(*given), pretrained=True))


@pytest.mark.slow
def test_two_datasets_are_looked_through_once_and_kept(home: Home, pretrained: None) -> None:
    source, target = dataset(home, each=15), dataset(home, each=15, sketch=True, labels_open=True)
    told: list[tuple[str, int, int]] = []
    report = shift_xray(home, source, target, BACKBONE, lambda *progress: told.append(progress))
    assert report["domain"]["accuracy"] > 0.95
    assert list(dict.fromkeys(stage for stage, _, _ in told)) == list(shift.STAGES)
    assert {("features", 120, 120), ("looks", 120, 120), ("tests", shift.TESTS, shift.TESTS), ("classes", 3, 4)} <= set(told)
    shares = [shift.share_of(*each) for each in told]
    assert shares == sorted(shares)
    assert {each["name"] for each in report["classes"]} == set(SHAPES[:4])
    assert report["label_shift"] == 0
    assert [each["name"] for each in report["shares"]] == sorted(SHAPES[:4])
    assert all(each["source"] == 0.25 for each in report["shares"])
    assert sum(each["target"] for each in report["shares"]) == pytest.approx(1)
    assert all(0 <= picture < 60 for each in report["galleries"]["target"].values() for picture in each)
    assert shift_xray(home, source, target, BACKBONE, stop=lambda: True) == kept_xray(
        home, source.info.id, target.info.id, BACKBONE
    )
    assert kept_xray(home, target.info.id, source.info.id, BACKBONE) is None


@pytest.mark.slow
def test_copies_of_one_picture_are_no_domain_and_no_class_to_compare(home: Home, pretrained: None) -> None:
    source = dataset(home, each=12)
    still = made_of(home, [(0, 0)] * 12)
    report = shift_xray(home, source, still, BACKBONE)
    assert (report["domain"], report["looks"], report["classes"]) == (None, None, [])
    assert headline(report, "en").startswith("Too few different pictures to compare: each domain needs ten")
    assert headline(report, "zh").startswith("不同的图片太少，无法比较")
    one_still = made_of(home, [(0, 0)] * 12 + [(1, number) for number in range(12)])
    report = shift_xray(home, source, one_still, BACKBONE)
    assert report["domain"]["accuracy"] > 0.9
    assert [each["name"] for each in report["classes"]] == [SHAPES[1]]


def made_of(home: Home, pictures: list[tuple[int, int]]) -> Pack:
    """A target with open labels of these kinds and numbers of sketches."""
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for kind, number in pictures:
            writer.add(stored(kind, number, sketch=True), f"{len(writer)}.png", kind)
        origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
        writer.finish(dataset_id, owner=LOCAL_OWNER, name="stills", classes=list(SHAPES[:4]), origin=origin, labels_open=True)
    return store.get(dataset_id)


@pytest.mark.slow
def test_a_sealed_targets_labels_are_not_read(home: Home, pretrained: None, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = dataset(home, each=5), dataset(home, each=5, sketch=True)
    honest = type(target).labels
    monkeypatch.setattr(type(target), "labels", lambda pack: honest(pack) if pack.info.id != target.info.id else 1 / 0)
    report = shift_xray(home, source, target, BACKBONE)
    assert (report["classes"], report["label_shift"]) == (None, None)
    assert report["seeming_shift"] == pytest.approx(0.5 * sum(abs(each["source"] - each["target"]) for each in report["shares"]))


def test_a_target_with_two_of_four_classes_seems_to_have_two(
    home: Home, pretrained: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Features in which the classes lie apart; the target's lie a little elsewhere."""
    source, target = dataset(home, each=20), dataset(home, classes=SHAPES[:2], each=20, sketch=True)
    random = np.random.default_rng(0)
    centres = random.normal(size=(4, 64))

    def features(home: Home, packs: dict, *rest: object) -> list[tuple[str, np.ndarray]]:
        return [
            (role, centres[pack.labels()] + random.normal(size=(len(pack), 64)) + (role == "target"))
            for role, pack in packs.items()
        ]

    monkeypatch.setattr(shift, "_features", features)
    report = shift_xray(home, source, target, BACKBONE)
    assert report["seeming_shift"] == pytest.approx(0.5, abs=0.1)
    assert {each["name"] for each in report["shares"] if each["target"] > 0.3} == set(SHAPES[:2])


def test_it_can_be_stopped_and_needs_pretrained_features(home: Home, request: pytest.FixtureRequest) -> None:
    source, target = dataset(home, each=3), dataset(home, each=3, sketch=True)
    with pytest.raises(UserError) as error:
        shift_xray(home, source, target, BACKBONE)
    assert error.value.problems[0].code == "xray_needs_pretrained"
    request.getfixturevalue("pretrained")
    with pytest.raises(UserError) as error:
        shift_xray(home, source, target, BACKBONE, stop=lambda: True)
    assert error.value.problems[0].code == "xray_stopped"
    assert kept_xray(home, source.info.id, target.info.id, BACKBONE) is None
