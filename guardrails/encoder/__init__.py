"""A small neural network that reads a sentence with the words before it, and how it was trained."""
