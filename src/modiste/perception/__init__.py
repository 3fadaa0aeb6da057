"""What is in the two photos: pose, matte, parse, garment."""
