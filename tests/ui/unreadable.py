"""``python -m tests.ui.unreadable FOLDER``: what a server answers when it may not read a file or a folder of its home.

Prints what is wrong as JSON.

Root may read everything: it needs ``setpriv`` in front, which takes that right away (see ``test_damaged``).
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

from starlette.testclient import TestClient

from tests.ui.every_route import NOWHERE, READS, known_of
from tests.ui.made import MadeRun, dataset
from tlgui.home import Home
from tlgui.runs.run import Run
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
    places = {
        re.sub(r"\d{6}", "#", str(each)): each  # of files that differ by their step alone, the last
        for parent in of_ill
        for each in (parent, *sorted(parent.iterdir()), *sorted(parent.glob("*/*")))
    }
    wrong = []
    for place in places.values():
        mode = place.stat().st_mode
        place.chmod(0)
        try:
            if os.access(place, os.R_OK):
                return [f"{place} can be read: this is still root"]
            server.app.state.logs = RunLogs()
            found = asked(client, runs[0], runs[1], whole_folder=place in of_ill)
            wrong += [f"{place.relative_to(home.root)}: {each}" for each in found]
        finally:
            place.chmod(mode)
    return wrong


def asked(client: TestClient, ill: Run, well: Run, *, whole_folder: bool) -> list[str]:
    """What is wrong with the answers: of the run whose file may not be read only a fault is.

    Where a single file may not be read, the other run is asked for in the lists alone, which read both.
    """
    found = []
    for path, call in READS.items():
        answer = client.get(call.path.format(**known_of(ill)), **call.more)
        if answer.status_code >= 500:
            found.append(f"{path} {answer.status_code} {answer.text[:100]}")
    nobody = NOWHERE | {"/api/presets/{preset_id}", "/api/jobs/{job_id}", "/api/searches/{search_id}/live"}
    for path in READS.keys() - nobody:
        if whole_folder or "{" not in path:
            answer = client.get(READS[path].path.format(**known_of(well)), **READS[path].more)
            if answer.status_code != 200:
                found.append(f"{path} of the other run {answer.status_code} {answer.text[:100]}")
    if well.id not in client.get("/api/runs").text:
        found.append("the other run is not listed")
    return found


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
