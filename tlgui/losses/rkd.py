"""Relational knowledge distillation: learn the distances and angles between a teacher's features, not the features themselves.

Park et al., "Relational Knowledge Distillation", CVPR 2019, arXiv:1904.05068, eqs. 5–10.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

SMALL = 1e-12
"""Lower bound for squared distances before the root, whose gradient at zero is infinite."""


def relation_losses(student: Tensor, teacher: Tensor) -> tuple[Tensor, Tensor]:
    """How far the student's distances and angles are from the teacher's: two smooth L1 losses.

    ``student`` (n, d) and ``teacher`` (n, e) are the same n pictures; widths may differ. No gradient flows into the teacher.

    Returns
    -------
    First, the loss between the pairwise distances of both, each divided by the mean of its positive ones (eqs. 5–8), averaged over all n²
    pairs including the zeros of the diagonal, as in the authors' code. If all points of a batch are equal, their distances are zero. Second,
    the loss between the cosines of all angles of three pictures (eqs. 9–10), averaged over n³ triples.
    """
    of_teacher = _relations(teacher.detach())
    of_student = _relations(student)
    distance, angle = (functional.smooth_l1_loss(ours, theirs) for ours, theirs in zip(of_student, of_teacher, strict=True))
    return distance, angle


def _relations(points: Tensor) -> tuple[Tensor, Tensor]:
    """Relative distances (n, n) and cos∠(xᵢ, xⱼ, xₖ) at the vertex xⱼ for all triples (n, n, n), indexed by the vertex first.

    Both come from the products (xᵢ − xⱼ)·(xₖ − xⱼ), whose diagonal holds the squared distances: an array (n, n, d) is made only once, and
    the products are normalized instead of its rows. Using only xᵢ·xₖ would be faster still, but lose most digits for nearby points.
    """
    differences = points[None] - points[:, None]
    products = differences @ differences.transpose(1, 2)
    squared = products.diagonal(dim1=1, dim2=2)
    different = squared > SMALL
    safe = squared.clamp_min(SMALL)
    distances = torch.where(different, safe.sqrt(), torch.zeros_like(squared))
    inverse = torch.where(different, safe.rsqrt(), torch.zeros_like(squared))
    relative = distances / (distances.sum() / different.sum().clamp_min(1)).clamp_min(SMALL)
    return relative, products * inverse[:, :, None] * inverse[:, None, :]
