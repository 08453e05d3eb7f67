"""Training: features, loop, evaluation, checkpoints, and the job that combines them."""
