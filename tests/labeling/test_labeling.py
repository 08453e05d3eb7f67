"""One person's labeling: what is asked, and what the labels say of the networks and of the shares."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from tests.ui.made import SHAPES, MadeRun, dataset, kinds, name_pictures
from tlgui.data.pack import Pack
from tlgui.errors import UserError
from tlgui.home import Home
from tlgui.insight.labeled_shares import drawn_to_source
from tlgui.labeling.given import Answer
from tlgui.labeling.judged import Judged, Lead
from tlgui.labeling.labeling import Labeling
from tlgui.labeling.shares import LabeledShares
from tlgui.labeling.table import read_labels
from tlgui.runs.index import index_of
from tlgui.views.labeling import labeling_view

Now = Callable[..., Labeling]
UNKNOWN = Answer("unknown")


def truth(pack: Pack, picture: int) -> Answer:
    return Answer("class", sorted(SHAPES[:4])[kinds(pack)[picture]])


def refused(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.problems[0].code


def label(now: Now, count: int) -> Labeling:
    """Name the next pictures rightly."""
    return name_pictures(now, count, sorted(SHAPES[:4]))


def strategy_and_kind(found: Labeling) -> list[tuple[str, str | None]]:
    return [(each.strategy, each.kind) for each in found.networks]


def test_every_finished_run_on_the_target_and_its_references_are_told_apart(labeled: Now) -> None:
    found = labeled()
    assert strategy_and_kind(found) == [("mmd", None), ("dann", None), ("mmd", "baseline"), ("mmd", "normalisation_alone")]
    assert found.classes == tuple(sorted(SHAPES[:4]))
    assert len(found.drawing.disputed) == 30  # the worst is right on 55 of 100 and the best on 85, each on the same ones first
    assert labeled("somebody else").networks == []


def test_a_run_of_source_only_is_one_with_its_reference_and_called_so(
    labeled: Now, home: Home, source: Pack, two_runs: Pack
) -> None:
    before = labeled()
    made = MadeRun(home, source, two_runs, sealed=True, strategy="source-only")
    made.right_on(0.55)  # as the others' references
    try:
        found = labeled()
        assert len(found.networks) == len(before.networks)
        [one] = [each for each in found.networks if made.run.id in each.keys]
        assert one.kind == "baseline"
        names = [each["name"] for each in labeling_view(home, found, "local", "en")["networks"]]
        assert sorted(names) == ["DANN", "MMD", "normalization alone", "source-only"]
    finally:
        shutil.rmtree(made.run.folder)


def test_pictures_come_in_the_same_order_until_all_have_an_answer(labeled: Now) -> None:
    first = labeled().next
    assert labeled().next == first
    found = label(labeled, 3)
    assert found.asked == found.order[:3].tolist()
    assert found.next == found.order[3]


def test_a_run_that_comes_later_does_not_change_the_order(labeled: Now, home: Home, source: Pack, two_runs: Pack) -> None:
    before = label(labeled, 2)
    made = MadeRun(home, source, two_runs, sealed=True, strategy="coral")
    made.begin()
    made.train(final=0.3)
    made.finish(0.3)
    try:
        after = labeled()
        assert len(after.networks) == len(before.networks) + 1
        assert after.order.tolist() == before.order.tolist()
        assert after.drawing.disputed == before.drawing.disputed
    finally:
        shutil.rmtree(made.run.folder)


def test_the_accuracy_of_each_network_stands_after_each_label_and_narrows(labeled: Now) -> None:
    assert all(np.isnan(each.estimate.value) for each in labeled().judged.standings)
    widths = []
    for count in (5, 15, 30):
        found = label(labeled, count)
        standings = {(each.network.strategy, each.network.kind): each for each in found.judged.standings}
        best = standings["dann", None].estimate
        assert best.low <= 0.86 <= best.high
        widths.append(best.high - best.low)
    assert widths == sorted(widths, reverse=True)
    order = [each.estimate.value for each in found.judged.standings]
    assert order == sorted(order, reverse=True)
    assert found.judged.standings[0].network.strategy == "dann"


def test_once_all_are_labeled_the_accuracy_is_exact_and_nothing_is_left_to_ask(labeled: Now) -> None:
    found = label(labeled, 100)
    assert found.next is None
    exact = {(each.network.strategy, each.network.kind): each.estimate for each in found.judged.standings}
    for network in found.networks:
        right = np.mean([network.classes[network.predicted[each]] == truth(found.pack, each).name for each in range(100)])
        assert exact[network.strategy, network.kind] == pytest.approx((right,) * 3)


def test_a_picture_that_nobody_can_name_counts_for_nothing(labeled: Now) -> None:
    found = label(labeled, 6)
    before = {each.network.key: each.labels for each in found.judged.standings}
    found.say(found.next or 0, UNKNOWN)
    after = labeled()
    assert after.next == found.order[7]
    assert {each.network.key: each.labels for each in after.judged.standings} == before
    assert len(after.sample) == 6


def test_a_picture_of_no_class_is_right_for_no_network(labeled: Now) -> None:
    found = label(labeled, 10)
    picture = found.asked[0]  # all are right
    before = {each.network.key: each.estimate.value for each in found.judged.standings}
    assert [network for network in found.networks if before[network.key] > 0]
    found.take_in({picture: Answer("other")})
    after = {each.network.key: each for each in labeled().judged.standings}
    right = [each for each in found.networks if each.classes[each.predicted[picture]] == truth(found.pack, picture).name]
    assert right
    assert all(after[each.network.key].labels == 10 for each in found.judged.standings)
    assert all(after[each.key].estimate.value < before[each.key] for each in right)


def test_a_picture_that_has_an_answer_keeps_it(labeled: Now) -> None:
    before = label(labeled, 3)
    picture = before.next
    assert picture is not None
    after = label(labeled, 1)
    assert after.asked[-1] == picture
    assert not before.say(picture, UNKNOWN)  # it does not know of the answer that came since
    assert labeled().given.answers == after.given.answers


def test_labels_that_were_not_asked_for_count_once_the_order_has_come_to_them(labeled: Now) -> None:
    order = labeled().order
    labeled().take_in({int(each): truth(labeled().pack, int(each)) for each in (order[1], order[50])})
    assert labeled().asked == []
    assert all(each.labels == 0 for each in labeled().judged.standings)
    found = label(labeled, 1)
    assert found.asked == order[:2].tolist()


def test_a_lead_is_told_only_as_far_as_it_is_sure(labeled: Now) -> None:
    assert labeled().judged.lead is None
    few = label(labeled, 2).judged.lead
    assert few is not None
    assert few.worse == ()
    many = label(labeled, 58).judged.lead
    assert many is not None
    assert [each.strategy for each in many.best] == ["dann"]
    assert ("mmd", None) in [(each.strategy, each.kind) for each in many.worse]


@pytest.mark.parametrize(("own", "leads"), [(9, False), (10, True)])
def test_a_network_that_learned_most_labels_leads_by_ten_of_its_own_and_who_is_surely_worse_is_said_of_the_one_that_all_labels_judge(
    labeled: Now, own: int, leads: bool
) -> None:
    found = label(labeled, 60)
    before = found.judged.lead
    assert before is not None
    assert before.worse
    named = {picture: found.classes.index(truth(found.pack, picture).name) for picture in range(len(found.pack))}
    others = np.setdiff1d(np.arange(len(found.pack)), found.asked[own:])
    learned = replace(
        found.networks[0],
        run="learned",
        kind=None,
        classes=found.classes,
        pictures=others,
        predicted=np.array([named[each] for each in others.tolist()]),
    )
    now = labeled()
    now.networks.append(learned)
    after = now.judged.lead
    assert after is not None
    assert {each.labels for each in now.judged.standings} == {own, 60}
    assert (learned in after.best) == leads
    assert (after.judge.key if after.judge is not None else None) == (before.best[0].key if leads else None)
    surely = after.beaten if leads else after.worse  # ten labels say of no network that it is surely worse than the leader
    assert not (after.worse if leads else after.beaten)
    assert {each.key for each in surely} == {each.key for each in before.worse}


def test_a_lead_over_source_only_is_sure_for_as_many_networks_as_are_compared_whichever_one_looks_at(labeled: Now) -> None:
    found = label(labeled, 12)
    mmd, dann = (each.run for each in found.networks if each.kind is None)
    own = next(each for each in found.networks if each.run == dann and each.kind is None)
    baseline = next(each for each in found.networks if each.kind == "baseline")
    alone = Judged([own, baseline], found.task, found.drawn)
    assert (alone.over_source_only(dann), alone.compared) == (True, 1)
    many = [own, *(replace(baseline, run=f"{number}", kind=None, says="", again=()) for number in range(60)), baseline]
    crowd = Judged(many, found.task, found.drawn)
    assert (crowd.over_source_only(dann), crowd.compared) == (
        None,
        61,
    )  # by so few labels one of so many would come out like that
    assert crowd.surely_better == []
    told = replace(own, told=12)
    assert Judged([told, baseline], found.task, found.drawn).compared == 0  # by labels that told it the mix no lead is sure
    assert found.judged.over_source_only("nobody") is None
    assert found.judged.over_source_only(mmd) is None


def test_two_networks_are_compared_by_the_labels_of_pictures_that_both_predict(labeled: Now) -> None:
    found = label(labeled, 60)
    mmd, dann = (each.run for each in found.networks if each.kind is None)
    few = found.networks[1].among(np.asarray(found.asked[:12], np.int64))
    found.networks[1] = replace(few, run="learned", again=())
    told = found.judged.beside("learned", f"{mmd}/baseline")
    assert told is not None
    assert (told.own.labels, told.other.labels) == (12, 12)
    now = labeled()
    better = now.judged.beside(dann, f"{dann}/baseline")  # the same reference under another key
    assert better is not None
    assert now.judged.over_source_only(dann)
    assert better.gain == pytest.approx(better.own.estimate.value - better.other.estimate.value)
    worse = now.judged.beside(mmd, dann)
    assert worse is not None
    assert worse.gain < 0
    assert now.judged.beside(dann, "nobody") is None
    assert label(labeled, 0).judged.beside(dann, mmd) is not None


def test_networks_in_the_lead_are_alike_only_where_they_are_right_on_the_same_pictures(labeled: Now) -> None:
    found = label(labeled, 6)
    network = found.networks[0]
    named = np.array([network.classes.index(truth(found.pack, each).name) for each in range(len(found.pack))])

    def lead(*wrong: int) -> Lead | None:
        """Of networks that are wrong on one picture each."""
        now = labeled()
        now.networks[:] = []
        for number, picture in enumerate(wrong):
            predicted = named.copy()
            predicted[picture] = (named[picture] + 1) % len(network.classes)
            now.networks.append(replace(network, run=str(number), pictures=np.arange(len(named)), predicted=predicted))
        return now.judged.lead

    disputed = {kind: [each for each in found.asked if (each in found.drawing.disputed) == kind] for kind in (True, False)}
    one, other = next(each for each in disputed.values() if len(each) > 1)[:2]
    same, different = lead(one, one), lead(one, other)
    assert same is not None and different is not None
    assert len(same.best) == len(different.best) == 2
    assert (same.alike, different.alike) == (True, False)


def test_every_class_can_be_named_however_many_there_are(labeled: Now, home: Home) -> None:
    many = tuple(f"class {number}" for number in range(300))
    now = labeled()
    now.networks = [replace(each, classes=(*each.classes, *many)) for each in now.networks]
    assert now.classes == (*sorted(SHAPES[:4]), *many)
    now.say(now.next or 0, Answer("class", many[-1]))
    table = f"hash,label\n{now.pack.hash(now.order[1])},{many[-2]}\n".encode()
    assert list(read_labels(home, now, table, "labels.csv").answers.values()) == [Answer("class", many[-2])]
    with pytest.raises(UserError) as caught:
        now.check(Answer("class", "horse"))
    assert caught.value.problems[0].values["known"][18:] == ["class 14", "class 15", "…"]


def test_what_is_no_answer_here_is_refused_in_words(labeled: Now) -> None:
    found = labeled()
    for picture, answer, code in (
        (1000, UNKNOWN, "picture_unknown"),
        (0, Answer("class", "horse"), "label_class_unknown"),
        (0, Answer("value", value=3.0), "label_kind"),
    ):
        assert refused(lambda picture=picture, answer=answer: found.say(picture, answer)) == code
    assert refused(found.undo) == "label_nothing_to_undo"


def test_X1_the_datasets_own_labels_are_not_read(labeled: Now, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(pack: Pack) -> None:
        raise AssertionError("the dataset's own labels were read")

    monkeypatch.setattr(Pack, "labels", read)
    monkeypatch.setattr(Pack, "_labels", read)
    found = labeled()
    found.say(found.next or 0, UNKNOWN)
    labeled().judged.standings, labeled().shares(), labeled().judged.lead


# -- shares ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "target", "says"),
    [
        ([2.6, 3.1, 0.7, 1.2, 1.9, 0, 0], [0.30, 0.22, 0.13, 0.05, 0.21, 0.06, 0.03], "unclear"),  # ten labels
        ([6.4, 4.5, 0.7, 1.2, 6.1, 0, 0], [0.36, 0.28, 0.08, 0.04, 0.18, 0.04, 0.02], "differ"),  # twenty
        ([9, 9, 9, 9, 8, 8, 8], [0.15, 0.15, 0.15, 0.15, 0.14, 0.13, 0.13], "same"),  # sixty
        ([5, 1, 2, 2, 5, 3, 2], [0.26, 0.06, 0.10, 0.10, 0.26, 0.12, 0.10], "unclear"),  # as uneven as a fair draw is
        ([3, 2, 2, 1, 1, 1, 0], [0.17, 0.14, 0.14, 0.14, 0.14, 0.14, 0.13], "unclear"),  # ten: a large difference need not show
    ],
)
def test_too_few_labels_for_a_mixture_are_said_to_be_too_few(counts: list[float], target: list[float], says: str) -> None:
    shares = LabeledShares(tuple("abcdefg"), np.array(counts), np.full(7, 1 / 7), np.array(target), round(sum(counts)))
    assert shares.says == says


def test_a_few_labels_never_speak_for_another_mixture(home: Home) -> None:
    """As many say nothing as no shares are shown for."""
    for count in (9, 10):
        counts, target = np.array([count, 0, 0, 0.0]), np.array([0.7, 0.1, 0.1, 0.1])
        shares = LabeledShares(tuple("abcd"), counts, np.full(4, 1 / 4), target, count)
        assert (shares.differ, shares.says) == ((False, "unclear") if count < 10 else (True, "differ"))


def test_shares_are_counts_with_three_labels_of_the_source(home: Home, source: Pack) -> None:
    """One stratum: no runs, so what was asked for is a simple random sample."""
    target = dataset(home, "unknown", SHAPES[:2], each=20, sketch=True)
    index = index_of(home)
    for count in range(20):
        found = Labeling(home, index, target, source=source.info.id)
        assert found.next == found.order[count]
        found.say(found.next, Answer("class", "bar"))
    shares = Labeling(home, index, target).shares()  # whose classes they are is kept with the labels
    assert shares is not None
    assert shares.counts == pytest.approx([20, 0, 0, 0])
    assert shares.target == pytest.approx(drawn_to_source(np.array([20, 0, 0, 0]), np.full(4, 0.25)))
    assert shares.target == pytest.approx(np.array([20.75, 0.75, 0.75, 0.75]) / 23)
    assert shares.differ


def test_where_the_labels_look_like_the_source_the_shares_do_not_differ(labeled: Now) -> None:
    shares = label(labeled, 40).shares()
    assert shares is not None
    assert not shares.differ
    assert shares.target.sum() == pytest.approx(1)
    assert shares.counts.sum() < 40  # unequal weights are worth fewer labels


def test_what_networks_predict_of_all_pictures_makes_few_labels_tell_more(labeled: Now) -> None:
    """All classes are as frequent here; a dozen labels alone are farther from it than with the networks beside them."""
    found = label(labeled, 12)
    shares = found.shares()
    assert shares is not None
    alone = drawn_to_source(shares.counts, shares.source)
    away, alone_away = (np.abs(each - 0.25).sum() for each in (shares.target, alone))
    assert away < alone_away
    # As if each had learned a label: what they say of all pictures is not known.
    found.networks = [replace(each, pictures=each.pictures[:-1], predicted=each.predicted[:-1]) for each in found.networks]
    unaided = found.shares()
    assert unaided is not None
    assert unaided.target == pytest.approx(alone)


def test_without_a_run_or_a_source_there_are_no_classes_and_no_shares(home: Home) -> None:
    target = dataset(home, "alone", SHAPES[:2], each=4, sketch=True)
    found = Labeling(home, index_of(home), target)
    assert (found.classes, found.shares(), found.judged.lead, found.judged.standings) == ((), None, None, [])
    assert refused(lambda: Labeling(home, index_of(home), target, source="0" * 32)) == "dataset_unknown"


def test_the_classes_of_a_sealed_source_are_not_offered(home: Home, two_runs: Pack) -> None:
    target = dataset(home, "alone", SHAPES[:2], each=4, sketch=True)
    assert refused(lambda: Labeling(home, index_of(home), target, source=two_runs.info.id)) == "sealed_source"
