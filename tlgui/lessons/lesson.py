"""What a lesson is, as data, and what is wrong with a file that should be one.

``docs/adding-a-lesson.md`` is the same for teachers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tlgui.data.demo_catalogue import DEMOS
from tlgui.errors import Problem, UserError
from tlgui.lessons.checks import CHECKS
from tlgui.lessons.pairs import Pair
from tlgui.specification.run_spec import RunSettings
from tlgui.specification.target_shares import read_shares
from tlgui.strategies import OFFERED, STRATEGIES, Combination

LIMIT_BYTES = 200_000
"""A longer file is not a lesson: ours have about ten thousand bytes."""

ID = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
"""The name of its file, without ``.json``; it is the address of the lesson."""

Page = Literal["adapt", "shift", "health", "data", "label", "results", "try", "learn"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Words(_Part):
    """A text in both languages; an empty line begins a new paragraph, and what stands between backticks is code."""

    en: Annotated[str, Field(min_length=1, max_length=4000)]
    zh: Annotated[str, Field(min_length=1, max_length=4000)]

    def say(self, language: str) -> str:
        """The text in ``language``."""
        return self.zh if language == "zh" else self.en


class Answer(Words):
    """One answer to a question."""

    right: bool = False


class Question(_Part):
    """A question; its explanation is shown once somebody has answered."""

    text: Words
    answers: Annotated[tuple[Answer, ...], Field(min_length=2, max_length=6, strict=False)]
    explanation: Words


class About(_Part):
    """Which data something is about: a demo, or datasets of one's own by their names; nothing means any."""

    demo: str | None = None
    source: str | None = None
    target: str | None = None

    @property
    def pair(self) -> Pair:
        return Pair(self.demo, self.source, self.target)


class Press(About):
    """A button into the page, with the data and the choices that its address can hold.

    Attributes
    ----------
    label:
        What it says, where it should not be the program's own words.
    shares:
        What the target contains, as it is typed: ``dog=20%,horse=80%``.
    search:
        What the list of runs is searched for.
    """

    page: Page
    label: Words | None = None
    strategy: str | None = None
    shares: str | None = None
    search: str | None = None


TAKES: Mapping[str, frozenset[str]] = {
    "adapt": frozenset({"demo", "source", "target", "strategy", "shares"}),
    "shift": frozenset({"demo", "source", "target"}),
    "health": frozenset({"demo", "source", "target"}),
    "label": frozenset({"demo", "target"}),
    "results": frozenset({"search"}),
    "learn": frozenset({"strategy"}),
}
"""What the address of each page can hold."""


class Check(About):
    """What the program looks for among the person's own things; ``that`` is one of :data:`tlgui.lessons.checks.CHECKS`.

    Attributes
    ----------
    strategy:
        Only runs of this strategy.
    setting, value:
        Only runs in which this setting has this value.
    points:
        How far above or below, in points of a percentage.
    count:
        How many.
    """

    that: str
    strategy: str | None = None
    setting: str | None = None
    value: str | int | float | bool | None = None
    points: Annotated[float, Field(ge=0, le=100, strict=False)] = 0.0
    count: Annotated[int, Field(ge=1, le=1000)] = 1


class Step(_Part):
    """One step: something to read, and perhaps to press, to answer, and to have done.

    Attributes
    ----------
    after:
        What is worth seeing once the check has found what it looks for.
    wait:
        In a room, nobody goes on from here before all have done it, or the host has gone on.
    """

    title: Words
    text: Words
    press: Annotated[tuple[Press, ...], Field(max_length=6, strict=False)] = ()
    question: Question | None = None
    check: Check | None = None
    after: Words | None = None
    wait: bool = False


class Content(_Part):
    """What stands in a lesson's file."""

    title: Words
    minutes: Annotated[int, Field(ge=1, le=240)]
    learn: Words
    order: int = 1000
    steps: Annotated[tuple[Step, ...], Field(min_length=1, max_length=60, strict=False)]


@dataclass(frozen=True)
class Lesson:
    """A lesson that can be taken.

    Attributes
    ----------
    own:
        Whether it came from the home folder, not with the program.
    """

    id: str
    content: Content
    own: bool = False


def read_lesson(data: bytes, file: str, *, own: bool = False) -> Lesson:
    """A lesson from what stands in its file. ``file``: its name, as problems call it.

    Raises
    ------
    UserError
        Everything that is wrong with it, each with its place: the file, and the keys that lead there.
    """
    name = file.removesuffix(".json")
    if len(data) > LIMIT_BYTES:
        raise UserError("lesson_too_large", file=file, size=len(data), limit=LIMIT_BYTES)
    try:
        plain = json.loads(data)
    except json.JSONDecodeError as error:
        raise UserError("lesson_not_json", file=file, line=error.lineno, column=error.colno) from None
    except (ValueError, RecursionError):  # not UTF-8, or nested without end
        raise UserError("lesson_not_text", file=file) from None
    problems = [] if ID.fullmatch(name) else [Problem("lesson_name", {"file": file})]
    try:
        content = Content.model_validate(plain)
    except ValidationError as error:
        raise UserError.of([*problems, *(_of_form(each, file) for each in _told_apart(error.errors()))]) from None
    for number, step in enumerate(content.steps, start=1):
        problems += [
            Problem(code, {"file": file, "where": _path(["steps", number - 1, *place]), **values})
            for code, place, values in _of_step(step)
        ]
    if problems:
        raise UserError.of(problems)
    return Lesson(name, content, own)


# -- what is wrong -----------------------------------------------------------------------------------------------------------

Place = tuple[str | int, ...]
Fault = tuple[str, Place, dict[str, Any]]
"""Code of a sentence, the place in the step, and the values of the sentence besides these."""


def _path(place: Iterable[str | int]) -> str:
    """The keys that lead to a place: ``steps 3 › question › answers 2 › zh``. People count from one."""
    said: list[str] = []
    for each in place:
        if isinstance(each, int) and said:
            said[-1] += f" {each + 1}"
        else:
            said.append(str(each)[:60])
    return " › ".join(said) or "{ }"


_REASONS = {
    "missing": "lesson_missing",
    "extra_forbidden": "lesson_unknown_key",
    "string_too_short": "lesson_empty",
    "string_too_long": "lesson_too_long",
    "too_short": "lesson_too_few",
    "too_long": "lesson_too_many",
    "greater_than_equal": "lesson_too_small",
    "less_than_equal": "lesson_too_big",
    "literal_error": "lesson_no_page",
}
"""For each kind of pydantic's errors the sentence; whatever is not here has the wrong type."""

_LIMITS = ("max_length", "min_length", "ge", "le")


def _told_apart(errors: list[Any]) -> list[Any]:
    """Without what only follows from others: a list seems too short where one of its entries is wrong."""
    places = [each["loc"] for each in errors]
    return [
        each
        for each in errors
        if each["type"] != "too_short"
        or not any(len(place) > len(each["loc"]) and place[: len(each["loc"])] == each["loc"] for place in places)
    ]


def _of_form(error: Any, file: str) -> Problem:
    """What pydantic found, as a sentence of ours."""
    code = _REASONS.get(error["type"], "lesson_wrong")
    values: dict[str, Any] = {"file": file, "where": _path(error["loc"])}
    context = error.get("ctx", {})
    if limit := next((context[name] for name in _LIMITS if name in context), None):
        values["limit"] = limit
    if code == "lesson_no_page":
        values["known"] = list(get_args(Page))
    if code in ("lesson_no_page", "lesson_wrong"):
        values["given"] = str(error["input"])[:60]
    return Problem(code, values)


def _of_step(step: Step) -> Iterator[Fault]:
    """What a form cannot say: names that must exist, and what must go together."""
    right = sum(each.right for each in step.question.answers) if step.question is not None else 1
    if right != 1:
        yield "lesson_one_right", ("question", "answers"), {"count": right}
    for number, press in enumerate(step.press):
        place: Place = ("press", number)
        takes = TAKES.get(press.page, frozenset())
        for name in sorted(press.model_fields_set - {"page", "label"} - takes):
            yield "lesson_not_taken", (*place, name), {"of": press.page, "known": sorted(takes)}
        yield from _of_names(press, place)
        if press.strategy is not None and press.strategy not in OFFERED:  # what only a search trains, no page lets choose
            yield "lesson_not_there", (*place, "strategy"), {"given": press.strategy[:60], "known": list(OFFERED)}
        if press.shares is not None and read_shares(press.shares)[1]:
            yield "lesson_shares", (*place, "shares"), {"given": press.shares[:60]}
    if step.check is not None:
        yield from _of_check(step.check)
    elif step.after is not None:
        yield "lesson_after_alone", ("after",), {}


def _of_check(check: Check) -> Iterator[Fault]:
    known = CHECKS.get(check.that)
    if known is None:
        yield "lesson_not_there", ("check", "that"), {"given": check.that[:60], "known": list(CHECKS)}
        return
    given = check.model_fields_set - {"that"}
    for name in sorted(given - known.takes):
        yield "lesson_not_taken", ("check", name), {"of": check.that, "known": sorted(known.takes)}
    yield from _of_names(check, ("check",))
    keys = Combination.parse(check.strategy).keys if check.strategy is not None else []
    if unknown := [key for key in keys if key not in STRATEGIES]:
        yield "lesson_not_there", ("check", "strategy"), {"given": unknown[0][:60], "known": list(STRATEGIES)}
    if (check.setting is None) != (check.value is None):
        yield "lesson_setting_alone", ("check",), {}
    names = list(RunSettings.model_fields)
    if check.setting is not None and check.setting not in names:
        yield "lesson_not_there", ("check", "setting"), {"given": check.setting[:60], "known": names}


def _of_names(about: About, place: Place) -> Iterator[Fault]:
    if about.demo is not None and about.demo not in DEMOS:
        yield "lesson_not_there", (*place, "demo"), {"given": about.demo[:60], "known": list(DEMOS)}
    if about.demo is not None and (about.source is not None or about.target is not None):
        yield "lesson_demo_or_datasets", place, {}
