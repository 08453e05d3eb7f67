"""What a reader's searches say of the runs on the list of results; each is read once for an answer, and only when something asks."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from tlgui.finding.searches import Search, SearchStore
from tlgui.finding.verdict import Verdict
from tlgui.finding.words import why_uncounted
from tlgui.home import Home
from tlgui.runs.index.listing import FactsOnce
from tlgui.runs.index.rows import Facts
from tlgui.runs.index.standings import Standing
from tlgui.views.label_asked import always_judged
from tlgui.views.run_rows import may_be_later


class SearchesOnce:
    """What the searches of one owner say.

    Parameters
    ----------
    known:
        The facts of the owner's runs.
    """

    def __init__(self, home: Home, owner: str, known: FactsOnce) -> None:
        self._searches, self._owner, self._facts = SearchStore(home), owner, known

    @cached_property
    def verdicts(self) -> list[tuple[Search, Verdict]]:
        """Of each that is over, the newest first."""
        return self._searches.verdicts(self._owner)

    @cached_property
    def always_judged(self) -> list[str]:
        """The runs that given labels judge however many others there are."""
        return always_judged(self.verdicts)

    @cached_property
    def taken(self) -> dict[str, str]:
        """By run the search that says to take its network; of a run that several took, the newest."""
        return {verdict.taken.run: search.id for search, verdict in reversed(self.verdicts) if verdict.leave is None}

    @cached_property
    def unmatched(self) -> set[tuple[str, str | None, str | None]]:
        """The runs, references too, whose networks had no weight since they were trained for the source's mix of classes, by the newest verdict
        that knows them; each with the pair that was searched on: a reference may be one of other pairs with the same pictures too.
        """
        why: dict[tuple[str, str | None, str | None], str] = {}
        for search, verdict in reversed(self.verdicts):
            pair = search.spec.source, search.spec.target
            out = (each for each in verdict.candidates if each.name not in verdict.weights)
            why |= {(each.run, *pair): why_uncounted(each, verdict) for each in out}
            why |= dict.fromkeys(((each.run, *pair) for each in verdict.counted), "")
        return {run for run, reason in why.items() if reason.startswith("unmatched")}

    def later_of(self, known: Facts, standing: Standing | None = None) -> Collection[str]:
        """The runs of later rounds, for the name of this one; searches are only read where it may be one of them.

        A reference that runs of a later round are compared with is of that round, whichever of its runs stands on the board for it.
        """
        if standing is None or standing.kind is None:
            return self._later if may_be_later(known) else ()
        return (known["run"],) if may_be_later(known) and standing.network in self._later_references else ()

    def measured_by_later(self, known: Facts) -> bool:
        """Whether the normalization alone that a run is compared with is of a later round."""
        alone = known["references"].get("normalisation_alone", {}).get("run")
        return may_be_later(known) and alone in self._later_references

    @cached_property
    def _later(self) -> frozenset[str]:
        return self._searches.later(self._owner)

    @cached_property
    def _later_references(self) -> set[str]:
        facts = self._facts.of(self._later).values()
        return {reference["run"] for each in facts for reference in each["references"].values()}
