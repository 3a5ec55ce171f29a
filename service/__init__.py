"""Bedside: everything that decides, assembles, serves and records."""

__distribution__ = "bedside"
__version__ = "0.1.0"
