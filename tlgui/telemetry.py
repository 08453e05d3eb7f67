"""What libraries would report to their makers, switched off: tlgui contacts no outside address of its own accord, and neither do they.

Every process imports this with :mod:`tlgui`, before it can import any of them:

* ONNX Runtime (from 1.29) looks up Microsoft's collector, and keeps the number of a device in the user's cache folder and a session's in the
  folder for temporary files. ``ORT_DISABLE_TELEMETRY``, read when it is imported, keeps it from all of this (its ``Privacy.md``).
* OpenVINO reports that it was imported to Google Analytics, by a library of its own, with the number that this keeps in ``~/intel``. That
  library knows no variable, only a file in the user's home; where it is not installed, OpenVINO reports nothing. So here it cannot be found.

Gradio's has a variable too, set where the server is (:mod:`tlgui.ui.server`).
"""

from __future__ import annotations

import os
import sys
from typing import Any

REPORTER = "openvino_telemetry"
"""OpenVINO's library that reports."""


class _Hidden:
    """Finds no module; says that there is none of the name of :data:`REPORTER`."""

    @staticmethod
    def find_spec(fullname: str, path: Any = None, target: Any = None) -> None:
        if fullname == REPORTER:
            raise ModuleNotFoundError(f"{REPORTER} is switched off by tlgui", name=REPORTER)


def switch_off() -> None:
    """For this process, and ONNX Runtime's also for those that it starts. What was imported before is not reached."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    if not any(each is _Hidden for each in sys.meta_path):
        sys.meta_path.insert(0, _Hidden)
