"""Local accounts: who may sign in to the studio, and in which roles. Kept in one file.

The file lies in the data folder, readable by its owner alone, because the studio works on a folder
of files on one machine: it needs no database. A password is kept as an argon2id hash.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import TypeAdapter, ValidationError

from service.domain.content.base import Handle
from service.domain.nearest import did_you_mean
from service.errors import BedsideError, Problem
from service.studio import passwords

#: What an account may do besides approving in one of the library's own roles.
EDITOR, COMPLIANCE = "editor", "compliance"
STUDIO_ROLES = (EDITOR, COMPLIANCE)

_HANDLE: TypeAdapter[str] = TypeAdapter(Handle)
_SHAPE: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[Annotated[str, Handle], dict[str, Any]])


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in. `name` is the handle that approvals and `written_by` carry.

    Raising `epoch` ends every session. Without a `password` only a one-time link signs in.
    """

    name: str
    roles: frozenset[str] = frozenset()
    epoch: int = 0
    password: str = field(default="", repr=False)

    @property
    def edits(self) -> bool:
        """Whether they may change the library's files."""
        return EDITOR in self.roles

    @property
    def reviews(self) -> tuple[str, ...]:
        """The library's roles in which they may approve."""
        return tuple(sorted(self.roles - set(STUDIO_ROLES)))


class Accounts:
    """The accounts of one installation. Each change is one whole new file."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._held: dict[str, Account] = {}

    def all(self) -> tuple[Account, ...]:
        """Every account by name. Raises `BedsideError`."""
        return tuple(account for _, account in sorted(self._read().items()))

    def get(self, name: str) -> Account | None:
        """The account of a name, if there is one."""
        return self._read().get(name)

    def add(
        self,
        name: str,
        roles: frozenset[str],
        known: frozenset[str],
        password: str | None = None,
    ) -> Account:
        """Make an account. Raises `BedsideError` with all that is wrong, and makes none then."""
        problems = list(_role_problems(roles, known))
        if password is not None:
            problems += passwords.faults(password)
        try:
            _HANDLE.validate_python(name)
        except ValidationError:
            what, fix = "the name does not fit", "a handle such as `jo.rivera`"
            problems.append(Problem("NAME", 0, 0, "C130", what, fix))
        with self._changing() as held:
            if name in held:
                what, fix = "an account has this name", "choose another, or change its roles"
                problems.append(Problem("NAME", 0, 0, "C131", what, fix))
            if problems:
                raise BedsideError(problems)
            hashed = "" if password is None else passwords.hashed(password)
            held[name] = Account(name, roles, password=hashed)
        return held[name]

    def change(
        self,
        name: str,
        *,
        roles: frozenset[str] | None = None,
        known: frozenset[str] = frozenset(),
        password: str | None = None,
    ) -> Account:
        """Give other roles or a new password, and end every session. Raises `BedsideError`."""
        problems = list(_role_problems(roles, known)) if roles is not None else []
        if password is not None:
            problems += passwords.faults(password)
        if problems:
            raise BedsideError(problems)
        hashed = None if password is None else passwords.hashed(password)
        with self._changing() as held:
            account = _known(held, name)
            held[name] = replace(
                account,
                epoch=account.epoch + 1,
                roles=account.roles if roles is None else roles,
                password=account.password if hashed is None else hashed,
            )
        return held[name]

    def end_sessions(self, name: str) -> None:
        """Sign somebody out wherever they are signed in."""
        self.change(name)

    def remove(self, name: str) -> None:
        """Take an account away. Raises `BedsideError`."""
        with self._changing() as held:
            _known(held, name)
            del held[name]

    # --- the file --------------------------------------------------------------------------------

    @contextmanager
    def _changing(self) -> Iterator[dict[str, Account]]:
        with self._lock:
            held = dict(self._read())
            yield held
            self._write(held)

    def _read(self) -> Mapping[str, Account]:
        """What the file says now; it is parsed again only when it has changed."""
        try:
            state = self._file.stat()
        except FileNotFoundError:
            self._held, self._seen = {}, None
            return self._held
        mark = (state.st_mtime_ns, state.st_size, state.st_ino)
        if mark != self._seen:
            self._held, self._seen = self._parsed(), mark
        return self._held

    def _parsed(self) -> dict[str, Account]:
        try:
            data = _SHAPE.validate_json(self._file.read_bytes())
            return {
                name: Account(
                    name, frozenset(row["roles"]), int(row["epoch"]), str(row["password"])
                )
                for name, row in data.items()
            }
        except OSError as error:
            what = f"cannot be read ({error.strerror})"
            problem = Problem(str(self._file), 0, 0, "C132", what, "mend the file's rights")
        except (ValidationError, KeyError, TypeError, ValueError):
            fix = "restore it, or delete it and add the accounts again"
            problem = Problem(str(self._file), 0, 0, "C132", "it is not a list of accounts", fix)
        raise BedsideError([problem]) from None

    def _write(self, held: Mapping[str, Account]) -> None:
        rows = {}
        for name, account in sorted(held.items()):
            row = asdict(account) | {"roles": sorted(account.roles)}
            del row["name"]
            rows[name] = row
        draft = self._file.with_name(f".{self._file.name}.{os.getpid()}.part")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as out:
                json.dump(rows, out, indent=2)
                out.write("\n")
                out.flush()
                os.fsync(out.fileno())
            draft.replace(self._file)
        except OSError as error:
            draft.unlink(missing_ok=True)
            what = f"cannot be written ({error.strerror})"
            fix = "mend the rights of the data folder"
            raise BedsideError([Problem(str(self._file), 0, 0, "C132", what, fix)]) from None


def _known(held: Mapping[str, Account], name: str) -> Account:
    if name not in held:
        fix = did_you_mean(name, held) or "see `bedside studio accounts list`"
        raise BedsideError([Problem("NAME", 0, 0, "C133", "no account has this name", fix)])
    return held[name]


def _role_problems(roles: frozenset[str], known: frozenset[str]) -> Iterator[Problem]:
    valid = sorted({*STUDIO_ROLES, *known})
    for role in sorted(roles - set(valid)):
        near = did_you_mean(role, valid)
        fix = near or f"there are {', '.join(valid)}"
        yield Problem("--role", 0, 0, "C134", "there is no such role", fix)
