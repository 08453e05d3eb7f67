"""The places: Data, Adapt, Results, Learn, and what stands beside them."""
