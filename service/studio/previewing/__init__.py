"""What the Preview and All-at-once pages show: a question, its decision, and its words' sources."""
