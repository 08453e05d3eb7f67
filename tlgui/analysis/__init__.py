"""Analysis: the feature maps of a run, the shift X-ray of a pair, and how a run's network explains single predictions."""
