"""A fitted estimator as a torch head: the estimator's own outputs, also on features that it never saw, also once saved and loaded."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from torch import nn

from tests.training.toy import WIDTH
from tlgui.models.heads import NEVER, NeighboursHead, empty_head, evidence, fitted_classifier, fitted_regressor, kind_of
from tlgui.models.network import Network
from tlgui.models.tasks import Classification, Regression
from tlgui.settings import settings_of
from tlgui.strategies import STRATEGIES

EXTRACTION = STRATEGIES["feature-extraction"]
CLASSIFIERS = list(next(item for item in settings_of(EXTRACTION.Settings) if item.name == "classifier").choices or {})
KINDS = {"logistic": "linear", "svm": "linear", "svm_radial": "radial", "neighbours": "neighbours", "perceptron": "perceptron"}


def estimator_of(classifier: str, classes: list[str] | None = None) -> Any:
    """The unfitted estimator that the strategy makes, with the weights of one seed; for values without ``classes``."""
    torch.manual_seed(0)
    task = Regression() if classes is None else Classification(classes)
    network = Network(nn.Sequential(), torch.zeros(1, WIDTH), task, normalisation="shared", bottleneck=0)
    settings = EXTRACTION.Settings(classifier=classifier, hidden=32)
    [phase] = EXTRACTION(settings).phases(network)
    return phase.estimator


def clouds(classes: list[int], count: int = 14, seed: int = 0) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Overlapping classes."""
    random = np.random.default_rng(seed)
    labels = np.asarray(classes * count)
    return (1.5 * random.normal(size=(len(labels), 6)) + labels[:, None]).astype(np.float32), labels


def loaded_again(head: nn.Module) -> nn.Module:
    state = head.state_dict()
    again = empty_head(kind_of(head), state)
    again.load_state_dict(state)
    return again


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("classifier", CLASSIFIERS)
@pytest.mark.parametrize("classes", [[0, 1], [0, 1, 2, 3], [1, 3], [2, 3, 5]], ids=str)
def test_a_head_predicts_what_its_estimator_does_and_never_a_class_that_it_never_saw(classifier: str, classes: list[int]) -> None:
    features, labels = clouds(classes)
    estimator = estimator_of(classifier, list("abcdef"))
    head = fitted_classifier(estimator, 6, features, labels)
    others, _ = clouds(classes, seed=1)
    for given in (features, others):
        with torch.no_grad():
            shares = torch.softmax(loaded_again(head)(torch.from_numpy(given)), 1).numpy()
        assert shares.shape == (len(given), 6)
        assert shares[:, [each for each in range(6) if each not in classes]].max() < 1e-5
        if hasattr(estimator, "predict_proba"):
            np.testing.assert_allclose(shares[:, classes], estimator.predict_proba(given), atol=2e-4)
        np.testing.assert_array_equal(shares.argmax(1), estimator.predict(given))
    assert kind_of(head) == KINDS[classifier]


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("classifier", CLASSIFIERS)
def test_a_regressors_head_gives_its_predictions(classifier: str) -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(80, 5)).astype(np.float32)
    values = np.sin(features[:, 0]) + features[:, 1] ** 2
    estimator = estimator_of(classifier)
    head = fitted_regressor(estimator, features[:60], values[:60])
    with torch.no_grad():
        np.testing.assert_allclose(
            loaded_again(head)(torch.from_numpy(features)).squeeze(1).numpy(), estimator.predict(features), atol=1e-4
        )
    assert kind_of(head) == KINDS[classifier]


@pytest.mark.parametrize(("classifier", "method"), [("logistic", "predict_proba"), ("svm_radial", "decision_function")])
def test_a_head_that_differs_from_its_estimator_is_refused(classifier: str, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    features, labels = clouds([0, 1, 2])
    estimator = estimator_of(classifier, list("abc"))
    honest = getattr(type(estimator), method)
    monkeypatch.setattr(type(estimator), method, lambda self, given: honest(self, given)[:, ::-1].copy())
    with pytest.raises(ValueError, match="differs"):
        fitted_classifier(estimator, 3, features, labels)


def test_a_regressors_head_that_differs_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    estimator = estimator_of("svm_radial").set_params(gamma=3.0)  # the head knows gamma="scale" only
    with pytest.raises(ValueError, match="differs"):
        fitted_regressor(estimator, random.normal(size=(20, 3)).astype(np.float32), random.normal(size=20))


def test_pictures_that_are_the_same_in_two_classes_are_no_difference() -> None:
    """Which of two equally near neighbours counts is nobody's mistake."""
    features = np.repeat(np.random.default_rng(0).normal(size=(10, 4)), 4, axis=0).astype(np.float32)
    head = fitted_classifier(estimator_of("neighbours", ["a", "b"]), 2, features, np.arange(40) % 2)
    assert isinstance(head, NeighboursHead)


def test_few_pictures_ask_all_of_them() -> None:
    features, labels = clouds([0, 1], count=1)
    head = fitted_classifier(estimator_of("neighbours", ["a", "b"]), 2, features, labels)
    with torch.no_grad():
        torch.testing.assert_close(torch.softmax(head(torch.from_numpy(features)), 1), torch.full((2, 2), 0.5))
    far = fitted_classifier(estimator_of("neighbours", ["a", "b"]).set_params(n_neighbors=1), 2, features, labels)
    assert far(torch.from_numpy(features)).min() == NEVER


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("classifier", CLASSIFIERS)
@pytest.mark.parametrize("classes", [[0, 1], [0, 1, 2, 3], [1, 3]], ids=str)
def test_what_speaks_for_any_class_can_be_followed_back_into_the_features(classifier: str, classes: list[int]) -> None:
    """Also for the first of two classes, of which an estimator keeps no row, and for neighbours, whose shares have no slope."""
    features, labels = clouds(classes)
    head = fitted_classifier(estimator_of(classifier, list("abcd")), 4, features, labels)
    given = torch.from_numpy(clouds(classes, seed=1)[0]).requires_grad_(True)
    outputs = head(given)
    chosen = outputs.argmax(1)
    assert set(chosen.tolist()) == set(classes)
    evidence(head, given, outputs)[torch.arange(len(given)), chosen].sum().backward()
    assert given.grad is not None
    assert (given.grad.norm(dim=1) > 1e-6).all()


def test_what_speaks_for_a_class_of_neighbours_is_how_near_they_are() -> None:
    features = np.asarray([[0.0, 0], [1, 0], [3, 4], [60, 80]], np.float32)
    here, mean = torch.zeros(1, 2), (0 + 1 + 5 + 100) / 4
    head = NeighboursHead(features, np.eye(3)[[0, 0, 1, 1]], 3)
    torch.testing.assert_close(evidence(head, here, torch.zeros(1, 3)), torch.tensor([[mean - 0.5, mean - 5, 0]]))
    of_values = NeighboursHead(features, np.asarray([[7.0], [8], [9], [10]]), 3)
    torch.testing.assert_close(evidence(of_values, here, torch.zeros(1, 1)), torch.tensor([[mean - 2]]))
