"""What the numbers of a training are called, and how to read them: each strategy declares those that its objectives give.

Charts, the light, the documents and files of curves are made from these declarations. They stand with the strategy and not with the objective,
whose file needs torch: a page that shows a run must not load it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from tlgui.texts import Text

Unit = Literal["share", "times", "plain"]
"""``share``: of 1, said in percent. ``times``: so many times something. ``plain``: a number whose size depends on the data."""

SAID = {"share": Text("{value:percent}", "{value:percent}"), "times": Text("{value:value} ×", "{value:value} ×")}
"""How a number of a unit is said; a plain one by its three first digits."""


class Part(NamedTuple):
    """A part of the loss, drawn as a line among the losses.

    Attributes
    ----------
    key:
        As in the objective's ``Outcome.parts``.
    of:
        Whose it is, which gives it the color it has everywhere: ``source``, ``target``, or the ``domains`` that a discriminator tells apart.
    """

    key: str
    name: Text
    of: Literal["source", "target", "domains", ""] = ""


class Alarm(NamedTuple):
    """A share that is too small late in training: the light says so, and the run's log keeps it.

    Attributes
    ----------
    code:
        Names the finding in the log; no other strategy has it.
    says:
        What happened, with the number as ``{share:percent}``, and what to try.
    """

    code: str
    below: float
    says: Text


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
        Where it should end, from and to; ``None`` where that depends on the data.
    shown:
        ``gauge``: on a small chart of its own. ``accuracy``, ``scores``: on that chart, and beside the light. ``light``: beside the light
        alone, for a number that does not change in a phase.
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
