"""The only error a user sees as text.

An error holds a code and the numbers. The sentence (what happened, the numbers, what to try) is made from ``tlgui.texts`` in
the reader's language, so that the page, the command line and the run's log all say the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: ``code`` names the sentence ``error.<code>`` in ``tlgui.texts``; ``values`` fill it.

    ``of_file`` is the file that it is about, ``of_source`` or ``of_target`` the place of a domain: these are said before the sentence.
    """

    code: str
    values: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code, "values": self.values}


class UserError(Exception):
    """Bad input or a fault that the user can act on: one or several problems.

    Parameters
    ----------
    code:
        Name of the sentence ``error.<code>`` in ``tlgui.texts``.
    **values:
        Values in the sentence: numbers, names, limits. JSON types only.
    """

    def __init__(self, code: str, /, **values: Any) -> None:
        self.problems: tuple[Problem, ...] = (Problem(code, values),)
        super().__init__(code)

    @classmethod
    def of(cls, problems: Iterable[Problem]) -> UserError:
        """All problems in one error, in the order in which they were found. At least one is needed."""
        problems = tuple(problems)
        error = cls(problems[0].code, **problems[0].values)
        error.problems = problems
        return error

    def sentences(self, language: str = "en", *, terminal: bool = False) -> list[str]:
        """One sentence a problem, in ``language`` ("en" or "zh"). ``terminal``: with what to type, where the page has a button."""
        from tlgui.texts import of_file, say, say_in_terminal

        tell = say_in_terminal if terminal else say
        return [of_file(tell(f"error.{each.code}", language, **each.values), language, each.values) for each in self.problems]

    def __str__(self) -> str:
        return " ".join(self.sentences(terminal=True))
