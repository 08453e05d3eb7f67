"""What can be exported from a run: a row for each kind. The page, its routes, the command line and the worker's job all read this table.

Modules that are needed only to make an export are not imported here (``docs/adding-an-export.md``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tlgui.home import Home
    from tlgui.runs.run import Run


@dataclass(frozen=True)
class Making:
    """One export that was asked for.

    Attributes
    ----------
    to:
        The file to write. Its folder exists.
    report:
        To be called with the parts done and their total; raises if somebody canceled.
    options:
        Of the kind's own, such as the formats of a model.
    """

    home: Home
    run: Run
    to: Path
    language: str = "en"
    report: Callable[[int, int], None] = lambda done, total: None
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class ExportKind:
    """A kind of file that can be made of a finished run.

    Attributes
    ----------
    key:
        Its name in the job, in the route and in the keys of its texts: ``page.take.<key>`` and ``page.take.<key>.about``.
    file:
        Its name in the run's ``exports`` folder. In a download, data and strategy go before it.
    maker:
        ``module:function``, called with a :class:`Making`; returns a JSON object, or raises ``UserError``.
    command:
        ``tlgui <command> RUN --to FILE``; ``None`` for a kind that has a command with options of its own.
    help:
        What ``tlgui <command> --help`` says.
    """

    key: str
    file: str
    maker: str
    command: str | None = None
    help: str = ""

    def make(self, making: Making) -> dict[str, Any]:
        """Write the file, and return what its maker says about it."""
        module, _, function = self.maker.partition(":")
        return getattr(import_module(module), function)(making)


KINDS: tuple[ExportKind, ...] = (
    ExportKind("model", "model.zip", "tlgui.export.model:make_model"),
    ExportKind("predictions", "predictions.csv", "tlgui.export.predictions:make_predictions"),
    ExportKind(
        "report",
        "report.html",
        "tlgui.export.report:make_report",
        command="report",
        help="Everything about a run as one HTML file that needs nothing else: result, caveats, curves, interactive maps, data, settings.",
    ),
    ExportKind(
        "run",
        "run.zip",
        "tlgui.export.whole_run:make_archive",
        command="archive",
        help="All of a run in one zip for another machine, where `tlgui import` reads it. The pictures stay here.",
    ),
)
BY_KEY = {each.key: each for each in KINDS}
BY_FILE = {each.file: each for each in KINDS}
