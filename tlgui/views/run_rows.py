"""A run as a line in the list of results, and everything known about it as rows of words."""

from __future__ import annotations

import os
import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tlgui.finding.words import called
from tlgui.jobs.queue import JobQueue
from tlgui.models import catalogue
from tlgui.runs import results
from tlgui.runs.index.rows import LEARNED, Facts
from tlgui.runs.pick import RANKED
from tlgui.runs.remarks import search_of
from tlgui.runs.run import Run
from tlgui.runs.search import Shown, plain
from tlgui.runs.status import Status
from tlgui.strategies import STRATEGIES, Combination
from tlgui.strategies.combination import strategy_name
from tlgui.tasks import TASKS, TaskKind
from tlgui.texts import CATALOGUE, Text, say
from tlgui.views.file_names import name_of
from tlgui.views.judgement import Judgement, judge
from tlgui.views.rounds import Rounds
from tlgui.views.run_logs import WatchedRun
from tlgui.views.seeds import Seeds
from tlgui.views.settings import described_value, groups
from tlgui.views.words import DEMO_NAMES, dataset_name, word

FILES = {"events.jsonl": "application/x-ndjson", "spec.json": "application/json", "log.txt": "text/plain; charset=utf-8"}
"""The files of a run that can be fetched, always as a download."""

REFERENCE_TEXTS = {"baseline": "page.results.source_only", "normalisation_alone": "page.results.normalisation_alone"}
"""The references shown among the runs, with the key of their name."""

MEASURED_BY = {"over_baseline": "baseline", "over_normalisation": "normalisation_alone"}
"""The columns of what somebody adds to a reference, and which."""

DIFFERENCE = {form: Text(f"{{x:{form}}}", f"{{x:{form}}}") for form in ("points", "change")}

SPREADS = {
    change: Text(f"{{mean:{form}}} ± {{spread:{form}}}", f"{{mean:{form}}} ± {{spread:{form}}}")
    for change, form in (("points", "percent1"), ("change", "value"))
}

FEWEST_WEIGHTED = 10
"""An importance-weighted accuracy rests on at least so many pictures: the effective sample size of its weights."""

NOTE_LENGTH = 160
"""Number of characters of the notes' first line shown in a list."""


def about(run: Run, language: str, rounds: Rounds) -> dict[str, Any]:
    """What a run is, for its title: data, strategy, backbone, what it was told of its target (``knows``), and what is compared."""
    return {
        **{role: dataset_name(run.names[role], language) if role in run.names else None for role in ("source", "target")},
        "task": run.spec.task,
        "chart": TASKS[run.spec.task].chart,
        "views": TASKS[run.spec.task].views,
        "strategy": called(run.spec.strategy, rounds.own, language),
        "knows": knows(_told(run), language),
        "watch": [
            STRATEGIES[key].texts.words(language).watch for key in Combination.parse(run.spec.strategy).keys if key in STRATEGIES
        ],
        "backbone": catalogue.name_of(run.spec.backbone),
        "created": run.created,
        "name": run.remarks.name,
        "file_name": name_of(run, language),
    }


def _told(run: Run) -> dict[str, Any]:
    """What :func:`knows` asks of a run."""
    shares = run.spec.target_shares
    return {
        "given_labels_used": results.given_labels_used(run),
        "target_shares_from": shares.known_from,
        "target_shares_labels": shares.labels,
    }


def details(log: WatchedRun, queue: JobQueue, language: str, rounds: Rounds) -> dict[str, Any]:
    """Everything else that is known of a run, as rows of words: settings, scores, times."""
    asked, run = time.monotonic(), log.run
    with log.lock:
        facts = log.facts(log.look(queue, asked))
    return {
        **about(run, language, rounds),
        "run": run.id,
        "folder": str(run.folder),
        "files": [name for name in FILES if os.path.isfile(run.folder / name)],
        "scores_of": scores_of(facts, language),
        "scores": [
            {
                "name": word(f"score.{name}", language),
                "about": say(f"score_about.{name}", language) if f"score_about.{name}" in CATALOGUE else "",
                "run": told_score(name, facts["scores"]),
                "baseline": told_score(name, facts["baseline_scores"]),
            }
            for name in facts["scores"]
        ],
        "seconds": [
            {"name": word(f"stage.{name}", language), "words": say("page.seconds", language, seconds=value)}
            for name, value in facts["seconds"].items()
            if value is not None
        ],
        "settings": _setting_rows(facts, language),
    }


def scores_of(facts: Facts, language: str) -> str:
    """Of how many target pictures the scores are; empty where they are of all."""
    others = facts.get("target_not_learned")
    return "" if others is None or not facts["scores"] else say("page.details.scores.of", language, pictures=others)


def told_score(name: str, scores: Mapping[str, float | None]) -> float | None:
    """A score; ``None`` for a weighted accuracy that rests on so few pictures that it says nothing."""
    pictures = scores.get("importance_weighted_pictures")
    few = name == "importance_weighted_accuracy" and pictures is not None and pictures < FEWEST_WEIGHTED
    return None if few else scores.get(name)


def _setting_rows(facts: dict[str, Any], language: str) -> list[dict[str, str]]:
    values = {"": facts["settings"], **facts["strategy_settings"]}
    rows = []
    for key, declared in groups(facts["strategy"]).items():
        for item in declared:
            value = values.get(key, {}).get(item.name, item.default)
            rows.append({"name": item.label.say(language), "value": described_value(item, value, language)})
    return rows


def network_name(
    facts: Facts, language: str, kind: str | None = None, later: Collection[str] = (), *, short: bool = False
) -> str:
    """What lists call the network of a run, or its reference ``kind``: its strategy, and whether it was matched to the target's classes; among
    the runs of a ``later`` round of a search, that too. ``short`` where there is little room.
    """
    name = strategy_name(facts["strategy"], language) if kind is None else say(REFERENCE_TEXTS[kind], language)
    matched = facts.get("target_shares") is not None and kind != "baseline"  # source-only is trained for the source alone
    if not matched:
        return name
    once, again = ("wall.matched", "wall.matched_again") if short else ("best.matched", "best.matched_again")
    return say(again if facts["run"] in later else once, language, name=name)


def may_be_later(facts: Facts) -> bool:
    """Whether the run may be of a later round of a search: only then is it worth reading searches."""
    return facts.get("target_shares") is not None and bool(search_of(facts["tags"]))


def knows(facts: Mapping[str, Any], language: str, kind: str | None = None) -> list[str]:
    """What people told the network of a run, or its reference ``kind``, of the target: labels, class shares. Estimated shares nobody told."""
    return [] if kind == "baseline" else [*([] if kind else _labels_learned(facts, language)), *_shares_told(facts, language)]


def _labels_learned(facts: Mapping[str, Any], language: str) -> list[str]:
    given = facts.get("given_labels_used")
    if not given or given["by"] == "shares":
        return []
    if given["labels"] is None:
        return [say("page.results.labels.some", language)]
    return [say(f"page.results.labels.{given['by']}", language, labels=given["labels"])]


def _shares_told(facts: Mapping[str, Any], language: str) -> list[str]:
    source = facts.get("target_shares_from")
    if source not in ("told", "labels"):
        return []
    return [say(f"page.results.shares.{source}", language, labels=facts.get("target_shares_labels"))]


def row(facts: Facts, language: str, later: Collection[str] = (), *, alone_later: bool = False) -> dict[str, Any]:
    """A run as a line of a list, from what the index knows of it. ``later``: as of :func:`network_name`. ``alone_later``: whether the
    normalization alone that it is compared with is of a later round.
    """
    task = TASKS[facts["task"]]
    metric = facts["metrics"][task.metric]
    target, baseline, alone = metric["target"], metric["baseline"], metric["normalisation_alone"]
    names = {role: dataset_name(facts[role], language) if facts[role] is not None else None for role in ("source", "target")}
    told = _differences(
        task,
        target,
        {"over_baseline": baseline, "over_normalisation": alone},
        {name: _sure([judge(facts, reference=reference)]) for name, reference in MEASURED_BY.items()},
        facts["seems_better_than_baseline"],
        language,
    )
    if alone_later and "over_normalisation" in told["told"]:
        told["told"]["over_normalisation"]["against"] = say("page.results.against_again", language)
    return {
        "run": facts["run"],
        "name": facts["name"],
        "note": facts["notes"].partition("\n")[0][:NOTE_LENGTH],
        "tags": facts["tags"],
        **names,
        "task": facts["task"],
        "form": task.form,
        "strategy": network_name(facts, language, later=later),
        "knows": knows(facts, language),
        "backbone": catalogue.name_of(facts["backbone"]),
        "created": facts["created"],
        "epochs": facts["settings"].get("epochs"),
        "seed": facts["settings"].get("seed"),
        "state": facts["status"],
        "words": shown_status(facts["status"], language),
        "source_metric": metric["source"],
        "target_metric": target,
        "sealed": facts["possible"],
        "scored_on": facts["target_scored_on"],
        "learned_from_target": facts["target_labels_used_for"] == LEARNED,
        "scores": _ranked(facts["scores"]),
        "reference_scores": {kind: _ranked(each["scores"]) for kind, each in facts["references"].items()},
        **told,
    }


def reference_row(facts: Facts, kind: str, trained: Facts | None, language: str, later: Collection[str] = ()) -> dict[str, Any]:
    """A reference of a run as a line of its own; it is itself measured by the other one, source-only by none that was matched to the target's
    classes. ``trained``: the facts of its own run, if that is there; its epochs are other ones where a strategy has its own default.
    """
    own = facts["references"][kind]
    others: dict[str, float | None] = dict.fromkeys(MEASURED_BY)
    if kind == "normalisation_alone":
        others["over_baseline"] = facts["references"].get("baseline", {}).get("target_metric")
    elif facts.get("target_shares") is None:
        others["over_normalisation"] = facts["references"].get("normalisation_alone", {}).get("target_metric")
    return {
        **row(facts, language),
        **dict.fromkeys(("run", "name", "created")),
        "note": "",
        "tags": [],
        "strategy": network_name(facts, language, kind, later),
        "knows": knows(facts, language, kind),
        "epochs": trained and trained["settings"].get("epochs"),
        "state": "finished",
        "words": "",
        "source_metric": own["source_metric"],
        "target_metric": own["target_metric"],
        "scores": _ranked(own["scores"]),
        **_differences(
            TASKS[facts["task"]],
            own["target_metric"],
            others,
            dict.fromkeys(MEASURED_BY, _sure([judge(facts, "normalisation_alone")])),  # of both, each against the other
            None,
            language,
        ),
    }


def seeds_row(runs: Sequence[Facts], language: str, later: Collection[str] = ()) -> dict[str, Any]:
    """Several seeds of one setting (:mod:`tlgui.views.seeds`) as one line of a list.

    Returns
    -------
    ``strategy``, ``backbone``, ``epochs`` and ``sealed`` as in :func:`row`; ``knows``: what each of them does; ``seeds``: which; ``target``:
    the mean over them and their standard deviation in words, ``None`` while labels are sealed; ``told`` and ``warning``: of the mean, as in
    :func:`row`.
    """
    seeds, known = Seeds(tuple(runs)), row(runs[0], language, later)
    task = TASKS[known["task"]]
    spreads = seeds.spreads()
    means = {who: None if each is None else each.mean for who, each in spreads.items()}
    others = {"over_baseline": means["baseline"], "over_normalisation": means["normalisation_alone"]}
    of_target = spreads["target"]
    sure = {name: _sure([judge(each, reference=reference) for each in runs]) for name, reference in MEASURED_BY.items()}
    worse = all(each["seems_better_than_baseline"] is False for each in runs)
    return {
        **{name: known[name] for name in ("strategy", "backbone", "epochs", "sealed")},
        "knows": [words for words in known["knows"] if all(words in knows(each, language) for each in runs)],
        "seeds": sorted(each["settings"]["seed"] for each in runs),
        "target": of_target and SPREADS[task.change].say(language, mean=of_target.mean, spread=of_target.deviation or 0.0),
        **_differences(task, means["target"], others, sure, False if worse else None, language),
    }


def _ranked(scores: dict[str, float | None]) -> dict[str, float | None]:
    return {name: scores[name] for name in RANKED if name in scores}


def _sure(judgements: Sequence[Judgement | None]) -> bool | None:
    """Whether the differences of most networks are more than chance gives; ``None`` where that is not known of each."""
    known = [each for each in judgements if each is not None and (each.kind == "same" or each.sure is not None)]
    return 2 * sum(each.sure is True for each in known) > len(known) if len(known) == len(judgements) else None


def _differences(
    task: TaskKind,
    target: float | None,
    others: dict[str, float | None],
    sure: Mapping[str, bool | None],
    better: bool | None,
    language: str,
) -> dict[str, Any]:
    """How much better than each of the ``others`` a target metric is (``None``: not known); ``told``: the same in words, each with a tone,
    ``even`` where chance alone could give it (``sure`` is False).

    ``warning``: ``negative`` if it is worse than source-only by labels, ``perhaps`` if that may be chance; ``doubted`` if without them scores
    choose source-only over it, so that it is not ``better``, which is not known to be worse; else empty.
    """
    known = {name: (target, each) for name, each in others.items() if target is not None and each is not None}
    gains = {name: task.gain(*pair) for name, pair in known.items()}
    tones = {name: task.tone(*pair) for name, pair in known.items()}
    unsure = {name for name in known if tones[name] != "even" and sure[name] is False}
    worse = "" if tones.get("over_baseline") != "bad" else "perhaps" if "over_baseline" in unsure else "negative"
    doubted = "over_baseline" not in known and better is False
    words = {name: DIFFERENCE[task.change].say(language, x=task.changed(gain)) for name, gain in gains.items()}
    return {
        **{name: gains.get(name) for name in others},
        "told": {
            name: {"words": words[name], "tone": "even", "title": say("page.results.by_chance", language)}
            if name in unsure
            else {"words": words[name], "tone": tones[name]}
            for name in known
        },
        "warning": worse or ("doubted" if doubted else ""),
    }


def shown(language: str) -> Shown:
    """How a list says what can be searched for."""
    demo = {plain(name): say(key, language) for name, key in DEMO_NAMES.items()}
    return {
        "strategy": lambda key: strategy_name(key, language),
        "backbone": catalogue.name_of,
        "data": lambda name: demo.get(name, name),
        "status": lambda state: shown_status(state, language),
    }


def shown_status(state: str, language: str) -> str:
    """A state in words. The position of a waiting run is shown by the queue, since it changes with every other run."""
    return say("status.waiting", language) if state == "queued" else results.status_words(Status(state), language)
