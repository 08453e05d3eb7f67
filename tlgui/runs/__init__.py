"""Runs: what was asked for (spec), what happened (events), and where both are kept (store)."""
