"""What a garment photo shows: cut-out, category, landmarks, inside of the collar."""

from modiste.perception.garment.reader import GarmentReader

__all__ = ["GarmentReader"]
