"""A class in a room, played against a real server: what people do there, and what must hold meanwhile.

``python -m tests.rooms.classroom --help`` says how to play it; ``tests/rooms/test_class.py`` does.
"""
