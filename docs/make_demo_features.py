"""Makes assets/demo/features.npz: the features of the demo's icons by the default backbone, as PyTorch computes them in float32.

    PYTHONPATH=. python docs/make_demo_features.py

To be run again when the icons, the default backbone or the version of ``features`` (tlgui/versions.py) change; a test says so. The last
digits depend on the processor and on torch.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np

from tlgui.data.dataset import Pictures
from tlgui.data.demo import make_demo
from tlgui.home import Home
from tlgui.models.backbones import open_backbone
from tlgui.models.catalogue import DEFAULT
from tlgui.training.device import Device
from tlgui.training.engines import FALLBACK
from tlgui.training.feature_cache import activations
from tlgui.training.shipped_features import FILE, ShippedFeatures, about


def main() -> None:
    hashes, features = [], []
    with tempfile.TemporaryDirectory() as folder:
        home, device = Home.open(Path(folder)), Device("cpu")
        backbone = open_backbone(home, DEFAULT)
        for pack in (*make_demo(home, "icons"), make_demo(home, "icons-flat")[1]):
            pictures = Pictures(pack, backbone.image_size, backbone.mean, backbone.std, keep=False)
            hashes.append(pack.hash_bytes)
            features.append(activations(home, pictures, backbone, len(backbone.stages), device, engine=FALLBACK, two_depths=True))
        ShippedFeatures.write(FILE, about(backbone, backbone.image_size), np.concatenate(hashes), np.concatenate(features))
    print(f"{FILE.name}: {sum(map(len, features))} pictures, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
