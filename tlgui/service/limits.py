"""What one person may use of a home that several share: runs that wait, disk, minutes of training. Off unless somebody sets it, or opens a
room.

``limits.json`` in the home folder holds the limits of everybody, and under ``people`` what is different for one of them. Nothing is ever
limited for whoever sits at the machine (``LOCAL_OWNER``, in a room the host): it is theirs.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tlgui import durable
from tlgui.errors import Problem, UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import LANES, JobQueue
from tlgui.runs.folders import bytes_below
from tlgui.runs.index import index_of
from tlgui.runs.waiting import line, rounded
from tlgui.service.space import own_parts
from tlgui.settings import Settings, read_settings, setting
from tlgui.texts import Text

TRAINING = LANES["train"]
LINE_IS_FULL = ("line_full", "line_full_until")
"""Problems that are over by themselves once a run of the same person has begun."""


SOONEST_SECONDS = 10.0
"""Nobody is asked to come again sooner."""


class Limits(Settings):
    """What one person may use; ``None``: as much as there is."""

    waiting_runs: int | None = setting(
        None,
        ge=1,
        le=1000,
        step=1,
        label=Text("Waiting runs", "排队的运行"),
        help=Text("How many runs of one person may wait in the line.", "每人最多可有多少个运行在排队。"),
    )
    disk_gb: float | None = setting(
        None,
        ge=0.001,
        le=1_000_000,
        label=Text("Disk", "磁盘"),
        unit=Text("GB", "GB"),
        help=Text(
            "How much one person's runs, datasets and uploads may take, with what is in the trash.",
            "每人的运行、数据集和上传（包括回收站）最多可占用多少磁盘空间。",
        ),
    )
    training_minutes: float | None = setting(
        None,
        ge=0.1,
        le=1_000_000,
        label=Text("Minutes of training", "训练分钟数"),
        unit=Text("min", "分钟"),
        help=Text(
            "How long runs of one person may be trained within the hours below.", "在下面的小时数内，每人的运行最多可训练多久。"
        ),
    )
    training_hours: float = setting(
        24.0,
        ge=0.1,
        le=10_000,
        label=Text("Within", "时间范围"),
        unit=Text("h", "小时"),
        help=Text("Training that ended longer ago does not count.", "更早结束的训练不计算在内。"),
    )

    sealed_attempts: int | None = setting(
        None,
        ge=1,
        le=1000,
        step=1,
        label=Text("Attempts at sealed labels", "锁定标签的尝试次数"),
        help=Text(
            "How many runs one person may start on a target of the host's whose labels are sealed. Deleting a run gives none back.",
            "标签锁定时，每人最多可在主持人的一个目标域上开始多少个运行。删除运行不会退还次数。",
        ),
    )

    @property
    def disk(self) -> float | None:
        """Bytes."""
        return None if self.disk_gb is None else self.disk_gb * 1e9


IN_A_ROOM = {"waiting_runs": 5}
"""One person's twenty starts would fill the line that all see; five are a comparison of strategies."""


def limits_of(home: Home, owner: str | None = None) -> Limits:
    """What one person may use, ``None``: what holds for everybody. For ``LOCAL_OWNER`` there are no limits, whatever was set.

    Raises
    ------
    UserError
        ``limits_unreadable``; what is wrong with a value in the file.
    """
    if owner == LOCAL_OWNER:
        return Limits()
    kept = _kept(home)
    values = {name: value for name, value in kept.items() if name != "people"}
    values |= kept.get("people", {}).get(owner, {})
    limits, problems = read_settings(Limits, values)
    if limits is None:  # written by hand, or by a newer version
        raise UserError.of(problems)
    return limits


def people_apart(home: Home) -> list[str]:
    """The owners for whom something is different."""
    return [owner for owner, values in _kept(home).get("people", {}).items() if values and owner != LOCAL_OWNER]


def set_limits(home: Home, values: dict[str, Any], owner: str | None = None) -> None:
    """Set limits of everybody, or what is different for one ``owner``; those that are not named stay, ``None`` takes a limit away.

    Raises
    ------
    UserError
        All of :func:`problems_of_limits`; nothing is changed.
    """
    limits, problems = _read(values, owner)
    if limits is None or problems:
        raise UserError.of(problems)
    with durable.changing(_path(home)):  # the page and `tlgui limits` may change some at once
        kept = _kept(home)
        of = kept if owner is None else kept.setdefault("people", {}).setdefault(owner, {})
        of |= limits.model_dump(include=set(values))  # as numbers, also where they were typed
        durable.write_json(_path(home), kept)


def problems_of_limits(values: dict[str, Any], owner: str | None = None) -> list[Problem]:
    """Each value that is no limit, each name that none has; ``limits_not_of_host`` where the owner can have none."""
    return _read(values, owner)[1]


def _read(values: dict[str, Any], owner: str | None) -> tuple[Limits | None, list[Problem]]:
    limits, problems = read_settings(Limits, values)
    return limits, [*problems, *([Problem("limits_not_of_host")] if owner == LOCAL_OWNER else [])]


def limit_a_room(home: Home) -> bool:
    """Set what holds in a room at first, :data:`IN_A_ROOM`, unless somebody has set limits before, or taken them away. Whether it did."""
    with durable.changing(_path(home)):
        if _path(home).exists():
            return False
        durable.write_json(_path(home), IN_A_ROOM)
    return True


def _path(home: Home) -> Path:
    return home.root / "limits.json"


def _kept(home: Home) -> dict[str, Any]:
    try:
        kept = durable.read_json(_path(home))
        people = kept.get("people", {})
        if all(isinstance(each, dict) for each in (people, *people.values())):
            return kept
    except FileNotFoundError:
        return {}
    except (ValueError, RecursionError, AttributeError):
        pass
    raise UserError("limits_unreadable", file=str(_path(home)))


# -- whether there is room -------------------------------------------------------------------------------------------------------


def problems_of_run(home: Home, owner: str) -> list[Problem]:
    """What stands against one more run of somebody, with the numbers and when to come again."""
    limits = limits_of(home, owner)
    found = (_of_line(home, owner, limits), _of_minutes(home, owner, limits), problem_of_disk(home, owner))
    return [each for each in found if each is not None]


def line_is_full(home: Home, owner: str) -> bool:
    """Whether somebody has as many runs waiting as may wait."""
    limit = limits_of(home, owner).waiting_runs
    return limit is not None and _waiting(JobQueue(home), owner) >= limit


def problem_of_disk(home: Home, owner: str, more: int = 0) -> Problem | None:
    """What stands against so many bytes more."""
    limit = limits_of(home, owner).disk
    if limit is None:
        return None
    used = disk_of(home, owner)
    return Problem("quota_disk", {"used": used, "more": more, "limit": limit}) if used + more > limit or used >= limit else None


def require_disk(home: Home, owner: str, more: int = 0) -> None:
    """Raises ``quota_disk`` when there is no room for so many bytes more."""
    problem = problem_of_disk(home, owner, more)
    if problem is not None:
        raise UserError.of([problem])


def _waiting(queue: JobQueue, owner: str) -> int:
    return sum(job.owner == owner for job in queue.standing(TRAINING).waiting)


def _of_line(home: Home, owner: str, limits: Limits) -> Problem | None:
    if limits.waiting_runs is None:
        return None
    queue = JobQueue(home)
    waiting = _waiting(queue, owner)
    if waiting < limits.waiting_runs:
        return None
    numbers = {"waiting": waiting, "limit": limits.waiting_runs}
    starts = next((each.starts_in for each in line(home, queue, owner) if each.place == 1), None)
    if starts is None:
        return Problem("line_full", numbers)
    return Problem("line_full_until", {**numbers, "seconds": max(SOONEST_SECONDS, rounded(starts))})


def _of_minutes(home: Home, owner: str, limits: Limits) -> Problem | None:
    if limits.training_minutes is None:
        return None
    limit, window, now = 60 * limits.training_minutes, 3600 * limits.training_hours, time.time()
    worked = JobQueue(home).ledger.worked(TRAINING, owner, since=now - window)
    used = left = sum(seconds for _, seconds in worked)
    if used < limit:
        return None
    again = window
    for ended, seconds in worked:  # the oldest first: each counts until it is a window ago
        left -= seconds
        if left < limit:
            again = ended + window - now
            break
    return Problem("quota_minutes", {"used": used, "limit": limit, "hours": window, "again": max(0.0, again)})


def disk_of(home: Home, owner: str) -> int:
    """Bytes of somebody's runs, datasets and uploads, deleted ones included; of an upload as many as were announced."""
    index = index_of(home)
    index.look()
    parts = own_parts(home, owner, index)
    return sum(each["bytes"] or 0 for each in parts.values()) + _uploads_of(home, owner)


def _uploads_of(home: Home, owner: str) -> int:
    size = 0
    for folder in home.uploads.iterdir():
        try:
            about = durable.read_json(folder / "upload.json")
            size += max(bytes_below(folder), about["announced"]) if about["owner"] == owner else 0
        except (OSError, ValueError, KeyError, TypeError):  # gone a moment ago, or just being made
            continue
    return size
