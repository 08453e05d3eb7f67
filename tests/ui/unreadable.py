"""``python -m tests.ui.unreadable FOLDER``: what a server answers when it may not read a file or a folder of its home.

Prints what is wrong as JSON.

Root may read everything: it needs ``setpriv`` in front, which takes that right away (see ``test_damaged``).
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from starlette.testclient import TestClient

from tests.ui.made import MadeRun, dataset
from tests.ui.test_full_disk import READS
from tlgui.home import Home
from tlgui.runs.store import Run
from tlgui.ui.server import create_app
from tlgui.views.run_logs import RunLogs


def main(folder: Path) -> list[str]:
    home = Home.open(folder / "home")
    ill, well = ((dataset(home, name, each=3), dataset(home, f"{name} target", each=3, sketch=True)) for name in ("ill", "well"))
    runs = [MadeRun(home, *pair).whole() for pair in (ill, well)]
    (runs[0].folder / "exports").mkdir()
    (runs[0].folder / "exports" / "report.html").write_text("<!doctype html>")
    server = create_app(home, work=False)
    client = TestClient(server, base_url="http://localhost:7860", raise_server_exceptions=False)
    of_ill = [runs[0].folder, ill[0].folder]
    places = [each for parent in of_ill for each in (parent, *sorted(parent.iterdir()), *sorted(parent.glob("*/*")))]
    wrong = []
    for place in places:
        mode = place.stat().st_mode
        place.chmod(0)
        try:
            if os.access(place, os.R_OK):
                return [f"{place} can be read: this is still root"]
            server.app.state.logs = RunLogs()
            wrong += [f"{place.relative_to(home.root)}: {each}" for each in asked(client, runs[1], ours=False)]
            wrong += [f"{place.relative_to(home.root)}: {each}" for each in asked(client, runs[0], ours=True)]
        finally:
            place.chmod(mode)
    return wrong


def asked(client: TestClient, run: Run, *, ours: bool) -> list[str]:
    """What is wrong with the answers about a run: of the one whose file may not be read (``ours``) only a fault is."""
    ids = {
        "run": run.id,
        "other": run.id,
        "source": run.spec.source,
        "target": run.spec.target,
        "preset": "0" * 32,
        "job": "0" * 32,
    }
    missing = ("/api/health/", "/api/augmentation/", "/api/presets/", "/api/jobs/", "/api/uploads/", "/api/leaderboard/{board}")
    found = []
    for path, call in READS.items():
        answer = client.get(call.path.format(**ids), **call.more)
        if answer.status_code >= 500 or (not ours and answer.status_code != 200 and not path.startswith(missing)):
            found.append(f"{path} {answer.status_code} {answer.text[:100]}")
    if not ours and run.id not in client.get("/api/runs").text:
        found.append("it is not listed")
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
