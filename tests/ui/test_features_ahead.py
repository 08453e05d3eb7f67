"""Features that are prepared for a run that may be started."""

from __future__ import annotations

import json

from starlette.testclient import TestClient

from tests.ui.made import MadeRun
from tests.ui.test_form import filled
from tlgui.home import Home, new_id
from tlgui.jobs.queue import JobQueue
from tlgui.specification.run_spec import RunSpec, read_spec
from tlgui.ui.form import consider


def test_a_wish_is_a_job_behind_all_others_that_can_be_cancelled(client: TestClient, home: Home, made_run: MadeRun) -> None:
    spec = {"source": made_run.source.info.id, "target": made_run.target.info.id, "strategy": "mcc"}
    job = client.post("/api/features", json={"spec": spec}).json()["job"]
    found = JobQueue(home).get(job)
    assert found is not None
    assert (found.lane, RunSpec.model_validate(found.payload["spec"]).source) == ("ahead", spec["source"])
    assert client.get(f"/api/jobs/{job}").json()["state"] == "queued"
    assert client.delete(f"/api/jobs/{job}").json() == {"cancelled": True}


def test_datasets_that_are_not_there_and_weights_outside_the_roots_are_refused(client: TestClient, made_run: MadeRun) -> None:
    spec = {"source": made_run.source.info.id, "target": new_id()}
    assert client.post("/api/features", json={"spec": spec}).status_code == 404
    spec = {"source": made_run.source.info.id, "target": made_run.target.info.id, "backbone": "small-cnn@/etc/passwd"}
    assert client.post("/api/features", json={"spec": spec}).status_code == 403


def test_only_what_changes_the_features_changes_the_wish(home: Home, made_run: MadeRun) -> None:
    def wish(**settings: object) -> str:
        form = filled(made_run.source.info.id, made_run.target.info.id, **settings)
        return consider(home, "local", form, "en").ahead

    assert wish() == wish(epochs="3") != wish(image_size="64")
    spec, problems = read_spec(json.loads(wish(image_size="64")))
    assert (spec.settings.image_size, problems) == (64, [])
    assert wish(epochs="x") == ""
    assert consider(home, "local", filled(made_run.source.info.id, ""), "en").ahead == ""
