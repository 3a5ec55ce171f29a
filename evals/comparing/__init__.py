"""Two runs side by side: what changed, why, and whether the difference means anything."""
