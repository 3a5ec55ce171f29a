"""The commands under `bedside eval`: options in, text out, an exit code. Cheap to import."""
