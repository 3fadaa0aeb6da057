"""Drawn garments and rendered people, so that everything can be tried without a photo."""
