"""What the wall says of a board and of those who stand on it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from tlgui.runs.results import given_labels_learned
from tlgui.texts import joined, say
from tlgui.views.run_rows import shown_status
from tlgui.views.wall_order import Entry, Group, Placed, truth_words
from tlgui.views.words import dataset_name


def board_name(group: Group, language: str) -> str:
    """The pictures of a board by their names, as far as these are told."""
    names = [say("wall.own_pictures", language) if info is None else dataset_name(info.name, language) for info in group.pictures]
    return " → ".join(names)


def metric_words(group: Group, language: str) -> str:
    """What it is that is true; and of how many pictures it does not speak, since they are of classes that the source does not have."""
    metric = say(f"wall.metric.{group.shown[0].facts['task']}", language)
    if not group.revealed:
        return metric
    found = [entry.facts.get("target_of_other_classes") for entry in group.shown if not entry.learned]
    others = max(filter(None, found), key=lambda each: each["of"], default=None)
    if others is None:
        return metric
    return say("wall.metric.left_out", language, metric=metric, pictures=others["pictures"], of=others["of"])


def unlabeled_words(group: Group, language: str) -> dict[str, str]:
    """That a target has no labels; where everybody may see its pictures, also where these are labeled."""
    target = group.pictures[-1]
    told = {"words": say("wall.unlabeled", language), "link": "", "href": ""}
    if group.handed is None or target is None:
        return told
    return {**told, "link": say("page.label.title", language), "href": f"label?{urlencode({'target': target.id})}"}


def place_words(placed: Placed, language: str) -> dict[str, Any]:
    """Where somebody stands, and why without a place or points."""
    out = placed.place is None and bool(placed.watched.scores)
    alone = placed.place is not None and placed.points is None
    why = {"wall.learned": placed.learned, "wall.distilled": placed.distilled, "wall.out": out, "wall.alone": alone}
    note = next((key for key, holds in why.items() if holds), "")
    return {
        "points": placed.points,
        "note": say(note, language) if note else "",
        "place": placed.place,
        "truth": truth_words(placed, language),
        "true_place": placed.true_place,
        "moved": None if placed.moved is None else placed.moved._asdict(),
    }


def labels_words(entry: Entry, language: str) -> tuple[str, str]:
    """What labels of the target did for a network on the wall; ``("", "")`` for nothing. The second where there is little room."""
    given, facts = given_labels_learned(entry.facts), entry.facts
    if given is not None and given["labels"] is not None:
        labels = given["labels"]
        return say("wall.labels.given", language, labels=labels), say("wall.labels.given.short", language, labels=labels)
    if entry.learned:
        return say("wall.labels", language), say("wall.labels.short", language)
    if facts.get("target_shares_from") == "labels" and facts.get("target_shares_labels"):
        words = say("wall.labels.mix", language, labels=facts["target_shares_labels"])
        return words, words
    return "", ""


def tile_words(entry: Entry, language: str) -> str:
    """What a tile says where it has neither points nor the truth. That a run is the only one is seen, and its place says so."""
    if entry.search_over:
        return say("wall.search.answer", language)
    if entry.place is None and (note := place_words(entry, language)["note"]):
        return str(note)
    return "" if shown_curve(entry) else shown_status(entry.facts["status"], language)


def shown_curve(entry: Entry) -> list[float]:
    """Its score in training; none of a distilled network, whose scores are compared with nobody's."""
    return [] if entry.distilled else entry.watched.curve


def apart_words(group: Group, language: str) -> str:
    """Why some on a board have no points, or no place."""
    why = {
        "wall.distilled.key": not group.revealed and any(each.distilled and not each.learned for each in group.shown),
        "wall.learned.key": any(each.learned for each in group.shown),
    }
    return joined([say(key, language) for key, holds in why.items() if holds], language)


def pseudonym(number: int, language: str) -> str:
    """A color and an animal."""
    colors, animals = (say(f"wall.{part}", language).split(",") for part in ("colors", "animals"))
    return say(
        "wall.pseudonym", language, color=colors[number % len(colors)], animal=animals[number // len(colors) % len(animals)]
    )
