"""What the numbers of a training are called, and how to read them: each strategy declares those that its objectives report.

Charts, the light, the documents and exported curves are made from these declarations. They belong to the strategy and not to the objective,
whose file needs torch: a page that shows a run must not load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from tlgui.texts import Text

Unit = Literal["share", "times", "plain"]
"""``share``: a fraction of 1, shown in percent. ``times``: a multiple of something. ``plain``: a number whose scale depends on the data."""

SAID = {"share": Text("{value:percent}", "{value:percent}"), "times": Text("{value:value} ×", "{value:value} ×")}
"""How a number is formatted; a plain one with three significant digits."""


class Part(NamedTuple):
    """A part of the loss, drawn as a line among the losses.

    Attributes
    ----------
    key:
        As in the objective's ``Outcome.parts``.
    of:
        Which domain it belongs to, which decides its color everywhere: ``source``, ``target``, or ``domains`` for a discriminator's loss.
    """

    key: str
    name: Text
    of: Literal["source", "target", "domains", ""] = ""


class Instead(NamedTuple):
    """Other strategies that a warning recommends; left out where one of them is running already.

    Attributes
    ----------
    strategies:
        Their keys.
    says:
        The sentence that names them, with the warning's number as ``{share:percent}``.
    """

    strategies: tuple[str, ...]
    says: Text


class Alarm(NamedTuple):
    """A share that is too small late in training: the light warns, and the run's log records it.

    Attributes
    ----------
    code:
        Names the finding in the log; unique to the strategy.
    says:
        What happened, with the number as ``{share:percent}``, and what to try with this strategy.
    instead:
        What else to try.
    """

    code: str
    below: float
    says: Text
    instead: Instead | None = None


@dataclass(frozen=True)
class HealthNumber:
    """A number that tells whether a strategy works.

    Attributes
    ----------
    key:
        As in the objective's ``Outcome.health``.
    reads_as:
        How to read it, in a line: what is good, and what is not.
    band:
        The range it should end in; ``None`` if that depends on the data.
    shown:
        ``gauge``: on a small chart of its own. ``accuracy``, ``scores``: on that chart, and next to the light. ``light``: only next to the
        light, for a number that does not change within a phase.
    """

    key: str
    name: Text
    reads_as: Text
    unit: Unit = "plain"
    band: tuple[float, float] | None = None
    shown: Literal["gauge", "accuracy", "scores", "light"] = "gauge"
    alarm: Alarm | None = None

    def said(self, value: float) -> str:
        """The value with its unit."""
        return SAID.get(self.unit, Text("{value:value}", "")).say("en", value=value)

    def as_json(self, language: str) -> dict[str, Any]:
        """The declaration as plain data, texts in one language."""
        texts = {"name": self.name.say(language), "reads_as": self.reads_as.say(language)}
        return {"key": self.key, **texts, "unit": self.unit, "band": self.band}
