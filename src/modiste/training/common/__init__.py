"""What every trainer shares: encoder, checkpoints, curves, export."""
