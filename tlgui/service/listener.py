"""What a command or a script wants to be told while datasets are read and a run is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tlgui.data.pack import DatasetInfo
    from tlgui.data.seals import Role
    from tlgui.runs.run import Run


class Listener:
    """Gets told what happens; by default it prints nothing."""

    def reading(self, name: str) -> Callable[[int, int, int], None]:
        """Returns a callback for pictures done, in total and refused while ``name`` is read."""
        return lambda done, total, refused: None

    def read(self, info: DatasetInfo, notes: list[dict[str, Any]], *, role: Role, with_table: bool) -> None:
        """A dataset was read or found again for a role, with what may be shown of it there."""

    def started(self, run: Run) -> None:
        """The run is in the queue. An interrupt happens either before this call or after it."""

    def waits(self, why: str, values: dict[str, Any]) -> None:
        """The run is in line; the sentence that says how many are trained at a time, and why, with its values. Told every few seconds."""

    def event(self, event: dict[str, Any]) -> None:
        """The run logged an event."""
