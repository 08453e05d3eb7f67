"""What labels say of the mix of classes that a search took for the target's: the target's own where they are open, and those that its owner
gave.
"""

from __future__ import annotations

from urllib.parse import urlencode

import numpy as np

from tlgui.data.class_names import alike, as_option
from tlgui.finding.results import Results
from tlgui.finding.searches import Member, Search
from tlgui.finding.stages import Ground
from tlgui.finding.verdict import Verdict
from tlgui.finding.words import counted, mistold, written_differently
from tlgui.home import Home
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.shares import LabeledShares
from tlgui.specification.target_shares import written
from tlgui.texts import joined, say
from tlgui.views.label_shares import with_others

WITHOUT_LABELS = ("equal", "unclear", "differ", "differ_late", "alike_equal", "said_equal")
"""As the ``why`` of a verdict: nobody had counted the target's classes."""

TOLD_BY_LABELS = "told_labels"


def mix_counted(
    home: Home, search: Search, member: Member, verdict: Verdict, language: str, *, terminal: bool
) -> tuple[str, str]:
    """What open labels say of the mix of classes, in words; and as an address that fills Adapt's form with it, where the search went by
    another one.
    """
    results = Results(home, search, [member])
    ground = results.ground()
    if verdict.why not in WITHOUT_LABELS:
        return (mistold(ground, search.plan.told.shares, language) if verdict.why == "told" else ""), ""
    others = results.other_classes()
    if same := alike(ground.classes, others):
        typed = say("cli.best.rename", language, example=as_option(same)) if terminal else ""
        return joined([written_differently(ground, others, same, language), typed], language), ""
    another, words = counted(ground, others, language)
    as_taken = not another and verdict.shares is None
    if as_taken or not words:
        return words, ""
    all_known = len(ground.rows) + sum(others.values()) == len(results.pictures())
    pair = {"search": search.id, "source": search.spec.source or "", "target": search.spec.target or ""}
    address = f"./?{urlencode({**pair, 'shares': _counted_shares(ground, all_known=all_known)})}"
    return joined([words, say("cli.best.say_so" if terminal else "page.search.say_so", language)], language), address


def _counted_shares(ground: Ground, *, all_known: bool) -> str:
    """What open labels count, as :func:`~tlgui.specification.target_shares.read_shares` reads it. Unless they are of all pictures they do not
    say that a class is absent.
    """
    counts = np.bincount(ground.labels, minlength=len(ground.classes))
    shares = {name: round(float(count / counts.sum()), 4) for name, count in zip(ground.classes, counts, strict=True) if count}
    return written(shares) if all_known else f"{len(ground.rows)} labels: {written(shares)}"


def shares_given(search: Search, labeling: Labeling, verdict: Verdict) -> LabeledShares | None:
    """What labels that the owner gave say of the mix; nothing where Label twenty compares them with another source."""
    here = (*WITHOUT_LABELS, TOLD_BY_LABELS)
    return labeling.shares() if verdict.why in here and labeling.source == search.spec.source else None


def mix_given(search: Search, labeling: Labeling, verdict: Verdict, language: str) -> str:
    """What labels that the owner gave say of the mix, in words; empty where they say nothing of it."""
    shares = shares_given(search, labeling, verdict)
    if shares is None:
        return ""
    if verdict.why == TOLD_BY_LABELS:
        return with_others("", shares, language)
    return with_others(
        say(f"page.search.mix_given.{_beside_assumed(verdict, shares)}", language, labels=shares.given), shares, language
    )


def _beside_assumed(verdict: Verdict, shares: LabeledShares) -> str:
    """What labels say of the mix beside what the search went by, as the end of its text's key."""
    assumed = {"differ": "differ", "differ_late": "differ", "equal": "same", "said_equal": "same"}
    return "agree" if assumed.get(verdict.why) == shares.says else shares.says
