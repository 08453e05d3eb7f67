"""Lessons: steps with text, something to press, a question, and a check that the program makes on a person's own runs.

A lesson is a file (:mod:`tlgui.lessons.lesson`, ``docs/adding-a-lesson.md``); :mod:`tlgui.lessons.library` knows which there are,
:mod:`tlgui.lessons.checks` what they can check, :mod:`tlgui.lessons.progress` who is at which step.
"""
