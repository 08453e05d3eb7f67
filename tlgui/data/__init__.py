"""From a user's folder or zip to an immutable dataset that training reads without decoding anything."""
