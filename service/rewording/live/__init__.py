"""Rewording on the spot: under a deadline, a budget, a limit on calls, a breaker and a cache."""
