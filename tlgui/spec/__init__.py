"""What a run is asked to do, and what it is told of its target."""
