"""Words for whoever works in a folder: please stop, please go on. They are files in it, and reach a worker wherever it is, also a later one."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from tlgui import durable
from tlgui.jobs import touched


@dataclass(frozen=True)
class Control:
    """What was said to the job that works in ``folder`` and goes on from what it kept there. (Of one that may not be read nothing is known.)"""

    folder: Path

    @property
    def stop_flag(self) -> Path:
        return self.folder / "control" / "stop"

    @property
    def stopping(self) -> bool:
        """Whether somebody asked it to stop."""
        return os.path.exists(self.stop_flag)

    def ask_to_stop(self, *, pause: bool = False) -> None:
        """Leave the flag that a job looks for after each step. Asking twice is the same as asking once."""
        durable.write_bytes(self.stop_flag, b"pause" if pause else b"")

    def asked_to_pause(self) -> bool:
        """Whether whoever asked it to stop means to let it go on later."""
        try:
            return self.stop_flag.read_bytes() == b"pause"
        except OSError:
            return False

    @property
    def resume_flag(self) -> Path:
        return self.folder / "control" / "resume"

    @property
    def resuming(self) -> bool:
        """Whether it waits to go on."""
        return os.path.exists(self.resume_flag)

    def ask_to_go_on(self) -> None:
        """Leave the flag that says that what is over, or was interrupted, waits to go on; whoever goes on takes it away."""
        durable.write_bytes(self.resume_flag, b"")
        touched.note(self.folder)
