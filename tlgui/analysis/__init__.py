"""Analysis: scores without target labels, neighbourhoods, maps."""
