"""What everybody in the class was answered: how long it took, what went wrong, and whose marks were in it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

import numpy as np

from tests.rooms.classroom.canaries import Marks

PAGE, POLL = "page", "poll"
_IDS = re.compile(r"[0-9a-f]{16,}(-[0-9a-f]{32})?")
_NUMBERS = re.compile(r"/\d+")

POLLS = (
    *("GET /api/room/me", "GET /api/queue", "GET /api/runs/ID/live", "GET /api/leaderboard", "GET /api/leaderboard/changes"),
    *("GET /api/wall", "GET /api/room/host", "GET /api/jobs/ID", "GET /api/lesson"),
)
"""What an open page asks for again and again."""


def kind_of(method: str, path: str) -> str:
    """Requests that are alike have one name: ``page``, or the route without its ids."""
    bare = path.partition("?")[0]
    if (
        method == "GET"
        and not bare.startswith(("/api/", "/gradio_api/", "/tlgui/", "/assets/", "/static/", "/host/"))
        and "." not in bare
    ):
        return PAGE
    if bare.startswith(("/tlgui/", "/assets/", "/static/", "/svelte/", "/theme")) or not bare.startswith(
        ("/api/", "/gradio_api/")
    ):
        return "scripts and styles"
    return f"{method} {_NUMBERS.sub('/N', _IDS.sub('ID', bare))}"


@dataclass
class Heard:
    """See the module.

    Attributes
    ----------
    took:
        Seconds of each request, by its kind; those of browsers as the browsers measured them.
    own:
        How often people found their own marks, in text and in pictures: a mark that nobody ever finds would prove nothing.
    """

    marks: Marks
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    in_browsers: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    own: Counter[str] = field(default_factory=Counter)
    read: int = 0

    def answer(self, who: int, method: str, path: str, status: int, body: bytes, kind: str, seconds: float | None) -> None:
        """An answer to the person of this number, -1 for the host, who may see all."""
        if seconds is not None:
            self.took[kind_of(method, path)].append(seconds)
        self.statuses[status] += 1
        if status >= 500:
            self.wrong.append(f"{status} for {method} {path}: {body[:300]!r}")
        if who < 0:
            return
        self.read += len(body)
        for what, found in zip(("text", "pictures"), self.marks.in_answer(body, kind), strict=True):
            self.own[what] += who in found
            self.wrong += [f"{method} {path} told person {who} of person {other} ({what})" for other in found - {who}]

    def table(self) -> str:
        """Milliseconds of each kind of request, as a table in Markdown."""
        rows = ["| request | how many | median | 95 in 100 | 99 in 100 | longest |", "|---|---|---|---|---|---|"]
        for name, kinds in (("over HTTP", self.took), ("in browsers", self.in_browsers)):
            for kind, took in sorted(kinds.items(), key=lambda each: (each[0] != PAGE, each[0])):
                numbers = [1000 * float(np.percentile(took, share)) for share in (50, 95, 99, 100)]
                rows.append(f"| {kind}, {name} | {len(took)} | " + " | ".join(f"{number:.0f} ms" for number in numbers) + " |")
        return "\n".join(rows)

    def slowest(self) -> dict[str, float]:
        """For pages, and for each kind of poll, within which milliseconds 95 of 100 were answered over HTTP.

        What browsers measured is no promise of the server's: they all compute on its processors here, which in a class they do not.
        """
        return {kind: 1000 * float(np.percentile(took, 95)) for kind, took in self.took.items() if kind == PAGE or kind in POLLS}
