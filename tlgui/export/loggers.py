"""A run's numbers for the loggers that people already use. TensorBoard's event files are built in; any other is one class with three methods.

A logger follows a run's own log, live or afterward, in the caller's process, so it cannot slow down training or make it fail.

Another logger::

    class Mine(Logger):
        def begin(self, about): ...
        def numbers(self, step, values): ...
        def end(self, result): ...

    tlgui.adapt("photos", "paintings", loggers=[Mine()])
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tlgui.errors import UserError
from tlgui.service.listener import Listener


class Logger(ABC):
    """Receives a run's numbers in order."""

    @abstractmethod
    def begin(self, about: dict[str, Any]) -> None:
        """Before the first number: ``run``, ``strategy``, ``backbone``, ``source``, ``target`` and ``settings``."""

    @abstractmethod
    def numbers(self, step: int, values: dict[str, float]) -> None:
        """Numbers of a step by name: ``loss/source``, ``health/lambda``, ``learning_rate``, ``source/accuracy``, ``score/bnm``; those of a
        reference begin with its kind, ``baseline/``."""

    @abstractmethod
    def end(self, result: dict[str, Any]) -> None:
        """After the last: what ``tlgui show RUN --json`` prints."""


class TensorBoard(Logger):
    """Event files for TensorBoard, in ``folder/RUN``.

    Parameters
    ----------
    folder:
        What ``tensorboard --logdir`` is given.

    Raises
    ------
    UserError
        ``tensorboard_missing`` when the package is not installed.
    """

    def __init__(self, folder: str | Path) -> None:
        try:
            from tensorboard.summary import Writer
        except ImportError as error:
            raise UserError("tensorboard_missing") from error
        self._open = Writer
        self._folder = Path(folder)
        self._run = ""

    def begin(self, about: dict[str, Any]) -> None:
        self._run = about["run"][:8]
        self._writer = self._open(str(self._folder / self._run))

    def numbers(self, step: int, values: dict[str, float]) -> None:
        for name, value in values.items():
            self._writer.add_scalar(name, value, step=step)

    def end(self, result: dict[str, Any]) -> None:
        step = result["kept_step"] or 0
        for metric, by_whom in result["metrics"].items():
            for who, value in by_whom.items():
                if value is not None:
                    self._writer.add_scalar(f"result/{metric}/{who}", value, step=step)
        self._writer.close()


class Recorder(Listener):
    """Passes on to loggers what a run writes to its log."""

    def __init__(self, loggers: Sequence[Logger], about: dict[str, Any]) -> None:
        self._loggers = loggers
        self._kept: int | None = None
        for logger in loggers:
            logger.begin(about)

    def event(self, event: dict[str, Any]) -> None:
        values = numbers_of(event)
        if event["event"] == "picked":
            self._kept = event["kept"]
        for logger in self._loggers if values else ():
            logger.numbers(event["step"], values)

    def end(self, result: dict[str, Any]) -> None:
        for logger in self._loggers:
            logger.end({**result, "kept_step": self._kept})


def numbers_of(event: dict[str, Any]) -> dict[str, float]:
    """The numbers in an event of a run's log by the names that loggers get; empty if it has none."""
    kind, before = event["event"], ""
    if kind.startswith("reference_"):
        kind, before = kind.removeprefix("reference_"), f"{event['kind']}/"
    if kind == "step":
        found = {f"loss/{name}": value for name, value in event["parts"].items()}
        found |= {f"health/{name}": value for name, value in event["health"].items()}
        found |= {"learning_rate": event.get("learning_rate")}
    elif kind == "evaluation":
        found = {f"source/{name}": value for name, value in event["source"].items()}
        found |= {f"score/{name}": value for name, value in event["scores"].items()}
    else:
        return {}
    return {f"{before}{name}": float(value) for name, value in found.items() if value is not None}


def about_run(result: dict[str, Any]) -> dict[str, Any]:
    """The part of a run's summary that :meth:`Logger.begin` gets."""
    return {name: result[name] for name in ("run", "strategy", "backbone", "source", "target", "settings")}
