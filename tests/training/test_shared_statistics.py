"""What statistics are of that both domains share."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from tests.training.toy import WIDTH, gaussian_data
from tlgui.models.layers.domain_norm import DomainNorm
from tlgui.models.network import Network
from tlgui.training.data import Domain, RunData
from tlgui.training.device import Device
from tlgui.training.evaluate import measure_statistics


@pytest.fixture
def data() -> RunData:
    """192 pictures of the source that are seen, 30 of a target that lies elsewhere."""
    both, _ = gaussian_data(shift=4.0)
    assert both.target is not None
    return replace(both, target=replace(both.target, seen=np.arange(30)))


def seen(domain: Domain | None) -> torch.Tensor:
    assert domain is not None
    return domain.inputs.batch(domain.seen, None).double()


def statistics(data: RunData, trained_on: list[str]) -> tuple[DomainNorm, DomainNorm, Network]:
    """The layer in front of the bottleneck, whose statistics are fixed, and the one within, which follows what is learned."""
    network = Network(
        torch.nn.Sequential(), torch.zeros(1, WIDTH), data.task, normalisation="shared", bottleneck=16, bottleneck_norm=True
    )
    measure_statistics(network, data, Device("cpu"), trained_on=trained_on)
    [within] = [layer for layer in network.bottleneck if isinstance(layer, DomainNorm)]
    return network.normalise, within, network


@pytest.mark.parametrize("trained_on", [["source"], ["source", "target"], ["target"]])
def test_both_domains_count_the_same_and_what_learns_follows_those_that_are_trained_on(
    data: RunData, trained_on: list[str]
) -> None:
    fixed, within, network = statistics(data, trained_on)
    source, target = seen(data.source), seen(data.target)
    mean, variance = source.mean(0), source.var(0, correction=0)
    if "target" in trained_on:
        mean = (source.mean(0) + target.mean(0)) / 2
        variance = (variance + target.var(0, correction=0)) / 2 + (source.mean(0) - target.mean(0)) ** 2 / 4
    torch.testing.assert_close(fixed.mean[0].double(), mean, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(fixed.variance[0].double(), variance, rtol=1e-4, atol=1e-5)
    with torch.no_grad():
        into = {name: network.bottleneck[0](fixed.eval()(seen(getattr(data, name)).float())) for name in ("source", "target")}
    means = {name: into[name].mean(0) for name in into}
    together = torch.stack([means[name] for name in trained_on]).mean(0)
    alone = trained_on == ["target"]  # then each has its own
    for row, name in enumerate(into):
        torch.testing.assert_close(within.mean[row], means[name] if alone else together, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(fixed.mean[0], fixed.mean[1])


def test_a_domain_counts_as_one_also_where_only_some_of_its_pictures_are_measured(
    data: RunData, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tlgui.training.evaluate.STATISTICS_PICTURES", 96)
    assert data.source is not None
    data = replace(data, source=replace(data.source, train=np.repeat(data.source.train[:96], 2)))  # of each picture one is taken
    fixed, _, _ = statistics(data, ["source", "target"])
    some = data.source.inputs.batch(data.source.train[::2], None).double()
    torch.testing.assert_close(fixed.mean[0].double(), (some.mean(0) + seen(data.target).mean(0)) / 2, rtol=1e-4, atol=1e-5)
