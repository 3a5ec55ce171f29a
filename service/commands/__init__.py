"""One file a command: parse, call, print. Rules live below, never here."""
