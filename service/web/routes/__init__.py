"""The endpoints. Each function reads, asks and answers in a few lines; the work is elsewhere."""
