"""Finding what works on a pair without knowing the target's labels: a portfolio of strategies, a rule that chooses, a verdict."""
