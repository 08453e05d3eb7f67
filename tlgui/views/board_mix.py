"""Whether the target of a board of results has another mix of classes than its source, as far as anybody knows: there scores mislead.

What knows more comes first: open labels, labels that the owner gave, what the user told, the newest search, the shift X-ray, and last what runs
themselves suspect (``health.class_shares``), which is often false.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tlgui.analysis.kept import kept_xray
from tlgui.errors import UserError
from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.verdict import Verdict
from tlgui.finding.words import name_of
from tlgui.labeling.counted_mix import CountedMix, counted_mix
from tlgui.labeling.labeling import Labeling, labeling_of
from tlgui.labeling.shares import SHARES_FROM
from tlgui.planning.recommend import SEEMS_UNEVEN, UNEVEN
from tlgui.runs.index import RunIndex
from tlgui.runs.index.rows import Facts
from tlgui.runs.run import Run
from tlgui.runs.store import RunStore
from tlgui.service.advising import told_shift
from tlgui.specification.run_spec import ClassMap
from tlgui.texts import joined, say

How = Literal["counted_same", "counted_differs", "labels", "told", "seems", "may"]

FOUND: dict[str, How | None] = {
    "differ": "seems",
    "differ_late": "seems",
    "told_labels": "seems",
    "labels_differ": "labels",
    "unclear": "may",
    "equal": None,
    "alike_equal": None,
    "labels_equal": None,
    "said_equal": None,
}
"""By the ``why`` of a search's verdict what it says of the mix; ``None``: that it is the source's."""

SETTLED = ("labels_equal", "said_equal")
"""As the ``why`` of a verdict: labels, or the user, said that the mix is the source's."""

SAW_NONE = ("equal", "alike_equal")
"""As the ``why`` of a verdict: the search itself took the mix for the source's."""

Against = Literal["given", "search", "xray"]
"""What speaks against a run's suspicion: labels that the owner gave, the newest search, the shift X-ray."""

SUSPICION = "class_shares"
"""The code of what a run logs where it suspects another mix."""


class OtherMix(NamedTuple):
    """What is known of the target's mix of classes.

    Attributes
    ----------
    how:
        Counted by open labels it is much the same or differs; else that it is another one is known by ``labels``, ``told`` by the user, or it
        ``seems`` so or ``may`` be without either.
    counted:
        What open labels say.
    search, verdict:
        The newest search on the pair with a verdict, where that took the mix for another one too.
    """

    how: How
    search: Search | None = None
    verdict: Verdict | None = None
    counted: CountedMix | None = None

    def words(self, language: str) -> str:
        """What follows for scores, and what the search says instead."""
        told = [say(f"page.results.mix.{self.how}", language, shift=self.counted and self.counted.shift)]
        if self.counted is None or self.counted.matters:
            told.append(say("page.results.mix.misleads", language))
        if self.verdict is not None:
            key = "page.results.mix.leave" if self.verdict.leave else "page.results.mix.took"
            told.append(say(key, language, network=name_of(self.verdict.taken, language)))
        return joined(told, language)


class KnownMix(NamedTuple):
    """What is known of the mix beside a run: what open labels say, else what speaks ``against`` its suspicion of another one."""

    counted: CountedMix | None = None
    against: Against | None = None


NOTHING_KNOWN = KnownMix()


def other_mix(
    index: RunIndex,
    owner: str,
    newest: Facts,
    labeling: Labeling | None,
    listed: Iterable[Facts],
    verdicts: Sequence[tuple[Search, Verdict]],
) -> OtherMix | None:
    """Whether the mix of a board's target is another one, or by open labels much the same; ``None`` where nothing says so.

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
    pair = (source, target, ClassMap.model_validate(newest["class_map"]))
    same = ((each, verdict) for each, verdict in verdicts if (each.spec.source, each.spec.target, each.spec.class_map) == pair)
    search, verdict = next(same, (None, None))
    listed = list(listed)
    counted = counted_mix(index.home, owner, *pair, newest["task"])
    if counted is not None and counted.same:
        return OtherMix("counted_same", counted=counted)
    told = _told(index, owner, listed)
    found = (
        "counted_differs" if counted is not None else _without_open_labels(index, newest, labeling, listed, verdict, told=told)
    )
    if found is None:
        return None
    agrees = verdict is not None and (FOUND.get(verdict.why) is not None or (verdict.why == "told" and told))
    return OtherMix(found, search, verdict, counted) if agrees else OtherMix(found, counted=counted)


def _without_open_labels(
    index: RunIndex, newest: Facts, labeling: Labeling | None, listed: Sequence[Facts], verdict: Verdict | None, *, told: bool
) -> How | None:
    """How far it is known that the mix is another one; ``None`` where nothing says so, or something that knows more says that it is not."""
    source, target = newest["datasets"]["source"], newest["datasets"]["target"]
    given = _by_given_labels(labeling, source)
    if given == "differ":
        return "labels"
    if given == "same" or (verdict is not None and verdict.why in SETTLED):
        return None
    if told:
        return "told"
    if verdict is not None and verdict.why in FOUND:
        return FOUND[verdict.why]
    if verdict is None and any(each.get("target_shares_from") == "estimated" for each in listed):
        return "may"  # a search that has no verdict yet has matched networks to another mix
    if ClassMap.model_validate(newest["class_map"]) == ClassMap() and (report := _xray(index, source, target)) is not None:
        return _by_xray(report)
    return "may" if any(suspects_another_mix(each) for each in listed) else None


def known_of_run(index: RunIndex, run: Run, *, suspects: bool) -> KnownMix:
    """What else is known of the pair that a run compares. The index looks into logs: not while one is held.

    ``suspects``: whether the run suspects another mix; of any other nobody asks what speaks against that.
    """
    spec = run.spec
    counted = counted_mix(index.home, run.owner, spec.source, spec.target, spec.class_map, spec.task)
    return KnownMix(counted, _against_suspicion(index, run) if suspects and counted is None else None)


def _against_suspicion(index: RunIndex, run: Run) -> Against | None:
    spec, owner = run.spec, run.owner
    if spec.source is None or spec.target is None:
        return None
    if _by_given_labels(labeling_of(index.home, index, spec.target, owner, look=True), spec.source) == "same":
        return "given"
    pair = (spec.source, spec.target, spec.class_map)
    verdicts = SearchStore(index.home).verdicts(owner)  # the newest first
    whys = [verdict.why for each, verdict in verdicts if (each.spec.source, each.spec.target, each.spec.class_map) == pair]
    if whys and whys[0] in FOUND:
        return "search" if whys[0] in SAW_NONE else None
    report = _xray(index, spec.source, spec.target) if spec.class_map == ClassMap() else None
    return "xray" if report is not None and _by_xray(report) is None else None


def suspects_another_mix(facts: Mapping[str, Any]) -> bool:
    """Whether a run suspects, without any label, that its target has another mix of classes; by its facts, no log is read."""
    return any(each["code"] == SUSPICION for each in facts.get("findings", ()))


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


def _xray(index: RunIndex, source: str, target: str) -> dict[str, Any] | None:
    """The shift X-ray of the pair; ``None`` where none was made that says something of the mix."""
    report = kept_xray(index.home, source, target)
    if report is None or report["domain"] is None or (report["label_shift"] is None and report["seeming_shift"] is None):
        return None
    return report


def _by_xray(report: Mapping[str, Any]) -> How | None:
    """What a shift X-ray says: by open labels, else by an estimate."""
    if report["label_shift"] is not None:
        return "labels" if report["label_shift"] >= UNEVEN else None
    return "seems" if report["seeming_shift"] >= SEEMS_UNEVEN else None
