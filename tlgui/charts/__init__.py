"""Plain data in, plotly traces and layouts out: pure functions, shared by the page and the report."""
