"""L2-SP: weights are pulled towards the point that they started from instead of towards zero."""

from __future__ import annotations

from torch import Tensor


def l2_sp(shared: Tensor, start: Tensor, new: Tensor, alpha: float, beta: float) -> Tensor:
    """α/2 ‖w − w⁰‖² + β/2 ‖w_new‖².

    Li et al., "Explicit Inductive Bias for Transfer Learning with Convolutional Networks", ICML 2018, arXiv:1802.01483, section 3.

    Parameters
    ----------
    shared, start:
        (n,): the weights that came from elsewhere, as they are and as they came.
    new:
        (m,): the weights that were drawn at random, which have no starting point worth keeping; may be empty.
    alpha, beta:
        How strongly either is held, 0 or more.

    Raises
    ------
    ValueError
        When ``shared`` and ``start`` are not of the same shape: the difference would be one of other weights.
    """
    if shared.shape != start.shape:
        raise ValueError(f"{tuple(shared.shape)} weights and a starting point of {tuple(start.shape)}")
    return alpha / 2 * (shared - start).square().sum() + beta / 2 * new.square().sum()
