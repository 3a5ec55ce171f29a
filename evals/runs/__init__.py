"""Runs as data: cases in, results out, a log that can be resumed, judged again and compared."""
