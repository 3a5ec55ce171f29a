"""One kind of error of the API, as the catalogue lists it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebCode:
    """One kind of error. `slug` ends its stable `type`; `retry` says that the same call may work.

    `title` is the same for every occurrence; `means` and `fix` are for the people who read it.
    """

    code: str
    status: int
    slug: str
    title: str
    means: str
    fix: str
    retry: bool = False

    @property
    def type(self) -> str:
        """The problem type (RFC 9457): a path that this service itself explains."""
        return f"/problems/{self.slug}"
