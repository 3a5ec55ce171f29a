"""Labelled texts of somebody's own: the guard's and the inbound, as YAML, JSON lines or CSV."""
