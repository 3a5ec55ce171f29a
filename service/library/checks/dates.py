"""Dates: content that has expired, or will soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from service.domain.content import Value
from service.errors import Problem
from service.library.library import Item, Library

#: How long ahead an editor is told.
SOON = timedelta(days=30)


def check_dates(library: Library, on: date) -> Iterator[Problem]:
    """Modules and claims that are past their date, or within a month of it."""
    dated: list[tuple[Item[Value], date]] = [
        *((item, item.value.expires) for item in library.modules.values()),
        *((item, item.value.expires) for item in library.claims.values()),
    ]
    for item, expires in dated:
        if expires < on:
            yield item.problem(
                ("expires",),
                "L402",
                f"it expired on {expires}",
                "review it and set a new date, or retire it",
            )
        elif expires <= on + SOON:
            yield item.problem(
                ("expires",),
                "L403",
                f"it expires on {expires}",
                "have it reviewed before then",
                level="warning",
            )
