"""Rooms: several people who share one server, each with things of their own. Without one, everything belongs to whoever sits at the machine."""
