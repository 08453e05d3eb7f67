"""Whether the target of a board of results has another mix of classes than its source, as far as anybody knows: there scores mislead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from tlgui.analysis.kept import kept_xray
from tlgui.errors import UserError
from tlgui.finding.searches import Search
from tlgui.finding.verdict import Verdict
from tlgui.finding.words import name_of
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.shares import SHARES_FROM
from tlgui.runs.index import RunIndex
from tlgui.runs.index.rows import Facts
from tlgui.runs.store import RunStore
from tlgui.service.advising import told_shift
from tlgui.spec.run_spec import ClassMap
from tlgui.strategies.recommend import SEEMS_UNEVEN, UNEVEN
from tlgui.texts import joined, say

How = Literal["labels", "told", "seems", "may"]

FOUND: dict[str, How] = {
    "differ": "seems",
    "differ_late": "seems",
    "told_labels": "seems",
    "labels_differ": "labels",
    "unclear": "may",
}
"""By the ``why`` of a search's verdict what it says of the mix."""

SETTLED = ("labels_equal", "said_equal")
"""As the ``why`` of a verdict: labels, or the user, said that the mix is the source's."""


class OtherMix(NamedTuple):
    """That the target has, or may have, another mix of classes than the source.

    Attributes
    ----------
    how:
        Known by ``labels``, ``told`` by the user; it ``seems`` so or ``may`` be without either.
    search, verdict:
        The newest search on the pair with a verdict, where that took the mix for another one too.
    """

    how: How
    search: Search | None = None
    verdict: Verdict | None = None

    def words(self, language: str) -> str:
        """What follows for scores, and what the search says instead."""
        told = [say(f"page.results.mix.{self.how}", language), say("page.results.mix.misleads", language)]
        if self.verdict is not None:
            key = "page.results.mix.leave" if self.verdict.leave else "page.results.mix.took"
            told.append(say(key, language, network=name_of(self.verdict.taken, language)))
        return joined(told, language)


def other_mix(
    index: RunIndex,
    owner: str,
    newest: Facts,
    labeling: Labeling | None,
    listed: Iterable[Facts],
    verdicts: Sequence[tuple[Search, Verdict]],
) -> OtherMix | None:
    """Whether the mix of a board's target is another one; ``None`` where nothing says so.

    Parameters
    ----------
    newest, listed:
        The facts of its newest run, and of those that stand first.
    labeling:
        Of its networks; ``None`` without a label.
    verdicts:
        Of all the owner's searches, the newest first.
    """
    source, target = newest["datasets"]["source"], newest["datasets"]["target"]
    if source is None or target is None:
        return None
    class_map = ClassMap.model_validate(newest["class_map"])
    pair = (source, target, class_map)
    same = ((each, verdict) for each, verdict in verdicts if (each.spec.source, each.spec.target, each.spec.class_map) == pair)
    search, verdict = next(same, (None, None))
    given = _by_given_labels(labeling, source)
    if given == "same" or (given != "differ" and verdict is not None and verdict.why in SETTLED):
        return None
    told = _told(index, owner, listed)
    found = "labels" if given == "differ" else "told" if told else FOUND.get(verdict.why) if verdict is not None else None
    found = found or (_by_xray(index, source, target) if class_map == ClassMap() else None)
    if found is None and verdict is None and any(each.get("target_shares_from") == "estimated" for each in listed):
        found = "may"  # a search that has no verdict yet has matched networks to another mix
    if found is None:
        return None
    agrees = verdict is not None and (verdict.why in FOUND or (verdict.why == "told" and told))
    return OtherMix(found, search, verdict) if agrees else OtherMix(found)


def _by_given_labels(labeling: Labeling | None, source: str) -> str | None:
    """What labels that the owner gave say of the mix; ``None`` where they are too few or say it of another source."""
    if labeling is None or labeling.source != source or len(labeling.sample) < SHARES_FROM:
        return None
    shares = labeling.shares()
    return None if shares is None else shares.says


def _told(index: RunIndex, owner: str, listed: Iterable[Facts]) -> bool:
    """Whether the user told the newest of these runs that were told shares another mix than the source's."""
    told = [each for each in listed if each.get("target_shares_from") == "told"]
    if not told:
        return False
    try:
        spec = RunStore(index.home).get(max(told, key=lambda each: each["created"])["run"], owner).spec
        return told_shift(index.home, spec, owner) is not None
    except UserError:  # a dataset or the run was deleted since
        return False


def _by_xray(index: RunIndex, source: str, target: str) -> How | None:
    """What the shift X-ray of the pair says, if it was made: by open labels, else by an estimate."""
    report = kept_xray(index.home, source, target)
    if report is None or report["domain"] is None:
        return None
    if report["label_shift"] is not None:
        return "labels" if report["label_shift"] >= UNEVEN else None
    return "seems" if report["seeming_shift"] is not None and report["seeming_shift"] >= SEEMS_UNEVEN else None
