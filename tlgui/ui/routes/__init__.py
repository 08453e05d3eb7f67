"""Our own routes, one file per subject."""
