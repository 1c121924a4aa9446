"""Differential testing of the split: made-up methods, run before and after their fix in a host that writes all down."""
