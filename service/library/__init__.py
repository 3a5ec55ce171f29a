"""The library as files: read, checked, hashed, approved, and frozen into releases."""
