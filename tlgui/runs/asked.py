"""What somebody asked for, and when: a run, or a search of several. Everything else is read from its folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from tlgui import durable
from tlgui.jobs.control import Control
from tlgui.specification.run_spec import RunSpec


@dataclass(frozen=True)
class Asked:
    """Its id and folder.

    Attributes
    ----------
    file:
        The name of the file in the folder that says what was asked for.
    """

    id: str
    folder: Path
    file: ClassVar[str]

    @cached_property
    def _envelope(self) -> dict[str, Any]:
        return durable.read_json(self.folder / self.file)

    @cached_property
    def spec(self) -> RunSpec:
        """Data and settings."""
        return RunSpec.model_validate(self._envelope["spec"])

    @property
    def owner(self) -> str:
        return self._envelope["owner"]

    @property
    def created(self) -> float:
        """When it was asked for: seconds since 1970."""
        return self._envelope["created"]

    @property
    def names(self) -> dict[str, str]:
        """Names of the two datasets as they were when it was asked for: ``source`` and ``target``."""
        return self._envelope["names"]

    @cached_property
    def control(self) -> Control:
        """What was said to whoever works on it."""
        return Control(self.folder)
