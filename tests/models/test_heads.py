"""A fitted estimator as a torch head."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.svm import SVR

from tlgui.models.heads import RadialHead, linear_classifier, regressor


@pytest.mark.parametrize("classes", [[0, 1], [0, 1, 2, 3], [1, 3], [2, 3, 5]])
def test_head_gives_the_estimators_probabilities_and_none_to_classes_it_never_saw(classes: list[int]) -> None:
    random = np.random.default_rng(0)
    labels = np.asarray(classes * 12)
    features = (random.normal(size=(len(labels), 6)) + labels[:, None]).astype(np.float32)
    estimator = LogisticRegression().fit(features, labels)
    head = linear_classifier(estimator, 6, features)
    probabilities = torch.softmax(head(torch.from_numpy(features)), 1).detach().numpy()
    np.testing.assert_allclose(probabilities[:, classes], estimator.predict_proba(features), atol=1e-5)
    unseen = [each for each in range(6) if each not in classes]
    assert probabilities[:, unseen].max() < 1e-5


def test_a_head_that_differs_from_its_estimator_is_refused() -> None:
    random = np.random.default_rng(0)
    features, labels = random.normal(size=(20, 3)).astype(np.float32), np.arange(20) % 2
    estimator = LogisticRegression().fit(features, labels)
    honest = estimator.predict_proba
    estimator.predict_proba = lambda given: honest(given)[:, ::-1]
    with pytest.raises(ValueError, match="differs"):
        linear_classifier(estimator, 2, features)


@pytest.mark.parametrize("estimator", [Ridge(alpha=0.5), SVR(C=3.0), SVR(C=0.1, epsilon=0.5)])
def test_a_regressors_head_gives_its_predictions_also_on_features_that_it_never_saw(estimator: Any) -> None:
    random = np.random.default_rng(0)
    features = random.normal(size=(80, 5)).astype(np.float32)
    values = np.sin(features[:, 0]) + features[:, 1] ** 2
    head = regressor(estimator.fit(features[:60], values[:60]), features[:60])
    np.testing.assert_allclose(
        head(torch.from_numpy(features)).squeeze(1).detach().numpy(), estimator.predict(features), atol=1e-4
    )
    loaded = type(head)(*_shape_of(head))
    loaded.load_state_dict(head.state_dict())
    torch.testing.assert_close(loaded(torch.from_numpy(features)), head(torch.from_numpy(features)))


def _shape_of(head: torch.nn.Module) -> tuple[Any, ...]:
    if isinstance(head, RadialHead):
        return np.zeros(head.support.shape), np.zeros(head.dual.shape), 0.0, 0.0
    return 5, 1


def test_a_regressors_head_that_differs_is_refused() -> None:
    random = np.random.default_rng(0)
    features, values = random.normal(size=(20, 3)).astype(np.float32), random.normal(size=20)
    estimator = SVR(gamma=3.0).fit(features, values)
    with pytest.raises(ValueError, match="differs"):
        regressor(estimator, features)
