"""X10: a damaged file of a dataset is said by its name where it is needed; what stands in the others goes on."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tlgui.data import images
from tlgui.data.pack import Pack
from tlgui.data.pack_files import is_info
from tlgui.data.store import DatasetStore
from tlgui.errors import Problem, UserError
from tlgui.home import Home

from .samples import noise

ORIGIN = {"kind": "folder", "path": "/x", "fingerprint": "folder:1"}
WHERE: dict[str, Callable[[Pack], Any]] = {
    "index.npy": lambda pack: pack.sizes,
    "pictures.bin": lambda pack: pack.picture(3),
    "thumbs.npy": lambda pack: pack.thumbnail(1),
    "thumbs.bin": lambda pack: pack.thumbnail(3),
    "names.json": lambda pack: pack.name(0),
    "hashes.npy": lambda pack: pack.hashes,
    "labels.npy": lambda pack: pack.labels(),
    "originals.json": lambda pack: pack.originals(),
    "stamps.json": lambda pack: pack.stamps(),
    "report.json": lambda pack: pack.report(),
    "refused.npy": lambda pack: pack.refused_thumbnail(0),
    "refused.bin": lambda pack: pack.refused_thumbnail(0),
}
"""Where each file is needed."""

TOGETHER = [{"index.npy", "pictures.bin"}, {"thumbs.npy", "thumbs.bin"}, {"refused.npy", "refused.bin"}]
"""Files whose lengths are held against each other: of two that do not fit, either may be named."""


def whole(home: Home) -> Pack:
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for number in range(4):
            writer.add(images.stored(noise(number, 20 + number, 16)), f"{number}.png", number % 2)
        thumbnail = writer.add_refused(images.stored(noise(9, 20, 20)).thumbnail)
        refused = [{"name": "bad.png", **Problem("picture_empty").as_json(), "thumbnail": thumbnail}]
        writer.finish(
            dataset_id, owner="local", name="photo", classes=["cat", "dog"], origin=ORIGIN, refused=refused, stamps={"0.png": [1, 2, 3]}
        )  # fmt: skip
    return store.get(dataset_id)


def saved(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def of_an_array(data: bytes) -> dict[str, bytes]:
    was = np.load(io.BytesIO(data))
    return {
        "shorter": saved(was[:-1]),
        "longer": saved(np.concatenate([was, was])),
        "another kind": saved(was.astype(np.float32) + 0.5),
        "another shape": saved(was[None]),
        "negative": saved(-was.astype(np.int64) - 7),
        "beyond": saved(was.astype(np.int64) + 10**9),
        "objects": saved(np.array(["x"] * len(was), dtype="U3")),
        "lying": saved(was).replace(b"'shape': (", b"'shape': (9"),  # its header says that it is longer
    }


def of_json(data: bytes) -> dict[str, bytes]:
    found = {
        "null": b"null",
        "a number": b"7",
        "text": b'"x"',
        "a list": b"[[1]]",
        "nested": b"[" * 100_000,
        "other": b'{"a": 1}',
    }
    value = json.loads(data)
    if isinstance(value, list):
        found |= {"shorter": json.dumps(value[:-1]).encode(), "not text": json.dumps([1] * len(value)).encode()}
    return found


def damages(file: str, data: bytes) -> dict[str, bytes | None]:
    more = of_an_array(data) if file.endswith(".npy") else of_json(data) if file.endswith(".json") else {}
    return {
        "missing": None,
        "empty": b"",
        "half": data[: len(data) // 2],
        "noise": b"\xa5" * len(data),
        "grown": data * 2,
        **more,
    }


def found(pack: Pack, file: str) -> str:
    """What is read where a file is needed, or which file is said to be damaged."""
    try:
        return repr(WHERE[file](pack))
    except UserError as error:
        [problem] = error.problems
        assert (problem.code, problem.values["name"]) == ("dataset_damaged", "photo")
        return f"damaged: {problem.values['file']}"
    except IndexError:
        return "damaged: there is none"  # of a dataset that has no thumbnails of refused files


@pytest.mark.parametrize("file", WHERE)
def test_X10_each_damage_is_said_by_the_name_of_its_file_and_only_where_it_is_needed(home: Home, file: str) -> None:
    pack = whole(home)
    data = (pack.folder / file).read_bytes()
    before = {each: found(pack, each) for each in WHERE}
    together = next((each for each in TOGETHER if file in each), {file})
    said: set[str] = set()
    for name, changed in damages(file, data).items():
        if changed is None:
            (pack.folder / file).unlink()
        else:
            (pack.folder / file).write_bytes(changed)
        again = Pack(pack.folder)
        for each in WHERE:
            now = found(again, each)
            if each not in together:
                assert now == before[each], (name, each)
            elif now.startswith("damaged: "):
                assert now.removeprefix("damaged: ") in {*together, "there is none"}
                said.add(name)
            elif name not in (
                "missing",
                "noise",
                "grown",
            ):  # it may be missing; pixels are pixels; what is behind an array is not read
                assert now == before[each], (name, each)
        (pack.folder / file).write_bytes(data)
    assert {"empty", "half"} <= said
    assert len(said) >= len(damages(file, data)) - 2
    assert {each: found(Pack(pack.folder), each) for each in WHERE} == before


ODD: tuple[Any, ...] = (None, True, -1, 10**30, 1e308, float("nan"), "", "x", "x" * 100_000, [], [[1]], {}, {"a": 1}, [None])


def test_X10_what_a_dataset_says_of_itself_is_right_or_it_is_passed_over_and_said(home: Home) -> None:
    other, pack = whole(home), whole(home)
    store, info = DatasetStore(home), pack.info.as_json()
    assert is_info(json.loads(json.dumps(info)))
    for field in info:
        for odd in (*ODD, "missing"):
            changed = {name: value for name, value in info.items() if name != field or odd != "missing"}
            if odd != "missing":
                changed[field] = odd
            (pack.folder / "dataset.json").write_text(json.dumps(changed))
            listed = [each.id for each in store.all()]
            assert other.info.id in listed, (field, odd)
            if pack.info.id not in listed:
                with pytest.raises(UserError) as raised:
                    store.get(pack.info.id)
                assert raised.value.problems[0].code in ("dataset_damaged", "dataset_newer", "dataset_unknown"), (field, odd)


def test_X10_a_dataset_of_earlier_versions_is_read(home: Home) -> None:
    pack = whole(home)
    info = {
        name: value
        for name, value in pack.info.as_json().items()
        if name not in ("labelled", "task", "value_name", "value_range")
    }
    (pack.folder / "dataset.json").write_text(json.dumps(info))
    for file in ("originals.json", "stamps.json", "refused.npy", "refused.bin"):
        (pack.folder / file).unlink()
    again = DatasetStore(home).get(pack.info.id)
    assert (again.info.labelled, again.originals(), again.stamps()) == (4, None, None)
    with pytest.raises(IndexError):
        again.refused_thumbnail(0)


def test_X3_pictures_that_were_cut_are_not_mapped_into_memory(home: Home) -> None:
    """To read behind the end of a mapped file ends the process."""
    pack = whole(home)
    with open(pack.folder / "pictures.bin", "r+b") as file:
        file.truncate(100)
    with pytest.raises(UserError, match=r"pictures\.bin"):
        Pack(pack.folder).picture(3)


@pytest.mark.parametrize("folder", ["datasets"])
def test_X10_a_folder_that_is_none_is_passed_over(home: Home, folder: str) -> None:
    place: Path = home.root / folder / ("0" * 32)
    place.write_text("a file")
    assert DatasetStore(home).all() == []
    with pytest.raises(UserError, match="no dataset"):
        DatasetStore(home).get("0" * 32)
