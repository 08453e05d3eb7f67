"""The model card: what an exported model is, how it is used, what it was checked against, in Markdown."""

from __future__ import annotations

import re
from typing import Any

from tlgui.finding.words import called
from tlgui.settings import settings_of
from tlgui.specification.target_shares import KnownFrom, TargetShares
from tlgui.strategies.combination import Combination
from tlgui.strategies.registry import STRATEGIES
from tlgui.texts import printable, say
from tlgui.views.verdict import NOTHING_GIVEN, Given, verdict


def literal(name: object) -> str:
    """An untrusted name as text in Markdown, so that nothing in it becomes a picture, a link or HTML (CommonMark, section 2.4).

    A hyphen within a word stays as it is: it means nothing there, and the file is read as it stands, too.
    """
    return re.sub(r"(?<=\w)(-)(?=\w)|([!-/:-@\[-`{-~])", lambda sign: sign[1] or f"\\{sign[2]}", printable(name))


def card(about: dict[str, Any], found: dict[str, Any], language: str, given: Given = NOTHING_GIVEN) -> str:
    """The card of a model.

    Parameters
    ----------
    about:
        What ``model.json`` says.
    found:
        The run's :func:`tlgui.runs.results.summary`; ``matched``: in which round of a search it was matched to the target's classes.
    given:
        What labels that a person gave say of the network.
    """
    words = verdict(found, language, given)
    names = " → ".join(literal(about[role]) for role in ("source", "target") if about[role])
    lines = [
        f"# {say('card.title', language, strategy=literal(_name(about, found, language)), names=names)}",
        "",
        *(line for part in (_result(words), words["verdict"], words["note"]) if part for line in (part, "")),
        f"## {say('card.use', language)}",
        "",
        say("card.use.how", language),
        "",
        *(_file(name, each, about, language) for name, each in about["files"].items()),
        "",
        say("card.input", language, size=about["image_size"]),
        "",
        _output(about, language),
        "",
        f"## {say('card.preparing', language)}",
        "",
        *(f"{place}. {say(key, language, **values)}" for place, (key, values) in enumerate(_steps(about), 1)),
        "",
        f"## {say('card.made', language)}",
        "",
        *_made(about, found, language),
        "",
    ]
    return "\n".join(lines)


def _name(about: dict[str, Any], found: dict[str, Any], language: str) -> str:
    """The strategy, and what the run knew of the target's class shares."""
    shares = _target_shares(found)
    name = called(about["strategy"], found.get("matched", int(shares is not None)), language)
    return name if shares is None or shares.estimated else say("page.label.network_told", language, name=name)


def _target_shares(found: dict[str, Any]) -> TargetShares | None:
    """The class shares of the target that a run was told or that a search estimated; ``None`` where it took the source's."""
    if not found["target_shares"]:
        return None
    known_from: KnownFrom = found.get("target_shares_from") or "told"
    return TargetShares(known_from=known_from, shares=found["target_shares"], labels=found.get("target_shares_labels"))


def _result(words: dict[str, str]) -> str:
    """The numbers; they end without a full stop, so that what they mean is another paragraph."""
    return " · ".join(part for part in (words["headline"], words["gain"] + words["second"]) if part)


def _file(name: str, each: dict[str, Any], about: dict[str, Any], language: str) -> str:
    size = say("card.bytes", language, bytes=each["bytes"])
    told = checks_in_words(each, about["task"], language)
    return f"- `{each['file']}` ({size}), `example_{name}.py`: {told} SHA-256 `{each['sha256']}`"


def checks_in_words(file: dict[str, Any], task: str, language: str) -> str:
    """What a file of ``model.json`` was compared with, and how close it came."""
    said = [say("export.difference", language, difference=file["difference"], pictures=file["pictures"])]
    if "run_agrees" in file:
        numbers = {"count": file["run_agrees"], "pictures": file["pictures"], "difference": file["run_difference"]}
        said.append(say(f"export.agrees.{task}", language, **numbers))
    return " ".join(said)


def _output(about: dict[str, Any], language: str) -> str:
    words = say(f"card.output.{about['task']}", language)
    listed = "\n".join(f"{place}. {literal(name)}" for place, name in enumerate(about["classes"]))
    return f"{words}\n\n{listed}" if listed else words


def _steps(about: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [
        ("card.step.stored", {}),
        ("card.step.square", {"size": about["image_size"]}),
        ("card.step.scaled", {"mean": about["mean"], "std": about["std"]}),
    ]


def _of_strategies(found: dict[str, Any]) -> dict[str, Any]:
    """The settings of a run's strategies, also those that nobody changed."""
    given = found["strategy_settings"]
    return {
        f"{key}.{item.name}": given.get(key, {}).get(item.name, item.default)
        for key in Combination.parse(found["strategy"]).keys
        if key in STRATEGIES  # a run of another version may have one that is not there any more
        for item in settings_of(STRATEGIES[key].Settings)
    }


def _made(about: dict[str, Any], found: dict[str, Any], language: str) -> list[str]:
    shares = _target_shares(found)
    settings = {**found["settings"], **_of_strategies(found), **({} if shares is None else {"target_shares": str(shares)})}
    return [
        say("card.made.by", language, version=about["tlgui"], run=about["run"], backbone=about["backbone"]),
        "",
        *(line for credit in about["credits"] for line in (literal(credit), "")),
        say(f"card.statistics.{about['statistics']}", language),
        "",
        say(f"card.head.{_sureness(about, found)}", language) if about["classes"] else "",
        "",
        *(f"- `{name}`: {literal(value) if isinstance(value, str) else value}" for name, value in sorted(settings.items())),
    ]


_SURE = {"neighbours": "counts", "votes": "counts", "radial": "margins"}
"""How to read the probabilities of a kind of head."""


def _sureness(about: dict[str, Any], found: dict[str, Any]) -> str:
    """How to read the probabilities of the network: one that learned an average is less sure than others."""
    return "average" if found.get("distilled_from") else _SURE.get(about["head"], "other")
