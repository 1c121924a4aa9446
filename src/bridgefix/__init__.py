"""Finds and mends code in Textual apps that runs on the wrong thread."""

__version__ = "0.1.0"
