"""The three places: Adapt, Data and Results."""
