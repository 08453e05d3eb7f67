"""What a user would do instead, on the same frozen features: the methods of scikit-learn and skada, each with some settings.

``strategies.py`` shows them beside the strategies of a pair, ``against_skada.py`` on the ground on which *Find the best* was chosen.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from tlgui.training.preparation import Preparation

Features = NDArray[np.float32]
Labels = NDArray[np.int64]

DEEP = {"batch_size": 32, "max_epochs": 50, "lr": 1e-4, "optimizer__weight_decay": 0.01}
"""skada's deep models: Adam, label smoothing 0.1 as ours. Tried on photo → art_painting: Adam at 10⁻³, 3·10⁻⁴, 10⁻⁴ and 5·10⁻⁵, our SGD at
0.02, 0.01 and 0.002, with and without label smoothing, 25, 50 and 100 epochs; weight decays of 0 and 10⁻³ (deep MCC 83.8), 10⁻² (84.4) and
5·10⁻² (84.0), and AdamW's (83.8 to 84.0)."""
SMOOTHING = 0.1
BOTTLENECK = 256
SCALED = " after per-domain scaling"


class Frozen(NamedTuple):
    """Features of a pair, (n, d) and (m, d); the source's labels (n,); the target's (m,), which only score; how many classes there are."""

    source: Features
    labels: Labels
    target: Features
    truth: Labels
    classes: int

    def accuracy(self, predicted: NDArray[np.integer]) -> float:
        """From 0 to 1."""
        return float((predicted == self.truth).mean())

    @property
    def given(self) -> Labels:
        """The labels that a method of adaptation is given: -1 for the target's."""
        return np.concatenate([self.labels, np.full(len(self.target), -1)])

    @property
    def domain(self) -> Labels:
        """skada's: positive for sources, negative for targets."""
        return np.concatenate([np.ones(len(self.labels), int), np.full(len(self.target), -2)])


Method = Callable[[Frozen, int], float]
"""Target accuracy, from 0 to 1, on features, with a seed."""


def regression(strength: float = 1.0):
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=strength, max_iter=2000).set_fit_request(sample_weight=True)


def logistic_regression(frozen: Frozen, seed: int, strength: float = 1.0) -> float:
    """scikit-learn's, on features standardized as the source's are."""
    from sklearn.preprocessing import StandardScaler

    scaled = StandardScaler().fit(frozen.source)
    fitted = regression(strength).fit(scaled.transform(frozen.source), frozen.labels)
    return frozen.accuracy(fitted.predict(scaled.transform(frozen.target)))


def shallow(frozen: Frozen, seed: int, make: Callable[[Frozen, int], object]) -> float:
    """One of skada's classic methods."""
    model = make(frozen, seed)
    model.fit(np.concatenate([frozen.source, frozen.target]), frozen.given, sample_domain=frozen.domain)  # type: ignore[attr-defined]
    domain = frozen.domain[len(frozen.labels) :]
    return frozen.accuracy(model.predict(frozen.target, sample_domain=domain))  # type: ignore[attr-defined]


def deep(frozen: Frozen, seed: int, name: str, scaled: bool, **options: float) -> float:
    """One of skada's deep methods, with a bottleneck like ours."""
    import skada.deep
    import torch
    from sklearn.preprocessing import StandardScaler
    from torch import nn

    shared = StandardScaler().fit(frozen.source)
    first, second = (
        ((each - each.mean(0)) / (each.std(0) + 1e-5) if scaled else shared.transform(each)).astype(np.float32)
        for each in (frozen.source, frozen.target)
    )

    class Head(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.bottleneck = nn.Sequential(nn.Linear(first.shape[1], BOTTLENECK), nn.ReLU())
            self.out = nn.Linear(BOTTLENECK, frozen.classes)

        def forward(self, inputs: torch.Tensor, sample_weight: object = None) -> torch.Tensor:
            return self.out(self.bottleneck(inputs))

    torch.manual_seed(seed)
    if name == "CDAN":
        options["n_classes"] = frozen.classes
    model = getattr(skada.deep, name)(
        Head(),
        layer_name="bottleneck",
        base_criterion=nn.CrossEntropyLoss(label_smoothing=SMOOTHING),
        optimizer=torch.optim.Adam,
        **DEEP,
        train_split=None,
        verbose=0,
        **options,
    )
    model.fit(np.concatenate([first, second]), frozen.given, sample_domain=frozen.domain)
    return frozen.accuracy(model.predict(second, sample_domain=frozen.domain[len(first) :]))


def _classic() -> dict[str, list[tuple[str, Method]]]:
    from skada import CORAL, MMDTarSReweight, OTMapping, PerDomain, SubspaceAlignment, make_da_pipeline
    from sklearn.preprocessing import StandardScaler

    def scaling(strength: float) -> Method:
        return functools.partial(shallow, make=lambda *_: make_da_pipeline(PerDomain(StandardScaler()), regression(strength)))

    def aligned(components: int) -> Method:
        def make(frozen: Frozen, seed: int) -> object:
            there = min(components, len(frozen.source), len(frozen.target))
            return SubspaceAlignment(regression(), n_components=there, random_state=seed)

        return functools.partial(shallow, make=make)

    def with_regression(kind: Callable[..., object], strength: float = 1.0) -> Method:
        return functools.partial(shallow, make=lambda *_: kind(regression(strength)))

    def target_shift(gamma: float) -> Method:
        return functools.partial(shallow, make=lambda *_: MMDTarSReweight(regression(), gamma=gamma))

    return {
        "scikit-learn: logistic regression": [
            (f"C {strength:g}", functools.partial(logistic_regression, strength=strength)) for strength in (1.0, 0.01, 0.001)
        ],
        "skada: per-domain scaling": [(f"C {strength:g}", scaling(strength)) for strength in (1.0, 0.01, 0.001)],
        "skada: CORAL": [(f"C {strength:g}", with_regression(CORAL, strength)) for strength in (1.0, 0.01)],
        "skada: subspace alignment": [(f"{components} components", aligned(components)) for components in (50, 20, 100)],
        "skada: OT mapping": [(f"C {strength:g}", with_regression(OTMapping, strength)) for strength in (1.0, 0.01)],
        "skada: MMD target shift": [(f"gamma {gamma:g}", target_shift(gamma)) for gamma in (1.0, 0.01, 0.001)],
    }


DEEP_METHODS: dict[str, tuple[str, tuple[dict[str, float], ...]]] = {
    "skada: deep CORAL": ("DeepCoral", ({"reg": 100}, {"reg": 10}, {"reg": 1000})),
    "skada: deep MCC": ("MCC", ({"reg": 1, "T": 2.5}, {"reg": 0.3, "T": 2.5}, {"reg": 0.1, "T": 2.5})),
    "skada: DANN": ("DANN", ({"reg": 1, "num_features": BOTTLENECK}, {"reg": 0.1, "num_features": BOTTLENECK})),
    "skada: CDAN": ("CDAN", ({"reg": 1, "num_features": BOTTLENECK},)),
}
"""Each with its settings; the first are what they have without the ground's labels."""


def methods() -> dict[str, list[tuple[str, Method]]]:
    """All, by name, each with its settings in words."""
    found = _classic()
    for scaled in (False, True):
        for name, (kind, settings) in DEEP_METHODS.items():
            found[name + (SCALED if scaled else "")] = [
                (
                    ", ".join(f"{key} {value:g}" for key, value in each.items() if key != "num_features"),
                    functools.partial(deep, name=kind, scaled=scaled, **each),
                )
                for each in settings
            ]
    return found


BESIDE_STRATEGIES = (
    "scikit-learn: logistic regression",
    "skada: per-domain scaling",
    "skada: CORAL",
    "skada: subspace alignment",
    "skada: OT mapping",
    "skada: deep CORAL",
    "skada: deep MCC",
    f"skada: deep CORAL{SCALED}",
    f"skada: deep MCC{SCALED}",
)
"""What ``strategies.py`` shows, with the first of their settings."""


def first_settings(frozen: Frozen, seed: int) -> dict[str, float]:
    """Target accuracy of each of :data:`BESIDE_STRATEGIES`."""
    known = methods()
    return {name: known[name][0][1](frozen, seed) for name in BESIDE_STRATEGIES}


def frozen_of(prepared: Preparation, truth: Labels) -> Frozen:
    """The features of a run; ``truth`` as places in its classes."""
    source, target = prepared.data.source, prepared.data.target
    assert source is not None and target is not None
    return Frozen(
        source.inputs.batch(source.train, None).flatten(1).numpy(),
        source.labels_of(source.train),
        target.inputs.batch(target.scored, None).flatten(1).numpy(),
        truth,
        len(prepared.data.task.classes),
    )
