"""From life to case: a receipt becomes a golden decision case with nothing personal in it."""
