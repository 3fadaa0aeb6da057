"""Benchmarks of the body: scan, photo, and the fit to measures."""
