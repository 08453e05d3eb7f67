"""What one takes away from a run."""
