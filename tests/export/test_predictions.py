"""The table of predictions and the sorted copies: what the run reported, nothing moved, no name of a stranger obeyed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.data.samples import snapshot
from tests.test_texts import HOSTILE
from tests.training.conftest import Train, carry_out
from tests.training.toy import disk_datasets
from tlgui.data import images
from tlgui.data.files import files_of
from tlgui.data.ingest import ingest
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.export.predictions import Predictions, portable, predictions_of, sort_into
from tlgui.home import Home
from tlgui.runs.target_scores import TargetScores
from tlgui.service import launch
from tlgui.specification.run_spec import RunSettings, RunSpec


def rows_of(found: Predictions) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(found.csv_bytes().decode("utf-8-sig"))))


def test_the_table_says_what_the_run_reported_and_the_copies_lie_where_it_says(
    train: Train, packs: tuple[Pack, Pack], home: Home, tmp_path: Path
) -> None:
    run, _ = train("mmd", sealed=True)
    before = snapshot(tmp_path / "target")
    found = predictions_of(home, run)
    rows = rows_of(found)
    kept = TargetScores(run, run.events()).predictions()
    assert kept is not None
    assert [row["predicted"] for row in rows] == [kept.classes[each] for each in kept.run.argmax(1)]
    assert np.abs([float(row["confidence"]) for row in rows] - kept.run.max(1)).max() < 1e-5
    assert {row["reported"] for row in rows} == {"yes"}
    assert "label" not in rows[0]  # sealed
    assert sort_into(found, tmp_path / "sorted") == {"copied": len(rows), "written": 0}
    assert snapshot(tmp_path / "target") == before
    launch.reveal(home, run, by="test")
    opened = rows_of(predictions_of(home, run))
    assert {row["label"] for row in opened} == {"bar", "cross", "frame"}
    for row in opened:
        copy = tmp_path / "sorted" / row["predicted"] / Path(row["file"]).name
        assert copy.read_bytes() == (tmp_path / "target" / row["file"]).read_bytes()
    with pytest.raises(UserError, match="not empty"):
        sort_into(found, tmp_path / "sorted")


def test_X1_while_labels_are_sealed_a_hash_stands_for_the_file_and_leads_to_it(
    train: Train, packs: tuple[Pack, Pack], home: Home, tmp_path: Path
) -> None:
    run, _ = train("mmd", epochs=1, sealed=True)
    rows = rows_of(predictions_of(home, run))
    assert "file" not in rows[0]
    assert not any("bar" in row["hash"] for row in rows)
    files = {each.hash: each for each in files_of(packs[1])}
    for row in rows:
        found = files[row["hash"]]
        assert str(found.picture) == row["picture"]
        assert images.decode(open(tmp_path / "target" / found.file, "rb"), ".png").hash == row["hash"]


def test_rows_of_pictures_with_one_name_in_two_classes_are_told_apart(home: Home, tmp_path: Path) -> None:
    for shade, name in ((10, "cat"), (200, "dog")):
        (tmp_path / "two" / name).mkdir(parents=True)
        Image.new("RGB", (16, 16), (shade, 0, 0)).save(tmp_path / "two" / name / "0.png")
    pack = ingest(str(tmp_path / "two"), home)
    run = type("Run", (), {"revealed": lambda self: None, "spec": RunSpec()})()
    rows = rows_of(Predictions(run, pack, ["cat", "dog"], np.eye(2), np.ones(2, bool), by_name=True))
    files = files_of(pack)
    assert [(row["file"], row["hash"]) for row in rows] == [(each.file, each.hash) for each in files]
    assert {row["file"] for row in rows} == {str(Path("cat/0.png")), str(Path("dog/0.png"))}


def test_a_picture_whose_file_has_changed_is_written_as_it_was_read(train: Train, home: Home, tmp_path: Path) -> None:
    run, _ = train("mmd", epochs=1)
    Image.new("RGB", (32, 32), "red").save(tmp_path / "target" / "bar" / "bar0.png")
    (tmp_path / "target" / "bar" / "bar1.png").unlink()
    (tmp_path / "secret.png").write_bytes(b"canary")
    (tmp_path / "target" / "bar" / "bar2.png").unlink()
    (tmp_path / "target" / "bar" / "bar2.png").symlink_to(tmp_path / "secret.png")
    assert sort_into(predictions_of(home, run), tmp_path / "sorted") == {"copied": 33, "written": 3}
    for name in ("bar0.png", "bar1.png", "bar2.png"):
        [copy] = (tmp_path / "sorted").rglob(name)
        assert Image.open(copy).getpixel((0, 0)) != (255, 0, 0)


@pytest.mark.slow
def test_what_a_strategy_learned_from_is_predicted_too_and_marked(train: Train, home: Home) -> None:
    run, _ = train("fine-tuning", epochs=1)
    found = predictions_of(home, run)
    assert 0 < found.reported.sum() < len(found.pack) == len(rows_of(found))
    assert np.allclose(found.rows.sum(1), 1, atol=1e-2)


def test_values_are_in_the_table_and_cannot_be_sorted(home: Home, tmp_path: Path) -> None:
    source, target = disk_datasets(home, tmp_path)
    spec = RunSpec(
        source=source.info.id, target=target.info.id, strategy="mmd", backbone="small-cnn", settings=RunSettings(epochs=1)
    )
    run = launch.start_run(home, spec)
    carry_out(home, run)
    found = predictions_of(home, run)
    assert all(float(row["value"]) == value for row, value in zip(rows_of(found), found.rows[:, 0], strict=True))
    with pytest.raises(UserError, match="predicts values"):
        sort_into(found, tmp_path / "sorted")


@pytest.mark.parametrize(
    "name", [*HOSTILE, "..", "../../x.png", "/etc/passwd", "con", "NUL.png", "a/b\\c.png", " . ", "x" * 300 + ".png"]
)
def test_F8_a_strangers_name_stays_in_its_folder(name: str, tmp_path: Path) -> None:
    made = portable(name)
    (tmp_path / made).write_bytes(b"")
    assert [path.name for path in tmp_path.iterdir()] == [made]
    assert made not in (".", "..") and len(made) <= 81


def test_F8_hostile_classes_are_text_in_the_table_and_one_folder_each(home: Home, tmp_path: Path) -> None:
    classes = ["=1+1", "..", "../x", "Cat", "cat", "a\nb", "@x"]
    (tmp_path / "target").mkdir()
    for number in range(len(classes)):
        Image.new("RGB", (16, 16), (30 * number, 0, 0)).save(tmp_path / "target" / f"=cmd {number}.png")
    pack = ingest(str(tmp_path / "target"), home)
    run = type("Run", (), {"revealed": lambda self: None, "spec": RunSpec()})()
    found = Predictions(run, pack, classes, np.eye(len(classes)), np.ones(len(classes), bool), by_name=True)
    rows = list(csv.reader(io.StringIO(found.csv_bytes().decode("utf-8-sig"))))
    assert len(rows) == 1 + len(classes)
    assert not [each for row in rows for each in row if each.startswith(("=", "+", "-", "@"))]
    assert sort_into(found, tmp_path / "sorted")["copied"] == len(classes)
    assert {path.name.casefold() for path in (tmp_path / "sorted").iterdir()} == {"=1+1", "_", "_x", "cat", "cat-2", "a_nb", "@x"}
