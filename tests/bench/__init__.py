"""Benchmarks: run by `make bench`, never by the tests. Each figure is a ratio within one run."""
