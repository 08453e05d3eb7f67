"""What numbers say of features and predictions: scores, divergence, shares of classes, projections. Pure functions of arrays."""
