"""Runs the apps of the cases for real and says what is wrong with them.

`case` reads a case folder, `stage` keeps a process with Textual loaded and forks a fresh one for every run, `play` is
what happens in that process, `service` and `fakes` are the blocking world outside, `observe` notes who touches what
from which thread, and `verdict` compares the notes with what the case says.
"""

from .case import Case, CaseError, Scene, find_cases, load
from .stage import Stage
from .verdict import prove

__all__ = ["Case", "CaseError", "Scene", "Stage", "find_cases", "load", "prove"]
