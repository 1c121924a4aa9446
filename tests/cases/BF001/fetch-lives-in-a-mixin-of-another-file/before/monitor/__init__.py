"""A monitor for nodes."""
