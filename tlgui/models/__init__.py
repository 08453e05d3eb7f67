"""Networks: backbones, the layers between, and what a task needs at the end."""
