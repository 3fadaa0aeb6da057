"""Training of what is known about garments: their kind, how they lie, where their points are."""
