"""Telling other systems what happened: entries of the decision log as signed calls to them."""
