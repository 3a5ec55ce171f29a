"""Breaks copies of the library and of the guard in known ways, to see whether a case notices."""
