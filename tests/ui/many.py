"""Thousands of runs in a moment: copies of a few, their files links to the same ones."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Sequence
from pathlib import Path

from tests.ui.made import MadeRun, dataset
from tlgui import durable
from tlgui.home import Home, new_id
from tlgui.runs.remarks import Remarks
from tlgui.runs.run import Run

STRATEGIES = ("dann", "cdan", "mcc", "mmd", "coral", "shot", "pseudo-label", "jan")
OWN = ("spec.json", "meta/remarks.json")
"""Files of which each run has one of its own."""


def patterns(home: Home, count: int = 16) -> list[Run]:
    """Runs that differ in how they ended and in their numbers."""
    source, target = dataset(home, "photos", each=30), dataset(home, "sketches", each=30, sketch=True)
    made = []
    for number in range(count):
        pattern = MadeRun(home, source, target, strategy=STRATEGIES[number % len(STRATEGIES)], sealed=number % 5 == 4)
        pattern.begin()
        pattern.reference()
        pattern.train(final=0.6 + number / 50)
        if number % 8 == 6:
            pattern.log.write("stopped", time=time.time(), step=pattern.STEPS)
        elif number % 8 == 7:
            pattern.fail("loss_not_finite", step=7, good=6, rate=0.5)
        else:
            pattern.maps("before", "after")
            pattern.finish(0.6 + number / 50)
        made.append(pattern.run)
    return made


def copies(home: Home, of: Sequence[Run], count: int, groups: int) -> list[str]:
    """Make ``count`` runs of ``groups`` pairs of pictures, of which the first has the most runs. Their ids, the oldest first."""
    chance = random.Random(0)
    pairs = [(new_id(), new_id()) for _ in range(groups)]
    shares = [1 / (1 + place) for place in range(groups)]
    began = time.time() - 60 * count
    made = []
    for number in range(count):
        pattern = chance.choice(of)
        folder = home.runs / new_id()
        for place, _, names in os.walk(pattern.folder):
            here = folder / Path(place).relative_to(pattern.folder)
            here.mkdir()
            for name in names:
                if str((here / name).relative_to(folder)) not in OWN:
                    os.link(Path(place, name), here / name)
        envelope = durable.read_json(pattern.folder / "spec.json")
        source, target = chance.choices(pairs, shares)[0]
        envelope["spec"] |= {"source": source, "target": target}
        names = {"source": f"photos {source[:4]}", "target": "sketches"}
        envelope |= {"id": folder.name, "created": began + 60 * number, "names": names}
        (folder / "spec.json").write_text(json.dumps(envelope))
        if number % 3 == 0:
            said = Remarks(f"try {number}", "seen with giraffes" if number % 300 == 0 else "", ("paper",))
            (folder / "meta" / "remarks.json").write_text(json.dumps(said.as_json()))
        made.append(folder.name)
    return made
