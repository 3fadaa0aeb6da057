"""Rendered pairs: people wearing garments whose flat pattern, and so whose warp, is known exactly.

A garment is cut from a paper pattern, sewn from two layers, draped over a posed body by a small
cloth solver, and drawn twice: worn and lying flat. See ``docs/pairs.md``.
"""
