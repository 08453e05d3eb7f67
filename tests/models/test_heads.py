"""A fitted estimator as a torch head."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from tlgui.models.heads import linear_head


@pytest.mark.parametrize("classes", [[0, 1], [0, 1, 2, 3], [1, 3], [2, 3, 5]])
def test_head_gives_the_estimators_probabilities_and_none_to_classes_it_never_saw(classes: list[int]) -> None:
    random = np.random.default_rng(0)
    labels = np.asarray(classes * 12)
    features = (random.normal(size=(len(labels), 6)) + labels[:, None]).astype(np.float32)
    estimator = LogisticRegression().fit(features, labels)
    head = linear_head(estimator, 6, features)
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
        linear_head(estimator, 2, features)
