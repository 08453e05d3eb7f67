"""TrAdaBoost on a source of which one half contradicts the target."""

from __future__ import annotations

import numpy as np
import torch

from tlgui.strategies.objectives.boosting import TrAdaBoost


def sample(seed: int, count: int, turned: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Two classes along one axis; turned, the other way round."""
    random = np.random.default_rng(seed)
    labels = np.arange(count) % 2
    points = random.normal(size=(count, 4))
    points[:, 0] += 3.0 * (2 * labels - 1) * (-1 if turned else 1)
    return torch.from_numpy(points.astype(np.float32)), torch.from_numpy(labels)


def test_source_pictures_that_contradict_the_target_lose_their_weight() -> None:
    (good, good_labels), (bad, bad_labels), (few, few_labels) = sample(0, 60, False), sample(1, 120, True), sample(2, 10, False)
    features, labels = torch.cat([good, bad, few]), torch.cat([good_labels, bad_labels, few_labels])
    is_target = torch.arange(len(features)) >= 180
    boosting = TrAdaBoost(rounds=20, freedom=0.1)
    head = boosting.head(features, labels, is_target, 3)
    test, truth = sample(3, 200, False)
    accuracy = (head(test).argmax(1) == truth).float().mean()
    plain = TrAdaBoost(rounds=2, freedom=0.1).head(features, labels, is_target, 3)
    assert accuracy > 0.9
    assert accuracy > (plain(test).argmax(1) == truth).float().mean()


def test_a_round_that_is_no_better_than_a_coin_ends_the_boosting() -> None:
    """Twenty rounds of weights that lean on ever fewer pictures once let rounding decide between 95 % and chance."""
    random = np.random.default_rng(0)
    labels = torch.arange(90) % 3
    features = torch.from_numpy(random.normal(size=(90, 4)).astype(np.float32))  # nothing to learn
    head = TrAdaBoost(rounds=20, freedom=1e-3).head(features, labels, torch.arange(90) >= 60, 3)
    assert len(head.votes) < 10
    assert (head.votes > 0).all()


def test_the_head_holds_the_vote_and_outputs_are_shares_of_it() -> None:
    features, labels = sample(0, 40, False)
    head = TrAdaBoost(rounds=6, freedom=1.0).head(features, labels, torch.arange(40) >= 30, 3)
    assert len(head.votes) == 3
    shares = head(features).exp() - head.FLOOR
    torch.testing.assert_close(shares.sum(1), torch.ones(40))
    assert float(shares[:, 2].abs().max()) < 1e-6  # a class that nobody had
    assert head(features).softmax(1).sum(1).allclose(torch.ones(40))
