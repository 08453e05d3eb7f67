"""A reference is trained once for its owner, whoever else compares with the same."""

from __future__ import annotations

from tlgui.home import LOCAL_OWNER, Home
from tlgui.runs.store import RunStore
from tlgui.spec.run_spec import RunSpec
from tlgui.training import reference


def test_two_who_compare_with_the_same_do_not_take_each_others_place(home: Home) -> None:
    owners = (LOCAL_OWNER, "a", "../b")
    runs = {owner: RunStore(home).create(RunSpec(reference="baseline"), {}, owner) for owner in owners}
    for run in runs.values():
        reference.remember(home, "key", run)
    assert {owner: reference.find(home, "key", owner) for owner in owners} == runs
    assert reference.find(home, "key", "c") is None
    assert len(list(home.references.iterdir())) == 3
    assert reference.entry(home, "key", LOCAL_OWNER).name == "key.json"  # where earlier versions kept it
