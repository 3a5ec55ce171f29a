"""What Bedside remembers, in SQLite or PostgreSQL: standing, answers, reservations, log, keys."""
