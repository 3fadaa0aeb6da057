"""Size charts, which size fits a body, and how large it then looks."""
