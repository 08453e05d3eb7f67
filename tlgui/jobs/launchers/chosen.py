"""Which launcher a home has: a small file in it, so that every process that works for the home knows."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from tlgui import durable
from tlgui.errors import UserError
from tlgui.home import Home

LAUNCHERS = ("local", "ray", "slurm")


@dataclass(frozen=True)
class Chosen:
    """``launcher``: one of :data:`LAUNCHERS`; ``address``: where Ray is, as ``ray.init`` takes it."""

    launcher: str = "local"
    address: str | None = None


def chosen_for(home: Home) -> Chosen:
    """What was chosen last.

    Raises
    ------
    UserError
        ``launcher_unreadable``.
    """
    try:
        found = Chosen(**durable.read_json(_file(home)))
    except FileNotFoundError:
        return Chosen()
    except (OSError, ValueError, TypeError) as error:
        raise UserError("launcher_unreadable", file=str(_file(home))) from error
    if found.launcher not in LAUNCHERS:
        raise UserError("launcher_unreadable", file=str(_file(home)))
    return found


def keep(home: Home, chosen: Chosen) -> None:
    durable.write_json(_file(home), asdict(chosen))


def _file(home: Home) -> Path:
    return home.root / "launcher.json"
