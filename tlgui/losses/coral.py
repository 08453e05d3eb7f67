"""Deep CORAL: the distance between the covariances of two samples.

Sun and Saenko, "Deep CORAL: Correlation Alignment for Deep Domain Adaptation", 2016, arXiv:1607.01719, eqs. 1–3.
"""

from __future__ import annotations

from torch import Tensor


def coral(source: Tensor, target: Tensor) -> Tensor:
    """‖C_s − C_t‖²_F / (4 d²), with covariances that divide by n − 1.

    Means do not matter: shifting one sample changes nothing. (Some libraries take the mean over all entries and add the distance of the
    means, which is a different loss.)

    Parameters
    ----------
    source, target:
        Shapes (n, d) and (m, d); n and m may differ and must be 2 or more.

    Returns
    -------
    A scalar, zero or more. With d in the hundreds it is tiny, hence the large weights used with it.

    Raises
    ------
    ValueError
        For a sample of fewer than two points (its covariance divides by n − 1), or for different widths.
    """
    if len(source) < 2 or len(target) < 2:
        raise ValueError(f"a covariance needs two or more points of each domain, got {len(source)} and {len(target)}")
    if source.shape[1] != target.shape[1]:
        raise ValueError(f"features of {source.shape[1]} and {target.shape[1]} dimensions cannot be compared")
    return (_covariance(source) - _covariance(target)).pow(2).sum() / (4 * source.shape[1] ** 2)


def _covariance(points: Tensor) -> Tensor:
    centred = points - points.mean(0)
    return centred.T @ centred / (len(points) - 1)
