"""What a run is asked to do, and what it is told about its target."""
