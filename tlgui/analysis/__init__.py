"""Analysis: scores without target labels, neighborhoods, maps."""
