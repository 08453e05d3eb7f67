"""The examples that come with an exported model: each is one file that runs as it is."""

from __future__ import annotations

_HEAD = '''"""Say what pictures show: python {file} PICTURE ... (needs {needs})."""
import json
{standard}import sys
from pathlib import Path

{imports}
here, names = Path(__file__).parent, sys.argv[1:]
if not names:
    sys.exit(__doc__)
'''
_PICTURES = """about = json.loads((here / "model.json").read_text(encoding="utf-8"))
try:
    pictures = numpy.stack([prepared(name := each, about["image_size"]) for each in names])
except Exception as error:  # it is not there, or is no picture
    sys.exit(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}")
"""
_SAY = """for name, row in zip(names, predictions.tolist()):
    print(json.dumps({"file": name, "predicted": dict(zip(about["classes"] or ["value"], row))}))
"""


def example(format: str) -> str:
    """The example for a format, Python source."""
    return _EXAMPLES[format]


_EXAMPLES = {
    "onnx": _HEAD.format(
        file="example_onnx.py",
        needs="onnxruntime, Pillow, numpy; pi-heif for HEIC",
        standard="import os\n",
        imports="import numpy\nfrom pictures import prepared\n"
        'os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # read when it is imported: it would report to its maker\n'
        "import onnxruntime\n",
    )
    + _PICTURES
    + """model = onnxruntime.InferenceSession((here / "model.onnx").read_bytes())
(predictions,) = model.run(None, {"pictures": pictures})
"""
    + _SAY,
    "torch": _HEAD.format(
        file="example_torch.py",
        needs="torch, Pillow, numpy; pi-heif for HEIC",
        standard="",
        imports="import numpy\nimport torch\nfrom pictures import prepared\n",
    )
    + _PICTURES
    + """with (here / "model.pt2").open("rb") as file:
    model = torch.export.load(file).module()
predictions = model(torch.from_numpy(pictures))
"""
    + _SAY,
    "safetensors": _HEAD.format(
        file="example_safetensors.py", needs="tlgui", standard="", imports="from tlgui import load_model\n"
    )
    + """model = load_model(here / "model.safetensors")
for name in names:
    try:
        print(json.dumps({"file": name, "predicted": model.predict(name)}))
    except Exception as error:  # it is not there, or is no picture
        sys.exit(f"{name} cannot be read: {getattr(error, 'strerror', None) or error}")
""",
}
