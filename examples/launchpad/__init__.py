"""Launchpad: a terminal monitor for the jobs, builds and runs of a CI fleet."""
