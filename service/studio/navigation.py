"""The entries of the studio's main navigation. A page that exists adds its own."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One entry: where it stands among the others, its words, and where it leads.

    `for_roles` hides it from accounts with none of these roles; the route itself must still ask.
    """

    place: int
    title: str
    path: str
    for_roles: frozenset[str] = frozenset()

    def is_for(self, roles: frozenset[str]) -> bool:
        """Whether an account with these roles sees it."""
        return not self.for_roles or bool(self.for_roles & roles)

    def is_current(self, path: str) -> bool:
        """Whether a page belongs to this entry."""
        return path == self.path or path.startswith(f"{self.path}/")
