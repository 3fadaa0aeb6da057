"""The try-on's networks and how they are trained."""
