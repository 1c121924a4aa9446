"""What becomes of a tree when the run that writes it is killed, fails, is interrupted, or is not alone in it.

`calls` counts the system calls that bridgefix makes and lets something happen at a chosen one, `trees` makes trees and
says what became of them, `sweeps` tries one moment after the other. `python -m faults` tries all of them.
"""
