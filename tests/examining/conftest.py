"""The stores of `tests/stores.py`, for the tests in this folder."""

from tests.stores import (  # noqa: F401 - fixtures are found by their names
    postgres,
    postgres_template,
    sqlite_template,
    store,
    url,
)
