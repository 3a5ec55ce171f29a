"""Statements of the busy path: written with SQLAlchemy, compiled once a database, and handed to
its driver as they are.

SQLAlchemy's own execution costs more than what an embedded database does for it, and a decision
takes a dozen statements. Types, transactions, pooled connections and errors stay SQLAlchemy's.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Column, Connection, Dialect, Insert, Select, Text, Update, bindparam
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import Boolean, TypeDecorator, TypeEngine

Convert = Callable[[Any], Any] | None


#: What stands for a list in a statement of SQLite until it is known how long the list is.
_LIST = "<?>"


class _Several(TypeDecorator[Sequence[str]]):
    """A list of words as one value: an array where there are arrays."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(Text()))


class one_of(ColumnElement[bool]):  # noqa: N801 - it reads as a function of SQL
    """Whether a column holds one of the words in a parameter, of which a statement has one.

    The statement hardly changes with their number, so a database can keep it prepared.
    """

    inherit_cache = False
    type = Boolean()

    def __init__(self, column: Column[Any], name: str) -> None:
        self.column, self.words = column, bindparam(name, type_=_Several())

    def self_group(self, against: Any = None) -> one_of:  # noqa: ARG002 - SQLAlchemy's own form
        """Itself: compared with 1, as SQLite's booleans are, it would find no index."""
        return self


@compiles(one_of)
def _any_of_an_array(element: one_of, compiler: SQLCompiler, **more: Any) -> str:
    column = compiler.process(element.column, **more)
    return f"{column} = ANY ({compiler.process(element.words, **more)})"


@compiles(one_of, "sqlite")
def _any_of_a_list(element: one_of, compiler: SQLCompiler, **more: Any) -> str:
    column = compiler.process(element.column, **more)
    return f"{column} IN (<{compiler.process(element.words, **more)}>)"


class _Form:
    """A statement in one database's words."""

    def __init__(self, statement: Any, dialect: Dialect, given: Sequence[str] | None) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=given)
        assert isinstance(compiled, SQLCompiler)
        self.sql = compiled.string
        types = {name: bind.type for name, bind in compiled.binds.items()}
        self.positional = compiled.positiontup is not None
        self.fixed = {n: v for n, v in compiled.params.items() if v is not None}
        self.binds: list[tuple[str, Convert]] = [
            (name, types[name].dialect_impl(dialect).bind_processor(dialect))
            for name in compiled.positiontup or types
        ]
        self.several = next((n for n, type_ in types.items() if isinstance(type_, _Several)), "")
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self.row: Any = namedtuple("Found", [column.name for column in columns])  # type: ignore[misc]
        self.reads: list[Convert] = [
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns
        ]
        self.plain = not any(self.reads)

    def asked(self, given: Mapping[str, Any]) -> tuple[str, Any]:
        """The statement and its parameters as the driver wants them."""
        if self.fixed:
            given = {**self.fixed, **given}
        if not self.positional:
            return self.sql, {
                name: given[name] if convert is None else convert(given[name])
                for name, convert in self.binds
            }
        sql = self.sql
        values: list[Any] = []
        for name, convert in self.binds:
            value = given[name]
            if name == self.several:
                # Filled up to a power of two by repeating a word, so that lengths are few.
                size = 1 << (len(value) - 1).bit_length() if value else 1
                sql = sql.replace(_LIST, ",".join("?" * size))
                values += value or [None]
                values += values[-1:] * (size - len(value or [None]))
            else:
                values.append(value if convert is None else convert(value))
        return sql, values

    def found(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """Rows with their columns by name."""
        if self.plain:
            return [self.row._make(row) for row in rows]
        reads = self.reads
        return [
            self.row._make(
                [
                    value if read is None or value is None else read(value)
                    for value, read in zip(row, reads, strict=True)
                ]
            )
            for row in rows
        ]


class Prepared:
    """A statement ready to run; `given` names the columns of an insert."""

    def __init__(
        self,
        statement: Select[Any] | Insert | Update | Mapping[str, Insert],
        given: Sequence[str] | None = None,
    ) -> None:
        self._statement, self._given = statement, given
        self._forms: dict[str, _Form] = {}

    def _form(self, connection: Connection) -> _Form:
        name = connection.dialect.name
        form = self._forms.get(name)
        if form is None:
            own = self._statement
            statement = own[name] if isinstance(own, Mapping) else own
            form = self._forms[name] = _Form(statement, connection.dialect, self._given)
        return form

    def rows(self, connection: Connection, given: Mapping[str, Any]) -> list[Any]:
        """What a query finds."""
        return read_all(connection, (self, given))[0]

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Write once for each row."""
        if not rows:
            return
        form = self._form(connection)
        with _told(connection) as cursor:
            if len(rows) == 1:
                cursor.execute(*form.asked(rows[0]))
            else:
                cursor.executemany(form.sql, [form.asked(row)[1] for row in rows])


def read_all(connection: Connection, *asked: tuple[Prepared, Mapping[str, Any]]) -> list[list[Any]]:
    """What several queries find, in one journey where the database is far away."""
    forms = [(prepared._form(connection), given) for prepared, given in asked]
    if connection.dialect.name == "sqlite" or len(asked) == 1:
        with _told(connection) as cursor:
            return [
                form.found(cursor.execute(*form.asked(given)).fetchall()) for form, given in forms
            ]
    driver: Any = connection.connection.driver_connection
    with _told(connection), driver.pipeline():
        cursors = [driver.execute(*form.asked(given)) for form, given in forms]
        return [
            form.found(cursor.fetchall()) for (form, _), cursor in zip(forms, cursors, strict=True)
        ]


@contextmanager
def together(connection: Connection) -> Iterator[None]:
    """Send the writes of a block at once where the database is far away; faults come at its end."""
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    with _told(connection), driver.pipeline():
        yield


@contextmanager
def _told(connection: Connection) -> Iterator[Any]:
    """A cursor of the driver, whose errors are told as SQLAlchemy tells its own."""
    raw = connection.connection
    cursor: Any = raw.cursor()
    dialect = connection.dialect
    assert dialect.dbapi is not None
    base: type[Exception] = dialect.dbapi.Error
    try:
        yield cursor
    except base as error:
        gone = dialect.is_disconnect(error, raw, cursor)  # type: ignore[arg-type]
        if gone:
            # The others in the pool went with it; the next call opens new ones.
            connection.engine.dispose()
            connection.invalidate(error)
        raise DBAPIError.instance(
            None, None, error, base, True, connection_invalidated=gone, dialect=dialect
        ) from error
    finally:
        if not connection.invalidated:
            cursor.close()
