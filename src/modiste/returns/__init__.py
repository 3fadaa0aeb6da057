"""Learning fit from feedback: odds that a size is too small or too large, learnt per event."""
