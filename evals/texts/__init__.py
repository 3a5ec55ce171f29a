"""Text sets: the exact finished message on each channel, kept as files that people review."""
