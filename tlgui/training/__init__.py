"""Training: features, loop, evaluation, picking, checkpoints, and the job that puts them together."""
