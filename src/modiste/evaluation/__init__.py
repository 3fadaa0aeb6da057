"""Figures on held-out data, through the same classes that serve; no torch in here."""
