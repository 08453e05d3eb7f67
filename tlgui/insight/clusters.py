"""Where the target's clusters landed: groups that the features form by themselves, against the classes that are predicted for them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

MOST = 30
FEWEST_PICTURES = 4
"""Average number of pictures needed per cluster."""


def alignment(features: NDArray[np.floating], predictions: NDArray[np.integer], classes: int) -> list[dict[str, Any]]:
    """k-means with as many clusters as classes, and the predicted classes in each: the class-alignment matrix, row by row.

    Parameters
    ----------
    features:
        (n, d), of the target.
    predictions:
        (n,): the class predicted for each.

    Returns
    -------
    For each cluster, ordered by the class that most of it is taken for: its ``pictures`` (nearest to its center first) and ``classes``, pairs
    of class and count, largest first. Empty for fewer than two or more than :data:`MOST` classes, or too few pictures.
    """
    if not 2 <= classes <= MOST or len(features) < FEWEST_PICTURES * classes:
        return []
    from sklearn.cluster import KMeans

    clean = np.nan_to_num(np.asarray(features, np.float32))
    if len(np.unique(clean, axis=0)) < classes:
        return []
    found = KMeans(classes, n_init=4, random_state=0).fit(clean)
    distances = np.linalg.norm(clean - found.cluster_centers_[found.labels_], axis=1)
    clusters = []
    for cluster in range(classes):
        inside = np.flatnonzero(found.labels_ == cluster)
        clusters.append(
            {
                "pictures": inside[np.argsort(distances[inside], kind="stable")].tolist(),
                "classes": [list(pair) for pair in Counter(predictions[inside].tolist()).most_common()],
            }
        )
    return sorted(clusters, key=lambda each: (each["classes"][0][0], -len(each["pictures"])))
