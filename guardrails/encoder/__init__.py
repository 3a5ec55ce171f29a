"""A small neural network that reads a sentence with the words before it."""
