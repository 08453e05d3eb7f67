"""Training: features, loop, evaluation, picking, checkpoints, and the job that combines them."""
