"""X8: every JSON value of a run's archive, made into what no trainer writes: it is refused in words, or all that uses the run works or says so.

``make soak`` takes many of a checkpoint and a state, and some of all others, in archives of real runs; all other runs of the tests take some,
in one that was made without training. No job may crash, no route may fail, and the memory stays bounded.
"""

from __future__ import annotations

import resource
import zipfile
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from tests.moving.mutations import Mutation, Place, Use, mutated, mutations
from tests.moving.test_hostile import Files, made
from tests.training.conftest import Train, carry_out
from tests.training.test_resume import at_step, started
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.home import Home
from tlgui.moving.archive import write_archive
from tlgui.runs.run import Run
from tlgui.service import launch, resuming
from tlgui.ui.server import create_app

__all__ = ["made"]

SOME, OF_OTHERS, OF_WEIGHTS = 401, 97, 3
"""Each so many-th mutation is tried: where nothing was trained; of real runs all files but those of the weights; those."""

MORE_MEMORY = 1_500_000
"""KiB that the process may take more than before: what an import and the largest network within the bounds need."""


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Another machine."""
    with pytest.MonkeyPatch.context() as patched:
        for module in (launch, resuming):
            patched.setattr(module, "ensure_workers", lambda *given: None)
        home = Home.open(tmp_path_factory.mktemp("there") / "home")
        yield Place(home, create_app(home, work=False))


def tried(place: Place, files: Files, chosen: Iterator[Mutation] | list[Mutation], scratch: Path, use: Use) -> int:
    """Try them; how many that were."""
    assert place.tried(files, scratch, use) == []
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # with all that is loaded for an archive as it should be
    found = {str(each): place.tried(mutated(files, each), scratch, use) for each in chosen}
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MORE_MEMORY
    return len(found)


def test_X8_a_mutation_is_one_value_and_its_sums_are_right(made: tuple[Home, Run, Files]) -> None:
    files = made[2]
    all_of_them = mutations(files)
    assert len(all_of_them) == len(set(all_of_them)) > 5000
    about = [each for each in all_of_them if each.file.endswith("about.json") and each.place == ("image_size",)]
    changed = mutated(files, next(each for each in about if each.value == "large"))
    assert {name for name in files if files[name] != changed[name]} == {
        "run/checkpoints/000220/about.json",
        "run/checkpoints/000220/manifest.json",
    }
    assert b'"image_size": 5000' in changed["run/checkpoints/000220/about.json"]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_X8_some_mutations_are_refused_or_do_no_harm_to_any_page(
    there: Place, made: tuple[Home, Run, Files], tmp_path: Path, part: int
) -> None:
    assert tried(there, made[2], mutations(made[2])[part * SOME // 4 :: SOME], tmp_path, "looks") > 5


@pytest.fixture
def archives(home: Home, train: Train, packs: tuple[Pack, Pack], tmp_path: Path, there: Place) -> dict[str, Files]:
    """What a finished run and one that was paused leave, and their pictures on the other machine."""
    finished, paused = train("mmd", epochs=1)[0], started(home, packs, "mmd")
    with pytest.MonkeyPatch.context() as patched:
        at_step(patched, 5, lambda run: run.ask_to_stop(pause=True))
        carry_out(home, paused)
    found = {}
    for name, run in (("finished", finished), ("paused", paused)):
        write_archive(home, run, tmp_path / f"{name}.zip")
        with zipfile.ZipFile(tmp_path / f"{name}.zip") as archive:
            found[name] = {each: archive.read(each) for each in archive.namelist()}
    for role in ("source", "target"):
        ingest(str(tmp_path / role), there.home)
    return found


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_X8_mutations_of_real_runs_are_refused_or_all_that_uses_them_works_or_says_so(
    there: Place, archives: dict[str, Files], tmp_path: Path
) -> None:
    counted: dict[str, int] = {}
    for name, files in archives.items():
        last = {each.split("/")[1]: each for each in sorted(files) if each.startswith("run/") and each.endswith("/about.json")}
        weights = [each for each in mutations(files, "run/") if each.file in last.values() or each.file.endswith("belongs.json")]
        others = [each for each in mutations(files) if not each.file.endswith(("about.json", "belongs.json"))]
        counted[name] = tried(there, files, chain(weights[::OF_WEIGHTS], others[::OF_OTHERS]), tmp_path, "quick")
        counted[f"{name}, everything to its end"] = tried(there, files, others[:: OF_OTHERS * 11], tmp_path, "all")
    print(f"\n{counted} mutations: 0 routes that fail, 0 jobs that crash")
