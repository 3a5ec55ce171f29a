"""The studio: pages where editors and reviewers see what a change does. See `docs/studio.md`."""
