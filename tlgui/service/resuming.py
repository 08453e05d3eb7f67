"""Resuming a run that was paused, stopped, interrupted or failed, for the page, the command line and scripts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from tlgui import __version__
from tlgui.data.changes import changes, stamps
from tlgui.data.listing import list_folder
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import Home
from tlgui.jobs.queue import JobQueue
from tlgui.jobs.workers import KEEP_SECONDS, ensure_workers
from tlgui.models import catalogue
from tlgui.planning import check_alone
from tlgui.rooms.room import require_may_start
from tlgui.runs import belonging
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.service import limits
from tlgui.storage import FULL

CONFIRMABLE = ("changed_program", "unnumbered_program", "changed_data")
"""Problems that block a resume until the user confirms them."""


def resume_run(
    home: Home,
    run: Run,
    *,
    confirmed: Collection[str] = (),
    settings: Mapping[str, Any] | None = None,
    keep_seconds: float = KEEP_SECONDS,
) -> Run:
    """Queue a run again; its trainer continues from the newest intact state. A run that is already waiting or training is left alone.

    Parameters
    ----------
    confirmed:
        Those of :data:`CONFIRMABLE` that the user has confirmed.
    settings:
        The settings that the caller expects. They cannot change: any that differ from the saved ones are refused.
    keep_seconds:
        How long a worker waits for more work afterward.

    Raises
    ------
    UserError
        ``resume_finished``; or, together, what this version does not support and everything that has changed since the run began;
        ``room_paused``, ``room_ended``.
    """
    require_may_start(home, run.owner)
    queue = JobQueue(home)
    queue.sweep()  # a run whose trainer was killed may be handed out again automatically: it must not be queued twice
    status = status_of(run, queue)
    if status.state == "finished":
        raise UserError("resume_finished", run=run.id)
    if not status.resumable:
        ensure_workers(home, {"train", "map"}, keep_seconds)
        return run
    if run.imported:
        catalogue.require_no_file(run.spec.backbone)
    problems = [*check_alone(run.spec), *_asked(run, settings or {}), *_differing(home, run)]
    problems = [each for each in problems if each.code not in confirmed]
    before = queue.of_run(run.id, "train")
    handed_out_again = before is not None and before.state == "queued"  # the disk was full then, and its folder does not say so
    if not handed_out_again:
        problems += limits.problems_of_run(home, run.owner)
    if problems:
        raise UserError.of(problems)
    _flagged(run)
    if handed_out_again:
        ensure_workers(home, {"train", "map"}, keep_seconds)
        return run
    payload: dict[str, Any] = {"run": run.id, "confirmed": sorted(set(confirmed) & set(CONFIRMABLE))}
    if before is not None:
        # Whether its maps and its look-alikes were asked for, whether others may be trained beside it, and what it was predicted to need.
        payload |= {name: before.payload[name] for name in ("maps", "narrow", "alike", "predicted") if name in before.payload}
    # The key is the previous job: two clicks count as one, and once that job has ended there can be another.
    once = f"resume {run.id} after {before.id if before is not None else 'nothing'}"
    at_most = limits.limits_of(home, run.owner).waiting_runs
    queue.submit("train", payload, run=run.id, once=once, owner=run.owner, at_most=at_most)
    ensure_workers(home, {"train", "map"}, keep_seconds)
    return run


def _flagged(run: Run) -> None:
    try:
        run.stop_flag.unlink(missing_ok=True)
        run.ask_to_go_on()
    except OSError as error:
        if error.errno in FULL:
            raise
        raise UserError("run_folder_not_writable", folder=str(run.folder), reason=error.strerror or str(error)) from None


def _asked(run: Run, settings: Mapping[str, Any]) -> list[Problem]:
    """Requested settings that differ from the run's."""
    spec = run.spec.model_dump(mode="json")
    resolved = next((each["settings"] for each in reversed(run.events()) if each["event"] == "settings"), spec["settings"])
    saved = {**spec, **spec["settings"], **resolved}
    for key, values in spec["strategy_settings"].items():
        saved |= {f"{key}.{name}": value for name, value in values.items()}
    return [
        Problem("resume_setting_changed", {"name": name, "was": _shown(saved.get(name)), "now": _shown(value)})
        for name, value in settings.items()
        if _shown(saved.get(name)) != _shown(value)
    ]


def _shown(value: Any) -> str:
    return "–" if value is None else str(value)


def _differing(home: Home, run: Run) -> list[Problem]:
    """What has changed since the run began, as far as visible without computing; the trainer checks again."""
    packs: dict[str, Pack] = {}
    problems: list[Problem] = []
    for role, dataset in (("source", run.spec.source), ("target", run.spec.target)):
        try:
            if dataset is not None:
                packs[role] = DatasetStore(home).get(dataset, run.owner).numbered_for(run.spec.version)
        except UserError:
            problems.append(Problem("dataset_gone", {"role": role}))
    was = belonging.read(run)
    if was is not None:
        now = {
            "spec": run.spec.model_dump(mode="json"),
            "data": {role: pack.content for role, pack in packs.items()},
            "versions": belonging.versions_of(run.spec.strategy),
            "version": __version__,
        }
        problems += belonging.problems(was, now)
    return problems + [found for role, pack in packs.items() if (found := _changed_since(role, pack)) is not None]


def _changed_since(role: str, pack: Pack) -> Problem | None:
    """Whether the folder that a dataset was made from has changed. A missing folder is fine, since runs read the dataset."""
    before = pack.stamps()
    folder = Path(pack.info.origin["path"])
    if before is None or not folder.is_dir():
        return None
    try:
        found = changes(before, stamps(list_folder(folder).pictures))
    except (UserError, OSError):
        return None
    return Problem("changed_data", {"role": role, "count": found.files, "total": found.total}) if found.files else None
