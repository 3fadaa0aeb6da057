"""What shoppers do and say: one event shape, and a log that can be replayed."""
