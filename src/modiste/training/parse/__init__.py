"""The person parser: data, network, training, export."""
