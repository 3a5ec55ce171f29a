"""Plain values and rules: no file, network, clock, randomness or framework of the shells."""
