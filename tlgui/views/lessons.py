"""Lessons as people are shown them: the list, the step that somebody is at, and the bar that goes along on every page."""

from __future__ import annotations

from typing import Any

from tlgui.data.demo_catalogue import DEMOS
from tlgui.errors import UserError
from tlgui.lessons.checks import CHECKS, Found, Mine, above, on_target
from tlgui.lessons.lesson import About, Check, Lesson, Press, Question, Step, Words
from tlgui.lessons.library import Library
from tlgui.lessons.progress import Place, Progress, goes_on
from tlgui.runs.index.rows import Facts
from tlgui.strategies.combination import strategy_name
from tlgui.tasks import TASKS
from tlgui.texts import Text, say
from tlgui.views.words import dataset_name

RUNS_TOLD = 4
"""Numbers are given for at most this many of the runs that a check found."""

TITLES = {"health": "page.health.title", "label": "page.label.title"}
"""Titles of pages that the top of a page does not link to."""


def listed(library: Library, progress: Progress, language: str) -> dict[str, Any]:
    """All lessons with where somebody is in each, and what is wrong with files that should be lessons."""
    return {
        "lessons": [_line(lesson, progress, language) for lesson in library.lessons],
        "problems": UserError.of(library.problems).sentences(language) if library.problems else [],
    }


def _line(lesson: Lesson, progress: Progress, language: str) -> dict[str, Any]:
    steps, place = len(lesson.content.steps), progress.place(lesson)
    begun = lesson.id in progress.places
    state = "done" if begun and place.furthest == steps else "begun" if begun else "new"
    return {
        "id": lesson.id,
        "title": lesson.content.title.say(language),
        "learn": lesson.content.learn.say(language),
        "minutes": say("page.lesson.minutes", language, minutes=lesson.content.minutes),
        "state": state,
        "words": say(f"page.lesson.state.{state}", language, step=min(place.step + 1, steps), steps=steps),
        "own": lesson.own,
    }


def bar(lesson: Lesson, place: Place, mine: Mine, language: str) -> dict[str, Any]:
    """What goes along on every page: which step, and whether what it asks for is done."""
    steps = lesson.content.steps
    over = place.step >= len(steps)
    step = None if over else steps[place.step]
    return {
        "id": lesson.id,
        "title": lesson.content.title.say(language),
        "step": place.step,
        "steps": len(steps),
        "over": over,
        "words": _where(place.step, len(steps), language),
        "step_title": say("page.lesson.over", language) if step is None else step.title.say(language),
        "check": step and step.check and _checked(step.check, place, mine, language, again=False),
        "goes_on": goes_on(mine.home, mine.owner, lesson, place.step),
    }


def shown(lesson: Lesson, place: Place, mine: Mine, language: str) -> dict[str, Any]:
    """The step that somebody is at, whole. What a question's right answer is, it says once they have answered."""
    steps = lesson.content.steps
    found = {
        **bar(lesson, place, mine, language),
        "minutes": say("page.lesson.minutes", language, minutes=lesson.content.minutes),
        "learn": lesson.content.learn.say(language),
        "titles": [step.title.say(language) for step in steps],
        "furthest": place.furthest,
    }
    if place.step >= len(steps):
        return {**found, "paragraphs": _paragraphs(lesson.content.learn, language), "press": [], "question": None, "after": []}
    step = steps[place.step]
    if step.check is not None:
        found["check"] = _checked(step.check, place, mine, language)
    return {
        **found,
        "paragraphs": _paragraphs(step.text, language),
        "press": [_press(each, mine, language) for each in step.press],
        "question": step.question and _question(step.question, place.answers.get(place.step), language),
        "after": _after(step, found["check"], language),
    }


def _where(step: int, steps: int, language: str) -> str:
    return say("page.lesson.of", language, step=min(step + 1, steps), steps=steps)


def _paragraphs(words: Words, language: str) -> list[str]:
    return [each.strip() for each in words.say(language).split("\n\n") if each.strip()]


def _after(step: Step, check: dict[str, Any] | None, language: str) -> list[str]:
    return _paragraphs(step.after, language) if step.after is not None and check is not None and check["done"] else []


def _question(question: Question, given: int | None, language: str) -> dict[str, Any]:
    answered = given is not None
    return {
        "text": question.text.say(language),
        "answers": [{"text": each.say(language), "right": each.right if answered else None} for each in question.answers],
        "given": given,
        "explanation": _paragraphs(question.explanation, language) if answered else [],
    }


# -- what to press -------------------------------------------------------------------------------------------------------------


def _press(press: Press, mine: Mine, language: str) -> dict[str, Any]:
    """A button: the page, and what its address says. A demo is made when it is pressed; datasets by name are looked up here."""
    source, target = ("", "") if press.demo else mine.datasets.newest(press.pair)
    more = {"source": source, "target": target, "strategy": press.strategy, "shares": press.shares, "search": press.search}
    missing = [
        name
        for name, found in ((press.source, source), (press.target, target))
        if press.demo is None and name is not None and not found
    ]
    return {
        "page": "./" if press.page == "adapt" else press.page,
        "demo": press.demo,
        "only_target": press.page == "label",
        "query": {name: value for name, value in more.items() if value},
        "words": press.label.say(language) if press.label is not None else _press_words(press, language),
        "missing": [say("page.lesson.no_dataset", language, name=name) for name in missing],
    }


def _press_words(press: Press, language: str) -> str:
    page = say(TITLES.get(press.page, f"page.place.{press.page}"), language)
    choices = [_data(press, language), strategy_name(press.strategy, language) if press.strategy else "", press.shares or ""]
    return say("page.lesson.press", language, page=" · ".join([page, *(each for each in choices if each)]))


def _data(about: About, language: str) -> str:
    if about.demo is not None:
        demo = DEMOS[about.demo]
        return " → ".join(say(each.name_key, language) for each in (demo.source, demo.target))
    return " → ".join(dataset_name(each, language) for each in (about.source, about.target) if each)


# -- what was found --------------------------------------------------------------------------------------------------------------


def _checked(check: Check, place: Place, mine: Mine, language: str, *, again: bool = True) -> dict[str, Any]:
    """What the step looks for, whether it is there or was, and what the person's own runs say.

    ``again``: look also where it was found before, for the numbers.
    """
    found = CHECKS[check.that].look(mine, check) if again or place.step not in place.done else None
    done = found is not None or place.step in place.done
    return {
        "done": done,
        "found": found is not None,
        "words": _wanted(check, language, done=done),
        "told": [] if found is None else _found(found, language),
    }


def _wanted(check: Check, language: str, *, done: bool) -> str:
    """What is looked for, or was found once it is ``done``, with which data, strategy and numbers."""
    more = [_data(check, language), strategy_name(check.strategy, language) if check.strategy else ""]
    if check.setting is not None:
        more.append(f"{check.setting} = {check.value}")
    if check.points:
        more.append(say("page.lesson.by_points", language, points=check.points))
    if check.count > 1:
        more.append(say("page.lesson.at_least", language, count=check.count))
    kind = CHECKS[check.that]
    what, which = (kind.about if done else kind.needed).say(language), " · ".join(each for each in more if each)
    return say("page.lesson.looks_for", language, what=what, which=which) if which else what


def _found(found: Found, language: str) -> list[str]:
    if found.runs:
        return [_told(each, language) for each in found.runs[:RUNS_TOLD]]
    return [say("page.lesson.count", language, count=found.count)] if found.count > 1 else []


def _told(facts: Facts, language: str) -> str:
    """A run in one line, with its numbers and those of what it is compared with."""
    task = TASKS[facts["task"]]
    form = task.metrics[task.metric]
    metric = facts["metrics"][task.metric]
    said = Text(f"{{x:{form}}}", f"{{x:{form}}}")
    name = facts["name"] or strategy_name(facts["strategy"], language)
    if on_target(facts) is None:
        over = facts["status"] == "finished"
        return say("page.lesson.run.sealed" if over else "page.lesson.run.goes_on", language, name=name)
    numbers = {
        who: said.say(language, x=metric[who]) for who in ("target", "baseline", "normalisation_alone") if metric[who] is not None
    }
    if "baseline" not in numbers or above(facts, "baseline") is None:
        return say("page.lesson.run.alone", language, name=name, target=numbers["target"])
    if "normalisation_alone" not in numbers:
        return say("page.lesson.run.baseline", language, name=name, **numbers)
    return say("page.lesson.run.both", language, name=name, **numbers)
