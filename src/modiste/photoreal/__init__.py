"""Photoreal engines: diffusion networks of others, their weights fetched by whoever wants them."""
