"""Where the examples come from: photos, rendered pairs, unpaired people and garments."""
