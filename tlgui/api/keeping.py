"""What a data folder keeps: the trash, the disk, presets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from tlgui.api.runs import Run
from tlgui.api.work import PathLike
from tlgui.home import Home

if TYPE_CHECKING:
    from tlgui.runs.bin import Deleted
    from tlgui.runs.presets import Preset


def deleted_runs(home: PathLike | None = None) -> list[Deleted]:
    """The deleted runs, last deleted first: ``each.run``, ``each.when`` (seconds since 1970), ``each.bytes``."""
    from tlgui.runs.bin import RunBin

    return RunBin(Home.open(home)).all()


def restore_run(name_or_id: str, home: PathLike | None = None) -> Run:
    """Restore a deleted run unchanged. If another run has its name by now, a number is appended."""
    from tlgui.runs.bin import RunBin

    folder = Home.open(home)
    run_bin = RunBin(folder)
    return Run(folder, run_bin.restore(run_bin.find(name_or_id)))


def empty_bin(*names_or_ids: str, home: PathLike | None = None) -> int:
    """Permanently remove the named deleted runs, or all. Returns the bytes freed."""
    from tlgui.runs.bin import RunBin

    run_bin = RunBin(Home.open(home))
    return run_bin.empty([run_bin.find(each) for each in names_or_ids] or run_bin.all())


def disk_used(home: PathLike | None = None) -> dict[str, Any]:
    """How much of the disk runs, datasets, caches, exports and the trash take: :func:`tlgui.service.space.disk_used`."""
    from tlgui.service.space import disk_used as used

    return used(Home.open(home))


def clean(*what: str, home: PathLike | None = None) -> dict[str, int]:
    """Free what can be recomputed: ``"features"``, ``"reports"`` (both by default), ``"exports"``, ``"references"``.

    Returns
    -------
    Bytes ``before``, ``after`` and ``freed``.
    """
    from tlgui.service.space import clean as give_back

    return give_back(Home.open(home), what) if what else give_back(Home.open(home))


def all_presets(home: PathLike | None = None) -> list[Preset]:
    """The saved presets, by name: ``preset.name``, ``preset.spec``; ``preset.as_bytes()`` is the file to share."""
    from tlgui.runs.presets import PresetStore

    return PresetStore(Home.open(home)).all()


def save_preset(name: str, like: Run | PathLike, home: PathLike | None = None) -> Preset:
    """Save settings under a name: those of a run, or of a preset's file. The same name again makes the next revision."""
    from tlgui.runs.presets import PresetStore, preset_of, read_preset_file

    spec = like.run.spec if isinstance(like, Run) else read_preset_file(Path(like)).spec
    return PresetStore(Home.open(home)).save(preset_of(spec, name))


def remove_preset(name: str, home: PathLike | None = None) -> None:
    """Take a preset away for good; runs that were begun with it keep their settings."""
    from tlgui.runs.presets import PresetStore

    store = PresetStore(Home.open(home))
    store.remove(store.find(name))
