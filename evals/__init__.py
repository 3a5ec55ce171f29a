"""Golden sets, and the runner that scores the system on them. Start at `golden.py`."""

#: The distribution that these files belong to; another `evals` exists on PyPI.
__distribution__ = "bedside"
