"""What every test may ask for: the shared corpus, and a session in which a skip is a failure."""
