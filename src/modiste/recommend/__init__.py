"""What suits: suggestions that learn from every reaction."""
