"""NT-Xent, the contrastive loss of SimCLR.

Chen et al., "A Simple Framework for Contrastive Learning of Visual Representations", ICML 2020, arXiv:2002.05709, eq. 1.
"""

from __future__ import annotations

from typing import Literal

import torch
from torch import Tensor
from torch.nn import functional


def nt_xent(
    first: Tensor,
    second: Tensor,
    temperature: float = 0.1,
    similarity: Literal["cosine", "dot"] = "cosine",
    labels: Tensor | None = None,
) -> Tensor:
    """Mean over 2n anchors of −log(e^{s(a, p)/τ} / Σ e^{s(a, b)/τ}), b over all points but the anchor itself.

    Parameters
    ----------
    first, second:
        (n, d), two views of the same n pictures in the same order, n ≥ 1. The positive p of an anchor is its other view.
    temperature:
        τ > 0.
    similarity:
        s: the cosine, or the plain dot product.
    labels:
        (n,), -1 if unknown: labeled pictures of the anchor's own class are not negatives (they are left out of the sum).

    Returns
    -------
    A scalar; log(2n − 1) if all points are equal. (Some libraries add the two views' losses: twice this value.)
    """
    n = len(first)
    points = torch.cat([first, second])
    if similarity == "cosine":
        points = functional.normalize(points, dim=1)
    logits = points @ points.T / temperature
    out = torch.eye(2 * n, dtype=torch.bool, device=points.device)
    positive = torch.arange(2 * n, device=points.device).roll(n)
    if labels is not None:
        twice = torch.cat([labels, labels])
        alike = (twice[:, None] == twice[None]) & (twice[:, None] >= 0)
        alike[torch.arange(2 * n, device=points.device), positive] = False
        out = out | alike
    return functional.cross_entropy(logits.masked_fill(out, -torch.inf), positive)
