"""What open labels say of two domains' mixes of classes: what has no counterpart by name is not counted as another mix."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ui.made import SHAPES, dataset
from tlgui.data.pack import Pack
from tlgui.home import LOCAL_OWNER, Home
from tlgui.labeling.counted_mix import CountedMix, counted_mix
from tlgui.specification.run_spec import ClassMap


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home.open(tmp_path / "home")


def counted(home: Home, source: Pack, target: Pack, class_map: ClassMap | None = None) -> CountedMix | None:
    return counted_mix(home, LOCAL_OWNER, source.info.id, target.info.id, class_map or ClassMap(), "classification")


def test_R2_classes_of_other_names_are_not_counted_as_another_mix(home: Home) -> None:
    source = dataset(home, "photos", SHAPES[:4], each=6)
    renamed = dataset(home, "sketches", [*SHAPES[:2], "Quadrat", "Ring!"], each=6, sketch=True, labels_open=True)
    assert counted(home, source, renamed) == CountedMix(True, 0.0, 12)
    given = ClassMap(rename={"Quadrat": SHAPES[2], "Ring!": SHAPES[3]})
    assert counted(home, source, renamed, given) == CountedMix(True, 0.0)
    without = ClassMap(leave_out=("Quadrat", "Ring!"))
    left = counted(home, source, renamed, without)
    assert left is not None
    assert left.others == 0  # somebody said that they are not to count


def test_a_class_that_the_target_lacks_is_another_mix_where_it_has_no_others(home: Home) -> None:
    source = dataset(home, "photos", SHAPES[:4], each=6)
    fewer = dataset(home, "sketches", SHAPES[:2], each=12, sketch=True, labels_open=True)
    assert counted(home, source, fewer) == CountedMix(False, 0.5)


def test_where_no_two_classes_have_one_name_nothing_is_known_of_the_mix(home: Home) -> None:
    source = dataset(home, "photos", SHAPES[:3], each=6)
    other = dataset(home, "sketches", [SHAPES[0], "one", "two"], each=6, sketch=True, labels_open=True)
    assert counted(home, source, other) is None
