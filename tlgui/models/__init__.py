"""Networks: backbones, the layers in between, and the heads of the tasks."""
