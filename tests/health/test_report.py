from __future__ import annotations

import json
import math
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tlgui.data import images
from tlgui.data.ingest import ingest
from tlgui.data.labelling import value_notes
from tlgui.data.pack import Pack
from tlgui.data.store import DatasetStore
from tlgui.health import GROUP_MEMBERS, SAMPLES, kept
from tlgui.health.domain import SEED, VALIDATION_SHARE, histogram
from tlgui.health.report import health
from tlgui.home import Home
from tlgui.specification.run_spec import RunSettings
from tlgui.texts import say

from ..data.samples import png, refusal
from .pictures import codes, dataset, finding, folder_of, health_of, saved_again, scene, scenes, values_dataset


def said(report: dict[str, Any], code: str) -> str:
    return say(f"note.{code}", "en", **finding(report, code)["values"])


def named(groups: list[list[int]], *packs: Pack) -> list[list[str]]:
    """Groups of pictures by their names: all of one dataset, or one of each."""
    of_each = [packs if len(packs) > 1 else packs * len(group) for group in groups]
    names = [[pack.name(each) for pack, each in zip(of, group, strict=True)] for of, group in zip(of_each, groups, strict=True)]
    return sorted(sorted(group, reverse=True) for group in names)


# -- both domains -------------------------------------------------------------------------------------------------------------


def test_A20_the_same_folder_by_any_path_is_told_and_blocks(home: Home, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "x", {f"{name}/{seed}.png": scene(seed) for seed, name in enumerate("aabb")})
    (tmp_path / "link").symlink_to(folder)
    for other in (folder, tmp_path / "x" / "." / "a" / "..", tmp_path / "link"):
        report = health_of(home, folder, other)
        assert report["across"]["same_folder"]
        found = finding(report, "health_same_folder")
        assert (found["level"], found["role"]) == ("blocks", "both")
        assert said(report, "health_same_folder").startswith("Same folder: 4 of 4 files")


def test_A20_a_copy_of_the_folder_is_the_same(home: Home, tmp_path: Path) -> None:
    files = {f"{name}/{seed}.png": scene(seed) for seed, name in enumerate("aabb")}
    report = health_of(home, folder_of(tmp_path / "x", files), folder_of(tmp_path / "y", files))
    assert said(report, "health_same_folder").startswith("Same folder: 4 of 4 files")


def test_A20_hard_links_are_the_same_files(home: Home, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "x", {f"{name}/{seed}.png": scene(seed) for seed, name in enumerate("aabb")})
    for name in "ab":
        (tmp_path / "y" / name).mkdir(parents=True)
        for file in (folder / name).iterdir():
            os.link(file, tmp_path / "y" / name / file.name)
    assert health_of(home, folder, tmp_path / "y")["across"]["same_folder"]


def test_A21_overlapping_pictures_are_counted_and_shown(home: Home) -> None:
    source, target = scenes(home, range(30)), scenes(home, range(27, 37), ())
    report = health_of(home, source, target)
    assert report["across"]["exact"]["target_pictures"] == 3
    assert named(report["across"]["exact"]["pairs"], source, target) == [[f"{seed}.png"] * 2 for seed in (27, 28, 29)]
    assert said(report, "health_overlap").startswith("3 of 10 target pictures are in the source")
    assert finding(report, "health_overlap")["level"] == "warning"
    assert not report["across"]["same_folder"]


def test_A21_the_target_inside_the_source_is_the_same_folder(home: Home) -> None:
    report = health_of(home, scenes(home, range(12)), scenes(home, range(4), ()))
    assert finding(report, "health_same_folder")["values"] == {"count": 4, "total": 4}


def test_A23_near_copies_across_the_domains_are_counted(home: Home) -> None:
    source = scenes(home, range(8))
    target = dataset(home, [(f"{seed}.jpg", -1, saved_again(scene(seed))) for seed in (3, 5)] + [("new.jpg", -1, scene(99))])
    report = health_of(home, source, target)
    assert report["across"]["near"]["target_pictures"] == 2
    assert named(report["across"]["near"]["pairs"], source, target) == [["3.png", "3.jpg"], ["5.png", "5.jpg"]]
    assert said(report, "health_near_overlap").startswith("2 of 3 target pictures")


def test_a_target_made_from_the_source_is_no_accident(home: Home) -> None:
    source = scenes(home, range(4))
    target = dataset(
        home, [(f"{seed}", -1, saved_again(scene(seed))) for seed in range(4)], origin={"kind": "shift", "parent": source.info.id}
    )
    report = health_of(home, source, target)
    assert report["across"]["made_from_source"]
    assert "health_near_overlap" not in codes(report)
    assert finding(report, "health_made_from_source")["level"] == "note"


def test_that_a_source_has_two_pictures_a_class_is_told_first_with_what_they_leave(home: Home) -> None:
    source = scenes(home, range(6), "abc")
    report = health_of(home, source, scenes(home, range(5, 12), (), name="sketches"))
    first = report["findings"][0]
    assert "health_overlap" in codes(report)
    assert (first["code"], first["level"], first["role"], first["about"]) == (
        "few_of_every_class",
        "warning",
        "source",
        "classes",
    )
    assert said(report, "few_of_every_class").startswith("No class has 5 pictures. The smallest (a) leaves 1 to learn from and 1")
    copied = dataset(home, [(f"{place}.png", place, scene(place)) for place in (0, 1, 0, 1)], ("a", "b"))
    values = finding(health_of(home, copied), "few_of_every_class")["values"]
    assert (values["train"], values["check"]) == (2, 0)  # copies are never on both sides
    assert not any(
        "few_of" in code for code in codes(health_of(home, scenes(home, range(10), "ab"), scenes(home, range(20, 26))))
    )


def test_A24_class_sets_are_compared(home: Home) -> None:
    report = health_of(home, scenes(home, range(6), "abc"), scenes(home, range(10, 16), "bcd", labels_open=True))
    assert report["across"]["classes"]["shared"] == ["b", "c"]
    assert said(report, "health_classes_shared").startswith("The class sets differ; 2 classes are in both")
    assert said(report, "health_only_source").startswith("Only in the source: a.")
    assert said(report, "health_only_target").startswith("Only in the target: d.")


def test_A24_disjoint_classes_give_no_score(home: Home) -> None:
    report = health_of(home, scenes(home, range(4), "ab"), scenes(home, range(10, 14), "cd", labels_open=True))
    assert "cannot be scored" in said(report, "health_classes_disjoint")


def test_A9_classes_that_differ_by_case_are_told_with_what_to_do(home: Home) -> None:
    report = health_of(
        home, scenes(home, range(4), ("Cat", "dog")), scenes(home, range(10, 14), ("cat", "dog"), labels_open=True)
    )
    assert report["alike"][0]["rename"] == {"cat": "Cat"}
    assert said(report, "health_alike") == "Cat, cat may be one class, only written differently: merge into Cat?"
    assert "classes_alike" not in codes(report)


def test_both_domains_have_the_same_bins(home: Home) -> None:
    report = health_of(home, scenes(home, range(6)), scenes(home, range(10, 30), ()))
    source, target = (report["domains"][role]["statistics"] for role in ("source", "target"))
    for name in source:
        assert source[name]["edges"] == target[name]["edges"]
        assert (sum(source[name]["counts"]), sum(target[name]["counts"])) == (6, 20)
        assert source[name]["low"] <= source[name]["median"] <= source[name]["high"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda image: image.point(lambda value: value // 3), "health_darker"),
        (lambda image: image.point(lambda value: 150 + value * 2 // 5), "health_brighter"),
        (lambda image: image.point(lambda value: 96 + value // 4), "health_less_contrast"),
        (lambda image: image.convert("L").convert("RGB"), "health_less_colour"),
        (lambda image: image.filter(ImageFilter.GaussianBlur(3)), "health_less_sharp"),
    ],
)
def test_a_clear_difference_of_the_domains_is_told_with_both_means(home: Home, change: Any, code: str) -> None:
    source = scenes(home, range(20), ())
    target = dataset(home, [(f"{seed}.png", -1, change(scene(seed))) for seed in range(20, 40)])
    report = health_of(home, source, target)
    found = finding(report, code)
    assert (found["level"], found["role"], found["about"]) == ("note", "both", "statistics")
    means = [report["domains"][role]["statistics"] for role in ("source", "target")]
    name = {each["statistic"]: each for each in report["across"]["differences"]}
    (statistic,) = [key for key, each in name.items() if each["source"] == found["values"]["source"]]
    told = [found["values"]["source"], found["values"]["target"]]
    assert [each[statistic]["mean"] for each in means] == pytest.approx(told, abs=6e-4)
    back = codes(health_of(home, target, source))
    opposite = {"health_darker": "health_brighter", "health_brighter": "health_darker"}.get(
        code, code.replace("less_sharp", "sharper").replace("less", "more")
    )
    assert opposite in back


def test_domains_of_the_same_kind_show_no_difference(home: Home) -> None:
    report = health_of(home, scenes(home, range(30), ()), scenes(home, range(30, 60), ()))
    assert report["across"]["differences"] == []
    black = dataset(home, [(f"{place}.png", -1, Image.new("RGB", (30, 30))) for place in range(19)])
    assert health_of(home, black, scenes(home, range(60, 100), ()))["across"]["differences"] == []


# -- sealed -------------------------------------------------------------------------------------------------------------------


def sealed_parts(domain: dict[str, Any]) -> dict[str, Any]:
    return {name: domain[name] for name in ("imbalance", "split")} | {"two_labels": domain["copies"]["two_labels"]}


def test_X1_of_a_sealed_target_nothing_is_told_of_classes_and_no_file_is_named(home: Home) -> None:
    pictures = [("0.png", 0, scene(0)), ("1.png", 1, scene(0)), *((f"{seed}.png", 1, scene(seed)) for seed in range(2, 40))]
    target = dataset(home, pictures, ["cat", "dog"])
    report = health_of(home, scenes(home, range(50, 54)), target)
    domain = report["domains"]["target"]
    assert domain["sealed"]
    assert domain["classes"] == []
    assert report["across"]["classes"] is None
    assert sealed_parts(domain) == {"imbalance": None, "split": None, "two_labels": None}
    assert not {"health_two_labels", "health_imbalanced", "class_of_one"} & set(codes(report))
    for language in ("en", "zh"):
        table = kept.problems_csv_path(home, report["domains"]["source"]["dataset"], target.info.id, language)
        rows = [row.split(",") for row in table.read_text("utf-8-sig").splitlines() if row.startswith("target")]
        assert rows
        assert {row[2] for row in rows} == {""}
        assert not any(".png" in cell for row in rows for cell in row)
        assert not any("cat" in cell or "dog" in cell for row in rows for cell in row)


def test_of_a_sealed_target_the_labels_are_not_even_read(home: Home) -> None:
    target = scenes(home, range(4))
    (target.folder / "labels.npy").unlink()
    health_of(home, None, target)


def test_open_labels_of_a_target_are_told(home: Home) -> None:
    domain = health_of(home, None, scenes(home, range(4), labels_open=True))["domains"]["target"]
    assert not domain["sealed"]
    assert [each["count"] for each in domain["classes"]] == [2, 2]


# -- one dataset ----------------------------------------------------------------------------------------------------------------


def test_classes_are_counted_and_sampled(home: Home) -> None:
    pictures = [(f"{seed}.png", int(seed >= 20), scene(seed)) for seed in range(25)]
    pack = dataset(home, pictures, ["cat", "dog"])
    domain = health_of(home, pack)["domains"]["source"]
    cat, dog = domain["classes"]
    assert (cat["name"], cat["count"], cat["training"], cat["validation"]) == ("cat", 20, 16, 4)
    assert (dog["count"], sorted(map(pack.name, dog["samples"]))) == (5, [f"{seed}.png" for seed in range(20, 25)])
    assert len(cat["samples"]) == SAMPLES
    assert {int(pack.labels()[each]) for each in cat["samples"]} == {0}


def test_the_split_is_the_default_of_a_run() -> None:
    settings = RunSettings()
    assert (settings.validation_share, settings.seed) == (VALIDATION_SHARE, SEED)


def test_A22_copies_and_pictures_with_two_labels_are_counted(home: Home) -> None:
    places = [(0, 0), (1, 1), (2, 0), (2, 0), (2, 0), (3, 0), (3, 1), (4, 1)]
    pack = dataset(home, [(f"{place}.png", label, scene(seed)) for place, (seed, label) in enumerate(places)], ["a", "b"])
    report = health_of(home, pack)
    copies = report["domains"]["source"]["copies"]
    assert (copies["exact"]["groups"], copies["exact"]["pictures"]) == (2, 3)
    assert named(copies["exact"]["shown"], pack) == [["4.png", "3.png", "2.png"], ["6.png", "5.png"]]
    assert (copies["two_labels"]["groups"], named(copies["two_labels"]["shown"], pack)) == (1, [["6.png", "5.png"]])
    assert said(report, "health_two_labels").startswith("1 picture with 2 labels")
    assert said(report, "health_copies").startswith("3 of 8 pictures are copies")


def test_A23_near_copies_on_both_sides_of_the_split_are_told(home: Home) -> None:
    pictures = [(f"{seed}.png", seed % 2, scene(seed)) for seed in range(20)]
    pictures += [(f"{seed}.jpg", seed % 2, saved_again(scene(seed))) for seed in range(20)]
    report = health_of(home, dataset(home, pictures, ["a", "b"]))
    domain = report["domains"]["source"]
    assert domain["copies"]["near"]["groups"] == 20
    assert 0 < domain["split"]["near"]["groups"] < 20
    assert finding(report, "health_near_across_split")["values"] == {"count": domain["split"]["near"]["groups"]}


def test_A25_imbalance_is_told_with_its_ratio(home: Home) -> None:
    pictures = [(f"{seed}.png", int(seed < 2), scene(seed)) for seed in range(42)]
    report = health_of(home, dataset(home, pictures, ["many", "few"]))
    assert report["domains"]["source"]["imbalance"] == {"ratio": 20.0, "largest": "many", "smallest": "few"}
    assert said(report, "health_imbalanced").startswith(
        "20:1 from the largest class (many) to the smallest (few). Try class weights"
    )
    assert [each["validation"] for each in report["domains"]["source"]["classes"]] == [8, 1]


def test_flags_find_what_was_made_and_nothing_else(home: Home) -> None:
    odd = {
        "dark": scene(100).point(lambda value: value // 4),
        "bright": scene(101).point(lambda value: 246 + value // 32),
        "flat": Image.new("RGB", (160, 120), (90, 90, 90)),
        "blurred": scene(102).filter(ImageFilter.GaussianBlur(6)),
        "narrow": scene(103, 300, 300).crop((0, 100, 300, 180)),
        "odd_size": scene(104, 40, 40),
    }
    pictures = [(f"{seed}.png", -1, scene(seed)) for seed in range(20)]
    pictures += [(name, -1, image) for name, image in odd.items()]
    pack = dataset(home, pictures)
    report = health_of(home, None, pack)
    flags = report["domains"]["target"]["flags"]
    assert {name: [pack.name(each["picture"]) for each in flag["shown"]] for name, flag in flags.items()} == {
        name: [name] for name in odd
    }
    for name in odd:
        assert said(report, f"health_{name}").startswith("1 of 26 pictures")


def test_sizes_and_kinds_are_those_of_the_files(home: Home, tmp_path: Path) -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    folder = folder_of(tmp_path / "x", {"1.png": scene(1, 900, 600), "2.png": scene(2, 900, 600), "3.png": scene(3).convert("L")})
    scene(4, 900, 600).save(folder / "4.jpg", exif=turned)
    domain = health_of(home, None, folder)["domains"]["target"]
    sizes = domain["sizes"]
    assert sizes["original"]
    assert sizes["common"][0] == {"width": 900, "height": 600, "count": 2}
    assert {"width": 600, "height": 900, "count": 1} in sizes["common"]
    assert sizes["short_side"]["counts"][6] == 3  # 512 to 1,024
    assert sorted((each["format"], each["mode"], each["count"]) for each in domain["kinds"]) == [
        ("JPEG", "RGB", 1),
        ("PNG", "L", 1),
        ("PNG", "RGB", 2),
    ]


def test_refused_files_are_listed_with_their_reasons(home: Home, tmp_path: Path) -> None:
    folder = folder_of(
        tmp_path / "x", {"1.png": scene(1), "2.png": b"", "3.jpg": b"hello", "4.jpg": b"hello again", "5.png": png()[:200]}
    )
    report = health_of(home, None, folder)
    refused = report["domains"]["target"]["refused"]
    assert refused["count"] == 4
    assert refused["reasons"][0] == {"code": "picture_not_an_image", "values": {}, "count": 2}
    assert [each["name"] for each in refused["files"]] == ["2.png", "3.jpg", "4.jpg", "5.png"]
    assert (finding(report, "pictures_refused")["level"], finding(report, "pictures_refused")["about"]) == ("warning", "refused")


def test_large_groups_are_cut_and_counted_whole(home: Home) -> None:
    pack = dataset(home, [(f"{place}.png", -1, scene(1)) for place in range(30)])
    exact = health_of(home, None, pack)["domains"]["target"]["copies"]["exact"]
    assert (exact["groups"], exact["pictures"], len(exact["shown"][0])) == (1, 29, GROUP_MEMBERS)


def test_a_histogram_counts_every_value_once() -> None:
    found = histogram(np.array([0, 8, 15.9, 16, 5000]), (8, 16, 32, None))
    assert found == {"edges": [8, 16, 32, None], "counts": [3, 1, 1]}


def test_values_are_told_as_a_histogram_and_sealed_ones_are_not(home: Home) -> None:
    pack = values_dataset(home, [0.0, 1.0, 5.0, 10.0, 10.0, float("nan")])
    open_one = health_of(home, pack)["domains"]["source"]
    values = open_one["values"]
    assert (values["name"], values["low"], values["high"], values["labelled"]) == ("weight", 0.0, 10.0, 5)
    assert (values["counts"][0], values["counts"][-1], sum(values["counts"])) == (1, 2, 5)
    assert (open_one["task"], open_one["labels"], open_one["classes"]) == ("regression", "some", [])
    assert (open_one["split"]["training"], open_one["split"]["validation"]) == (4, 1)
    sealed = health_of(home, None, pack)["domains"]["target"]
    assert sealed["sealed"]
    assert sealed["values"] is None


def test_A35_a_value_far_from_the_others_is_worth_a_warning_and_a_sealed_one_is_not_told(home: Home) -> None:
    values = [1.0, 2.0, 3.0, 4.0, 1e9]
    pack = values_dataset(home, values, notes=value_notes(values))
    assert finding(health_of(home, pack), "values_far")["level"] == "warning"
    same = values_dataset(home, [7.0, 7.0], notes=value_notes([7.0, 7.0]))
    assert finding(health_of(home, same), "values_constant")["level"] == "warning"
    assert "values_far" not in codes(health_of(home, None, pack))


def test_A22_equal_pictures_with_two_values_are_told(home: Home) -> None:
    store = DatasetStore(home)
    with store.create() as (dataset_id, writer):
        for name, seed, value in (("a", 1, 1.0), ("b", 1, 2.0), ("c", 2, 5.0), ("d", 2, 5.0), ("e", 3, math.nan), ("f", 3, 4.0)):
            writer.add(images.stored(scene(seed)), name, value=value)
        origin = {"kind": "upload", "path": "", "fingerprint": dataset_id}
        writer.finish(dataset_id, owner="local", name="table", classes=(), origin=origin, task="regression")
    report = health_of(home, store.get(dataset_id))
    assert report["domains"]["source"]["copies"]["two_labels"]["shown"] == [[0, 1]]
    assert "1 picture with 2 values" in said(report, "health_two_values")


def test_one_value_for_all_is_one_bin(home: Home) -> None:
    values = health_of(home, values_dataset(home, [3.0, 3.0]))["domains"]["source"]["values"]
    assert (values["edges"], values["counts"]) == ([3.0, 3.0], [2])


# -- kept -----------------------------------------------------------------------------------------------------------------------


def test_a_report_is_made_once_and_is_strict_json(home: Home) -> None:
    source, target = scenes(home, range(4)), scenes(home, range(10, 13), ())
    first = health(home, source, target)
    path = kept.health_folder(home, source.info.id, target.info.id) / "health.json"
    written = path.stat().st_mtime_ns
    again = health(home, source, target)
    assert path.stat().st_mtime_ns == written
    assert again == json.loads(json.dumps(first, allow_nan=False))
    assert kept.kept_health(home, source.info.id, target.info.id) == again


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 0}'])
def test_a_report_that_is_damaged_or_old_is_made_anew(home: Home, content: bytes) -> None:
    pack = scenes(home, range(4))
    first = health(home, pack, None)
    path = kept.health_folder(home, pack.info.id, None) / "health.json"
    path.write_bytes(content)
    assert kept.kept_health(home, pack.info.id, None) is None
    assert health(home, pack, None)["findings"] == first["findings"]


def test_without_a_dataset_there_is_no_report(home: Home) -> None:
    refusal("health_needs_data", lambda: health(home, None, None))


def test_a_stop_leaves_no_report(home: Home) -> None:
    pack = scenes(home, range(4))
    refusal("health_stopped", lambda: health(home, pack, None, stop=lambda: True))
    assert kept.kept_health(home, pack.info.id, None) is None


def test_the_pictures_are_not_read_twice_for_a_second_report(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    source, target = scenes(home, range(4)), scenes(home, range(10, 13), ())
    health(home, source, None)
    health(home, None, target)
    monkeypatch.setattr("tlgui.health.measures.measure", lambda *given: pytest.fail("measured again"))
    assert health(home, source, target)["across"]["exact"]["target_pictures"] == 0


def test_progress_counts_both_datasets_to_the_end(home: Home) -> None:
    told: list[tuple[int, int]] = []
    health(home, scenes(home, range(4)), scenes(home, range(10, 13), ()), lambda done, total: told.append((done, total)))
    assert told[-1] == (7, 7)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_a_dataset_of_an_earlier_version_without_originals_has_a_report(home: Home) -> None:
    pack = scenes(home, range(4))
    (pack.folder / "originals.json").unlink()
    sizes = health(home, pack, None)["domains"]["source"]["sizes"]
    assert not sizes["original"]
    assert sizes["common"] == [{"width": 160, "height": 120, "count": 4}]


def test_an_ingested_pair_has_a_report(home: Home, tmp_path: Path) -> None:
    source = folder_of(tmp_path / "s", {f"{name}/{seed}.png": scene(seed) for seed, name in enumerate("aaaaabbbbb")})
    target = folder_of(tmp_path / "t", {f"{seed}.png": scene(seed) for seed in range(10, 14)})
    packs = ingest(str(source), home, role="source"), ingest(str(target), home, role="target")
    assert codes(health(home, *packs)) == []
