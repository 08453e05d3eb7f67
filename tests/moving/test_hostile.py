"""Archives of runs that are damaged, newer, hostile or here already: refused with what is wrong, and nothing of them stays."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import safetensors.numpy

from tests.jobs.conftest import trained_by
from tests.runs.test_bin import content
from tests.ui.made import SHAPES, MadeRun, dataset
from tlgui import durable
from tlgui.analysis.explain import seen_by_both
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.jobs.processes import own_identity
from tlgui.jobs.queue import JobQueue
from tlgui.moving import ABOUT
from tlgui.moving.archive import write_archive
from tlgui.moving.importing import import_run
from tlgui.runs.bin import RunBin
from tlgui.runs.run import Run
from tlgui.runs.status import status_of
from tlgui.runs.store import RunStore
from tlgui.service.resuming import resume_run
from tlgui.service.stopping import ask_to_stop, see_it_end

Files = dict[str, bytes]
Change = Callable[[Files], Any]


ABOUT_WEIGHTS: dict[str, Any] = {
    **{"task": "classification", "classes": list(SHAPES[:4]), "head": "linear", "backbone": "small-cnn"},
    **{"backbone_weights": "from scratch", "frozen": "none", "depth": 0, "extraction": False, "normalisation": "shared"},
    **{"bottleneck": 256, "image_size": 32, "mean": [0.5, 0.5, 0.5], "std": [0.5, 0.5, 0.5]},
}


def tensors(**changed: np.ndarray) -> dict[str, np.ndarray]:
    """The weights after the backbone, of four classes."""
    shapes = {"bottleneck.0.weight": (256, 1024), "bottleneck.0.bias": (256,), "head.weight": (4, 256), "head.bias": (4,)}
    made = {name: np.zeros(shape, np.float32) for name, shape in (shapes | {"normalise.mean": (2, 1024)}).items()}
    return made | {name.replace("__", "."): array for name, array in changed.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Run, Files]:
    """A finished run of another machine, and what its archive holds."""
    folder = tmp_path_factory.mktemp("there")
    there = Home.open(folder / "home")
    run = MadeRun(there, dataset(there, "photos", each=6), dataset(there, "sketches", each=5, sketch=True)).whole()
    RunStore(there).describe(run, name="travelled")
    durable.write_listed(
        run.folder / "checkpoints" / "000220",
        {"weights.safetensors": safetensors.numpy.save(tensors()), "about.json": json.dumps(ABOUT_WEIGHTS).encode()},
    )
    write_archive(there, run, folder / "run.zip")
    with zipfile.ZipFile(folder / "run.zip") as archive:
        return there, run, {name: archive.read(name) for name in archive.namelist()}


def zipped(path: Path, files: Files, *, listed: bool = True) -> Path:
    """A zip of the files; ``listed``: its list says what is really there, as a careful attacker's would."""
    if listed and ABOUT in files:
        about = json.loads(files[ABOUT])
        own = {name: data for name, data in files.items() if name != ABOUT}
        about["files"] = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in own.items()}
        files = {**own, ABOUT: json.dumps(about).encode()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def refused(home: Home, path: Path) -> list[tuple[str, dict[str, Any]]]:
    """Take it in, which must not work: why, in both languages, and that nothing anywhere has changed."""
    JobQueue(home)  # its file is there before anything is read
    before = content(home.root.parent)
    with pytest.raises(UserError) as raised:
        import_run(home, path)
    for language in ("en", "zh"):
        assert all(raised.value.sentences(language))
    assert content(home.root.parent) == before
    assert sorted(os.listdir(home.runs)) == sorted(name for name in os.listdir(home.runs) if not name.startswith("."))
    return [(problem.code, problem.values) for problem in raised.value.problems]


def event(files: Files, **fields: Any) -> None:
    files["run/events.jsonl"] += json.dumps(fields).encode() + b"\n"


def spec(files: Files, **fields: Any) -> None:
    envelope = json.loads(files["run/spec.json"])
    own = {name: value for name, value in fields.items() if name in envelope}
    envelope.update(own)
    envelope["spec"].update({name: value for name, value in fields.items() if name not in own})
    files["run/spec.json"] = json.dumps(envelope).encode()


def about(files: Files, **fields: Any) -> None:
    files[ABOUT] = json.dumps({**json.loads(files[ABOUT]), **fields}).encode()


def array(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def checkpoint(files: Files, weights: bytes | None = None, **about: Any) -> None:
    """The checkpoint with other weights or other words beside them, and a manifest that says so."""
    place = WEIGHTS.rpartition("/")[0]
    files[WEIGHTS] = files[WEIGHTS] if weights is None else weights
    files[f"{place}/about.json"] = json.dumps({**json.loads(files[f"{place}/about.json"]), **about}).encode()
    kept = {name: files[f"{place}/{name}"] for name in ("weights.safetensors", "about.json")}
    files[f"{place}/manifest.json"] = json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in kept.items()}).encode()


class Canary:
    """Unpickled it makes a folder."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("CANARY",)


def lying_array() -> bytes:
    """The header of an array of 2**50 bytes, and none of them."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "<f4", "fortran_order": False, "shape": (2**48,)})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("source.npy", header.getvalue())
    return file.getvalue()


MAP, WEIGHTS = "run/maps/after.npz", "run/checkpoints/000220/weights.safetensors"
HOSTILE: dict[str, tuple[str, Change]] = {
    "F1 a pickle beside it": ("import_pickle", lambda files: files.update({"run/checkpoints/000220/weights.pt": b"x"})),
    "F1 a pickle in an array": (
        "import_damaged",
        lambda files: files.update({MAP: array(source=np.array([Canary()], dtype=object))}),
    ),
    "F1 strings in an array": ("import_damaged", lambda files: files.update({MAP: array(source=np.array(["a"]))})),
    "F2 an array that says it is huge": ("import_damaged", lambda files: files.update({MAP: lying_array()})),
    "F2 an array that is none": ("import_damaged", lambda files: files.update({MAP: b"PK\x03\x04"})),
    "F6 weights that are not their manifest's": ("import_damaged", lambda files: files.update({WEIGHTS: files[WEIGHTS] + b" "})),
    "F6 a manifest that is none": (
        "import_damaged",
        lambda files: files.update({WEIGHTS.replace("weights.safetensors", "manifest.json"): b"[" * 100_000}),
    ),
    "F2 weights whose header lies": (
        "import_damaged",
        lambda files: checkpoint(
            files, b"\xff" * 7 + b"\x7f" + b'{"w": {"dtype": "F32", "shape": [9], "data_offsets": [0, 36]}}'
        ),
    ),
    "F2 weights that are no numbers": (
        "import_damaged",
        lambda files: checkpoint(files, safetensors.numpy.save(tensors(head__bias=np.full(4, np.nan, np.float32)))),
    ),
    "F5 weights of another number of classes": (
        "import_not_a_run",
        lambda files: checkpoint(files, safetensors.numpy.save(tensors(head__bias=np.zeros(5, np.float32)))),
    ),
    "X8 a checkpoint for pictures of 4000 pixels": ("import_not_a_run", lambda files: checkpoint(files, image_size=4000)),
    "X8 a checkpoint that names a file": ("import_not_a_run", lambda files: checkpoint(files, backbone="small-cnn@/etc/passwd")),
    "X8 a checkpoint that begins a download": ("import_not_a_run", lambda files: checkpoint(files, backbone="timm:resnet18")),
    "X8 a checkpoint of other classes": ("import_not_a_run", lambda files: checkpoint(files, classes=["a", "b", "c", "d"])),
    "X8 a very long strategy": ("import_not_a_run", lambda files: spec(files, strategy="x" * 100_000)),
    "X8 a setting that is none": (
        "import_not_a_run",
        lambda files: spec(files, strategy_settings={"dann": {"weight": "\ud800"}}),
    ),
    "X8 what it belongs to is no record": (
        "import_not_a_run",
        lambda files: files.update({"run/state/belongs.json": b'{"sha256": "x", "belonging": "[]"}'}),
    ),
    "X8 findings that nobody can say": (
        "import_not_a_run",
        lambda files: files.update(
            {"run/meta/health.json": b'{"version": 5, "findings": [{"code": "table_rows", "values": 3}]}'}
        ),
    ),
    "C1 a way out": ("archive_unsafe_path", lambda files: files.update({"run/../../x.json": b"{}"})),
    "a file that no run has": ("import_damaged", lambda files: files.update({"run/meta/autorun.exe": b"MZ"})),
    "an id that is a path": ("import_not_a_run", lambda files: spec(files, id="../../x")),
    "data that is a path": ("import_not_a_run", lambda files: spec(files, source="../../../etc")),
    "a name that is no text": ("import_not_a_run", lambda files: spec(files, names={"source": {"a": 1}})),
    "a strategy that is no text": ("import_not_a_run", lambda files: spec(files, strategy=3)),
    "settings out of range": ("import_not_a_run", lambda files: spec(files, settings={"epochs": 10**9})),
    "X10 a reference that says it is a run": ("import_reference", lambda files: spec(files, reference="baseline")),
    "a newer run": ("import_newer", lambda files: spec(files, version=99)),
    "a newer archive": ("import_newer", lambda files: about(files, tlgui_run=99, made_by="9.9")),
    "an archive that says nothing": ("import_damaged", lambda files: files.update({ABOUT: b"[" * 100_000})),
    "no spec": ("import_not_a_run", lambda files: files.pop("run/spec.json")),
    "a spec too deep": ("import_not_a_run", lambda files: files.update({"run/spec.json": b"[" * 100_000})),
    "a reference that is a path": (
        "import_not_a_run",
        lambda files: event(files, event="reference", kind="baseline", run="../../x", step=1, scores={}, source={}),
    ),
    "a step that is a path": ("import_not_a_run", lambda files: event(files, event="picked", kept="../../x", step=1)),
    "a process that is none": ("import_not_a_run", lambda files: event(files, event="started", identity={"pid": 1})),
    "labels that are none": ("import_not_a_run", lambda files: files.update({"run/meta/reveal.json": b'{"labels": {"a": 1}}'})),
    "maps that are none": ("import_not_a_run", lambda files: files.update({"run/maps/maps.json": b"[1]"})),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_wrong_is_said_and_nothing_is_taken_in(
    name: str, made: tuple[Home, Run, Files], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, change = HOSTILE[name]
    files = dict(made[2])
    change(files)
    listed = not name.startswith("an archive that says")
    assert [each for each, _ in refused(home, zipped(tmp_path / "run.zip", files, listed=listed))] == [code]
    assert not (tmp_path / "CANARY").exists()


def test_F6_a_file_that_was_changed_is_missing_or_was_added_is_named(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path
) -> None:
    files = made[2]
    flipped = bytearray(files[MAP])
    flipped[len(flipped) // 2] ^= 1
    changes: tuple[Files, ...] = (
        {**files, MAP: bytes(flipped)},
        {name: data for name, data in files.items() if name != MAP},
        {**files, "run/maps/other.npz": b""},
    )
    for changed, wrong in zip(changes, (MAP, MAP, "run/maps/other.npz"), strict=True):
        assert refused(home, zipped(tmp_path / "run.zip", changed, listed=False)) == [("import_damaged", {"name": wrong})]


def test_C15_a_zip_that_was_cut_or_is_none_is_refused(made: tuple[Home, Run, Files], home: Home, tmp_path: Path) -> None:
    whole = zipped(tmp_path / "run.zip", made[2]).read_bytes()
    for data in (whole[:-30], whole[: len(whole) // 2], b"<html>", b""):
        (tmp_path / "run.zip").write_bytes(data)
        assert refused(home, tmp_path / "run.zip")[0][0].startswith("archive_")
    assert refused(home, tmp_path / "nowhere")[0][0] == "import_not_readable"
    (tmp_path / "empty").mkdir()
    assert refused(home, tmp_path / "empty")[0][0] == "import_not_a_run"


def test_A17_a_link_in_a_folder_is_not_followed(made: tuple[Home, Run, Files], home: Home, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(made[1].folder, copy)
    secret = tmp_path / "secret.json"
    secret.write_text('{"name": "canary", "notes": "", "tags": []}')
    (copy / "meta" / "remarks.json").unlink()
    (copy / "meta" / "remarks.json").symlink_to(secret)
    assert refused(home, copy)[0][0] == "import_not_readable"


def test_a_run_that_is_here_already_is_not_taken_in_twice(made: tuple[Home, Run, Files], home: Home, tmp_path: Path) -> None:
    archive = zipped(tmp_path / "run.zip", made[2])
    run = import_run(home, archive).run
    assert refused(home, archive) == [("import_here_already", {"run": run.id[:8], "name": "travelled"})]
    RunBin(home).put(run)
    assert refused(home, archive) == [("import_in_bin", {"run": run.id[:8], "name": "travelled"})]
    RunBin(home).empty(RunBin(home).all())
    assert import_run(home, archive).run.id == run.id
    assert refused(made[0], archive)[0][0] == "import_here_already"  # also where it was made


def test_another_run_with_its_id_or_its_name_stays_as_it_is(made: tuple[Home, Run, Files], home: Home, tmp_path: Path) -> None:
    first = import_run(home, zipped(tmp_path / "run.zip", made[2])).run
    was = content(first.folder)
    files = dict(made[2])
    spec(files, created=1.5)  # another run that says it has the same id
    found = import_run(home, zipped(tmp_path / "other.zip", files))
    assert {note.code for note in found.notes} >= {"import_new_id", "import_name_changed"}
    assert found.run.id != first.id
    assert found.run.remarks.name == "travelled (2)"
    assert content(first.folder) == was
    theirs = RunStore(home).create(first.spec, {}, "b")
    spec(files, id=theirs.id)  # G3: of somebody else's run nothing is told
    assert import_run(home, zipped(tmp_path / "third.zip", files)).run.owner == "local"
    assert RunStore(home).get(theirs.id, "b")


def test_a_reference_that_comes_along_replaces_none_and_no_run_here_is_compared_with_it(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path
) -> None:
    files = dict(made[2])
    baseline = {**json.loads(files["run/spec.json"]), "id": "0" * 32}
    baseline["spec"] = {**baseline["spec"], "reference": "baseline", "strategy": "source-only"}
    files |= {f"references/{'0' * 32}/spec.json": json.dumps(baseline).encode(), f"references/{'0' * 32}/events.jsonl": b""}
    mine = home.runs / ("0" * 32)
    mine.mkdir()
    (mine / "kept").write_text("x")
    import_run(home, zipped(tmp_path / "run.zip", files))
    assert content(mine) == {"kept": hashlib.sha256(b"x").hexdigest()}
    assert list(home.references.iterdir()) == []
    third = Home.open(tmp_path / "third")
    import_run(third, zipped(tmp_path / "run.zip", files))
    assert RunStore(third).get("0" * 32).spec.reference == "baseline"
    assert len(RunStore(third).all()) == 1


def test_E9_a_disk_without_room_is_said_before_anything_is_written(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = zipped(tmp_path / "run.zip", made[2])
    monkeypatch.setattr(shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1000}))
    ((code, values),) = refused(home, archive)
    assert code == "import_no_space"
    assert values["free"] == 1000 < values["needed"]


def test_X2_a_log_that_was_cut_names_no_trainer_here(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says that a process of this machine trains it, which trains something else."""
    monkeypatch.setattr(os, "kill", lambda *given: pytest.fail("signalled"))
    victim, queue = RunStore(home).create(made[1].spec, {}), JobQueue(home)
    trained_by(queue, victim)
    files = dict(made[2])
    lines = [line for line in files["run/events.jsonl"].splitlines() if json.loads(line)["event"] not in ("started", "finished")]
    files["run/events.jsonl"] = b"\n".join(lines) + b"\n"
    event(files, event="started", identity=own_identity().as_json(), time=1.0)
    run = import_run(home, zipped(tmp_path / "run.zip", files)).run
    assert status_of(run, queue).state == "interrupted"
    ask_to_stop(home, run)
    assert see_it_end(home, run, word_seconds=0.1).state == "interrupted"
    assert not run.stop_flag.exists()
    assert queue.training(victim.id) is not None


def test_X2_a_run_that_came_without_a_log_is_not_trained_because_the_queue_was_lost(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path
) -> None:
    files = {name: data for name, data in made[2].items() if name != "run/events.jsonl"}
    import_run(home, zipped(tmp_path / "run.zip", files))
    JobQueue(home)
    (home.jobs / "queue.sqlite").write_bytes(b"hello" * 100)
    assert JobQueue(home).take("train", "w") is None


# -- X8: what a run of another machine may ask for ---------------------------------------------------------------------------------


def test_X8_a_file_of_weights_is_another_machines_and_is_not_looked_for(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.safetensors"
    secret.write_bytes(b"x")
    files = dict(made[2])
    spec(files, backbone=f"small-cnn@{secret}")
    checkpoint(files, backbone=f"small-cnn@{secret}")
    lines = [line for line in files["run/events.jsonl"].splitlines() if json.loads(line)["event"] != "finished"]
    files["run/events.jsonl"] = b"\n".join(lines) + b"\n"
    run = import_run(home, zipped(tmp_path / "run.zip", files)).run
    assert run.spec.backbone == "small-cnn@secret.safetensors"
    assert str(tmp_path) not in (run.folder / "spec.json").read_text()
    for act in (lambda: resume_run(home, run), lambda: seen_by_both(home, run, lambda: np.zeros((8, 8, 3), np.uint8))):
        with pytest.raises(UserError) as raised:
            act()
        [problem] = raised.value.problems
        assert (problem.code, problem.values["file"]) == ("weights_of_another_machine", "secret.safetensors")
    assert refused(home, zipped(tmp_path / "again.zip", files))[0][0] == "import_here_already"


def test_X8_weights_that_were_not_fetched_here_are_not_fetched_for_it(
    made: tuple[Home, Run, Files], home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("socket.create_connection", "socket.getaddrinfo", "torch.hub.download_url_to_file"):
        monkeypatch.setattr(place, lambda *given, **named: pytest.fail("asked the network"))
    files = dict(made[2])
    spec(files, backbone="timm:resnet18.a1_in1k")
    checkpoint(files, backbone="timm:resnet18.a1_in1k")
    run = import_run(home, zipped(tmp_path / "run.zip", files)).run
    with pytest.raises(UserError, match="nothing is downloaded"):
        seen_by_both(home, run, lambda: np.zeros((8, 8, 3), np.uint8))
