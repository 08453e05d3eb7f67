"""Labels that a person gives to pictures of a target, one by one, and what they say of the networks that were trained for it."""
