"""The words that a rewording may trade for one another, as data."""
