"""Measurements of quality and speed; run by hand, on data that is not in this repository."""
