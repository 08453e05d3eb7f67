"""FixMatch: a confident prediction on one view of a picture is the label of another view.

Sohn et al., "FixMatch: Simplifying Semi-Supervised Learning with Consistency and Confidence", NeurIPS 2020, arXiv:2001.07685, eq. 4.
"""

from __future__ import annotations

from torch import Tensor
from torch.nn import functional


def confident_cross_entropy(weak: Tensor, strong: Tensor, threshold: float = 0.95) -> Tensor:
    """Cross-entropy of the strong view's prediction with the weak view's class, if that is confident enough.

    Parameters
    ----------
    weak, strong:
        Logits (n, k) of two views of the same pictures. No gradient flows through ``weak``.
    threshold:
        Least probability of the weak view's class for a picture to count.

    Returns
    -------
    The sum over the pictures that count, divided by n: the mean over *all*, so that the loss grows as predictions become confident. Zero if
    none counts.
    """
    sureness, labels = weak.detach().softmax(1).max(1)
    counts = (sureness >= threshold).to(strong.dtype)
    return (functional.cross_entropy(strong, labels, reduction="none") * counts).mean()
