"""Which pictures look alike, in the folder of a run that was asked to keep it."""

from __future__ import annotations

import numpy as np
import pytest

from tlgui.insight.look_alikes import most_alike
from tlgui.runs.alike_file import NAME, AlikePictures
from tlgui.runs.run import Run

PICTURES = np.array([2, 3, 5, 7, 11, 13])


def kept(run: Run) -> AlikePictures:
    alike = AlikePictures(PICTURES, most_alike(np.random.default_rng(0).normal(size=(6, 4))))
    alike.keep(run)
    return alike


def test_it_comes_back_as_it_was_kept(run: Run) -> None:
    alike, found = kept(run), AlikePictures.of(run)
    assert found is not None
    assert found.pictures.tolist() == PICTURES.tolist()
    assert found.alike.places.tolist() == alike.alike.places.tolist()
    assert found.alike.similarities.tolist() == alike.alike.similarities.tolist()


@pytest.mark.parametrize("damage", ["", "not a zip", None])
def test_what_is_missing_or_not_whole_is_nothing(run: Run, damage: str | None) -> None:
    kept(run)
    if damage is None:
        (run.folder / NAME).unlink()
    else:
        (run.folder / NAME).write_text(damage)
    assert AlikePictures.of(run) is None


@pytest.mark.parametrize(("pictures", "known"), [([2, 5, 13], True), ([2, 4], False), ([13, 14], False), ([1, 2], False)])
def test_it_tells_of_pictures_that_it_knows(run: Run, pictures: list[int], known: bool) -> None:
    found = kept(run).among(np.array(pictures))
    assert (found is not None) == known
    if found is not None:
        assert len(found.places) == len(pictures)
