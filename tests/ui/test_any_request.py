"""No request whatever makes the server fail: hundreds of odd ones for every run of the tests, tens of thousands with ``make soak``."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.ui.asking import Asked, ask, requests, wrong_with
from tests.ui.made import MadeRun, dataset
from tlgui.errors import UserError
from tlgui.home import LOCAL_OWNER, Home
from tlgui.jobs.queue import JobQueue
from tlgui.runs.presets import PresetStore, preset_of
from tlgui.ui.guard import SAFE
from tlgui.ui.uploads import UploadStore

EXAMPLES = 300
FULL = 20_000


@pytest.fixture(scope="module")
def known(client: TestClient, home: Home, app, made_run: MadeRun) -> dict[str, list[str]]:
    """What parameters may hold that leads somewhere."""
    run, target = made_run.run, made_run.run.spec.target
    queued = MadeRun(home, dataset(home, "a", each=4), dataset(home, "b", each=4)).run
    preset = PresetStore(home).save(preset_of(run.spec, "as before"), LOCAL_OWNER)
    uploads = [app.app.state.uploads.begin(LOCAL_OWNER, "x", kind, None, 10, 1).id for kind in ("folder", "zip")]
    jobs = [JobQueue(home).submit("demo", {}, owner=LOCAL_OWNER).id]
    return {
        "run_id": [run.id, queued.id],
        "other_id": [run.id, queued.id],
        "dataset_id": [run.spec.source or "", target or ""],
        "source": [run.spec.source or ""],
        "target": [target or ""],
        "dataset": [target or ""],
        "upload_id": uploads,
        "job_id": jobs,
        "preset_id": [preset.id],
        "key": ["mcc", "dann"],
        "role": ["source", "target"],
        "what": ["model", "predictions", "report", "run"],
        "name": ["events.jsonl", "run.py", "run.ipynb", "style.css"],
        "number": ["0", "3"],
        "picture": ["0", "3"],
        "offset": ["0", "10"],
        "holds": ["values", "labels"],
        "generation": ["1"],
    }


@pytest.fixture(scope="module")
def good(client: TestClient, made_run: MadeRun) -> dict[str, list[Any]]:
    """Bodies that would be taken."""
    config = client.get("/config").json()
    values = {each["id"]: each["props"].get("value") for each in config["components"]}
    calls = [
        {"fn_index": each["id"], "data": [values[one] for one in each["inputs"]], "session_hash": "tab"}
        for each in config["dependencies"]
        if each["backend_fn"]
    ]
    spec = made_run.run.spec.model_dump(mode="json")
    return {"/api/runs": [{"spec": spec, "once": "0123456789"}], "/gradio_api/run/predict": calls}


def mend(client: TestClient, app, known: dict[str, list[str]]) -> None:
    """Put back what a request has taken away, so that the next ones still lead somewhere."""
    for run in known["run_id"]:
        client.post(f"/api/bin/{run}/restore")
    store: UploadStore = app.app.state.uploads
    for place, kind in enumerate(("folder", "zip")):
        upload = known["upload_id"][place]
        try:
            over = store.get(upload, LOCAL_OWNER).over
        except UserError:
            over = "gone"
        if over:
            known["upload_id"][place] = store.begin(LOCAL_OWNER, "x", kind, None, 10, 1).id


def look(
    client: TestClient, app, home: Home, known: dict[str, list[str]], good: dict[str, list[Any]], examples: int, first: int
) -> Counter[int]:
    """Ask and look at each answer; how often each status came."""
    counts: Counter[int] = Counter()

    @seed(first)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def one(data: st.DataObject) -> None:
        asked = data.draw(requests(known, good))
        answered = ask(client, app, asked)
        counts[answered.status] += 1
        if asked.method not in SAFE:
            mend(client, app, known)
        assert (wrong := wrong_with(asked, answered, str(home.root))) == "", f"{wrong}: {asked} {answered.body[:500]!r}"

    one()
    return counts


@pytest.mark.slow
def test_X11_no_odd_request_makes_the_server_fail(
    client: TestClient, app, home: Home, known: dict[str, list[str]], good: dict[str, list[Any]]
) -> None:
    counts = look(client, app, home, known, good, EXAMPLES, 11)
    assert {200, 400, 404} <= set(counts)  # it went in at many doors, and was let through at some


@pytest.mark.soak
def test_X11_no_odd_request_makes_the_server_fail_at_full_count(
    client: TestClient, app, home: Home, known: dict[str, list[str]], good: dict[str, list[Any]]
) -> None:
    counts = look(client, app, home, known, good, FULL, 12)
    print(f"\n{counts.total():,} requests, {dict(sorted(counts.items()))}, none failed")


@pytest.mark.parametrize("query", ["page=x", "page=%C3%A9&run=x", "p%61ge=x", "deep_link=abc", "page=x&page=results"])
def test_X11_what_gradio_makes_of_a_query_is_kept_from_it(client: TestClient, query: str) -> None:
    assert client.get(f"/?{query}").status_code == 200


# -- those that were found ---------------------------------------------------------------------------------------------------

PAGE = ((b"host", b"localhost:7860"), (b"origin", b"http://localhost:7860"))


@pytest.mark.parametrize(
    "asked",
    [
        Asked("POST", "/api/demo", headers=((b"host", b"localhost"), (b"origin", b"http://["))),
        Asked("GET", "/api/runs/RUN/live", b"offset=99999999999999999999", PAGE),
        Asked("GET", "/api/runs/RUN/events", b"offset=99999999999999999999", PAGE),
        Asked("GET", "/api/datasets/SET/thumb/99999999999999999999", headers=PAGE),
        Asked("GET", "/assets/" + "a" * 5000, headers=PAGE),
        Asked("GET", "/static/" + "a" * 300, headers=PAGE),
        Asked("GET", "/svelte/" + "a" * 300, headers=PAGE),
        Asked("GET", "/tlgui/x/" + "a" * 3000, headers=PAGE),
        Asked("POST", "/api/uploads", headers=PAGE, body=(b'{"name": "\\ud800"}',)),
        Asked("POST", "/api/uploads", headers=PAGE, body=(b'{"name": "x", "bytes": 1' + b"0" * 400 + b"}",)),
        Asked("POST", "/api/uploads", headers=PAGE, body=(b'{"name": "x", "\\ud800": 1}',)),
        *(
            Asked("POST", "/api/runs", headers=PAGE, body=(b'{"once": "0123456789", "spec": {%s}}' % spec,))
            for spec in (
                b'"\\udce9": 1',
                b'"settings": {"\\udce9": 1}',
                b'"strategy": "\\udce9"',
                b'"class_map": {"leave_out": ["\\udce9"]}, "strategy_settings": {"dann": {"\\udce9": 1}}',
            )
        ),
        Asked(
            "POST",
            "/api/uploads/UP/files",
            headers=(*PAGE, (b"content-type", b"multipart/form-data; boundary=" + b"b" * 100_000)),
        ),
        Asked("POST", "/api/uploads/UP/zip", b"offset=99999999999999999999", PAGE),
    ],
)
def test_X11_what_made_it_fail_is_refused_in_words(
    client: TestClient, app, home: Home, known: dict[str, list[str]], asked: Asked
) -> None:
    names = {"RUN": known["run_id"][0], "SET": known["dataset_id"][0], "UP": known["upload_id"][0]}
    path = asked.path
    for name, value in names.items():
        path = path.replace(f"/{name}/", f"/{value}/")
    asked = Asked(asked.method, path, asked.query, asked.headers, asked.body)
    answered = ask(client, app, asked)
    assert 400 <= answered.status < 500
    assert wrong_with(asked, answered, str(home.root)) == ""
