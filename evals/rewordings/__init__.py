"""Rewording sets: what must hold of any other wording of a module's open words."""
