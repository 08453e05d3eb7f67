"""Makes assets/export.npz: the ONNX file of the default backbone, frozen, without its weights, and what PyTorch makes of the probe.

    PYTHONPATH=. python docs/make_export.py

To be run again when its wheel, timm or how a frozen backbone is read (tlgui/models/depths.py) change; a test says so.
"""

from __future__ import annotations

import tempfile

import numpy as np
import onnx
from onnx import numpy_helper

from tlgui.home import Home
from tlgui.models.backbones import open_backbone
from tlgui.models.catalogue import DEFAULT
from tlgui.training.feature_cache import prefix_of, weights_of
from tlgui.training.prefix import Prefix
from tlgui.training.shipped_export import FILE, ShippedExport, default_folded


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        backbone = open_backbone(Home.open(folder), DEFAULT)
    depth, size = len(backbone.stages), backbone.image_size
    prefix = Prefix(lambda: prefix_of(backbone, depth, False), size)
    model = onnx.load_from_string(prefix.exported())
    for tensor, weights in zip(model.graph.initializer, default_folded(), strict=True):
        np.testing.assert_array_equal(numpy_helper.to_array(tensor), weights, f"{tensor.name} is folded otherwise")
        tensor.ClearField("raw_data")
    about = {"weights": weights_of(backbone, depth, False), "size": size}
    ShippedExport(about, model.SerializeToString(), prefix.expected).write(FILE)
    print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
