"""Relational knowledge distillation: not a teacher's features are learned but the distances and angles between them.

Park et al., "Relational Knowledge Distillation", CVPR 2019, arXiv:1904.05068, eqs. 5–10.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

SMALL = 1e-12
"""Squared distances are not smaller than this before the root: its gradient at zero is infinite."""


def relation_losses(student: Tensor, teacher: Tensor) -> tuple[Tensor, Tensor]:
    """How far the student's distances and angles are from the teacher's: both losses, smooth L1.

    ``student`` (n, d) and ``teacher`` (n, e) are the same n pictures; widths may differ. No gradient flows into the teacher.

    Returns
    -------
    Between the pairwise distances of both, each divided by the mean of its positive ones (eqs. 5–8); the loss's mean is over all n² pairs, the
    diagonal's zeros included, as in the authors' code. A batch whose points are all equal has distances of zero. And between the cosines of
    all angles that three pictures make (eqs. 9–10), mean over n³ triples.
    """
    of_teacher = _relations(teacher.detach())
    of_student = _relations(student)
    distance, angle = (functional.smooth_l1_loss(ours, theirs) for ours, theirs in zip(of_student, of_teacher, strict=True))
    return distance, angle


def _relations(points: Tensor) -> tuple[Tensor, Tensor]:
    """Relative distances (n, n) and cos∠(xᵢ, xⱼ, xₖ) at the vertex xⱼ for all triples (n, n, n): first the vertex.

    Both come from the products (xᵢ − xⱼ)·(xₖ − xⱼ), whose diagonal holds the squared distances: an array (n, n, d) is made only once, and its
    rows are not normalised but their products are. From xᵢ·xₖ alone it would be quicker still, but of near points most digits would be lost.
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
