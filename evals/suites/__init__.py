"""The golden sets behind one face: list the cases, observe one, judge what was observed."""
