"""Where calls are settled: read, planned, held against what others did, and committed together."""
