"""L2-SP: weights are pulled toward their starting point instead of toward zero."""

from __future__ import annotations

from torch import Tensor


def l2_sp(shared: Tensor, start: Tensor, new: Tensor, alpha: float, beta: float) -> Tensor:
    """α/2 ‖w − w⁰‖² + β/2 ‖w_new‖².

    Li et al., "Explicit Inductive Bias for Transfer Learning with Convolutional Networks", ICML 2018, arXiv:1802.01483, section 3.

    Parameters
    ----------
    shared, start:
        (n,): the weights that were trained before, as they are now and as they were at the start.
    new:
        (m,): the randomly initialized weights, which have no starting point worth keeping; may be empty.
    alpha, beta:
        How strongly each is held, 0 or more.

    Raises
    ------
    ValueError
        When ``shared`` and ``start`` differ in shape.
    """
    if shared.shape != start.shape:
        raise ValueError(f"{tuple(shared.shape)} weights and a starting point of {tuple(start.shape)}")
    return alpha / 2 * (shared - start).square().sum() + beta / 2 * new.square().sum()
