"""Relational knowledge distillation: not a teacher's features are learned but the distances and angles between them.

Park et al., "Relational Knowledge Distillation", CVPR 2019, arXiv:1904.05068, eqs. 5–10.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional

SMALL = 1e-12
"""Squared distances are not smaller than this before the root: its gradient at zero is infinite."""


def distance_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Smooth L1 between the pairwise distances of both, each divided by the mean of its positive ones (eqs. 5–8).

    ``student`` (n, d) and ``teacher`` (n, e) are the same n pictures; widths may differ. No gradient flows into the teacher. The mean is over
    all n² pairs, the diagonal's zeros included, as in the authors' code. A batch whose points are all equal has distances of zero.
    """
    return functional.smooth_l1_loss(_relative_distances(student), _relative_distances(teacher.detach()))


def angle_loss(student: Tensor, teacher: Tensor) -> Tensor:
    """Smooth L1 between the cosines of all angles that three pictures make (eqs. 9–10); mean over n³ triples."""
    return functional.smooth_l1_loss(_angles(student), _angles(teacher.detach()))


def _relative_distances(points: Tensor) -> Tensor:
    squared = (points[:, None] - points[None]).pow(2).sum(2)
    different = squared > SMALL
    distances = torch.where(different, squared.clamp_min(SMALL).sqrt(), torch.zeros_like(squared))
    return distances / (distances.sum() / different.sum().clamp_min(1)).clamp_min(SMALL)


def _angles(points: Tensor) -> Tensor:
    """cos∠(xᵢ, xⱼ, xₖ) at the vertex xⱼ for all triples, shape (n, n, n): first the vertex."""
    differences = points[None] - points[:, None]
    directions = functional.normalize(differences, dim=2)
    return directions @ directions.transpose(1, 2)
