"""Training of the try-on's generator against a critic."""
