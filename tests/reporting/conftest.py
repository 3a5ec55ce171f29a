"""The stores and services of `tests/stores.py`, for the tests in this folder."""

from tests.stores import (  # noqa: F401 - fixtures are found by their names
    make_world,
    postgres,
    postgres_template,
    sqlite_template,
    store,
    url,
    world,
)
