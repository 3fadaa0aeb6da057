"""Measuring honestly what advice changes: assignment, exposure log, off-policy estimates."""
