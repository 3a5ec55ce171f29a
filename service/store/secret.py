"""The secret that pseudonyms, seals and tickets are made with, and the older ones still known.

It comes from `BEDSIDE_SECRET`, or is made once in a file beside the SQLite database that only its
owner can read. Where several are given (one a line, or with spaces between) the first is in use
and the rest are recognised.
"""

from __future__ import annotations

import hmac
import os
import secrets as random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from service.errors import BedsideError

#: Shorter ones could be guessed.
SHORTEST = 32

#: Letters of a check value that name a secret.
_NAME = 16


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """The secret in use, and older ones that are still recognised."""

    current: bytes
    older: tuple[bytes, ...] = ()

    def mac(self, use: str, *parts: str | bytes) -> bytes:
        """A keyed digest of the parts, for one use and no other."""
        return _mac(self.current, use, parts)

    def macs(self, use: str, *parts: str | bytes) -> tuple[bytes, ...]:
        """The digest under each secret, the one in use first."""
        return tuple(_mac(key, use, parts) for key in self)

    @property
    def checks(self) -> tuple[str, ...]:
        """What a store keeps to recognise each secret by, the one in use first."""
        return tuple(_check(key) for key in self)

    @property
    def names(self) -> tuple[str, ...]:
        """What a row says of the secret that it lies under: enough to tell it from the others."""
        return tuple(check[:_NAME] for check in self.checks)

    def __iter__(self) -> Iterator[bytes]:
        yield self.current
        yield from self.older


def keyed(key: bytes, use: str, *parts: str | bytes) -> bytes:
    """A digest of the parts under any key."""
    return hmac.new(key, _joined(use, parts), "sha256").digest()


def _mac(key: bytes, use: str, parts: tuple[str | bytes, ...]) -> bytes:
    digest = _started(key).copy()
    digest.update(_joined(use, parts))
    return digest.digest()


@lru_cache(maxsize=16)
def _started(key: bytes) -> hmac.HMAC:
    """A digest that has taken in a secret already, for the next parts to go on from."""
    return hmac.new(key, digestmod="sha256")


@lru_cache(maxsize=16)
def _check(key: bytes) -> str:
    return _mac(key, "check", ()).hex()


def _joined(use: str, parts: tuple[str | bytes, ...]) -> bytes:
    """Each part with its length, so that no two lists of parts look alike."""
    raws = [part.encode() if isinstance(part, str) else part for part in (use, *parts)]
    return b"".join([len(raw).to_bytes(4) + raw for raw in raws])


def parse_secret(text: str, name: str) -> Secret:
    """One or more secrets, the one in use first. Raises `BedsideError`; shows none of them."""
    words = text.split()
    if not words or min(map(len, words)) < SHORTEST:
        raise BedsideError.at(
            name,
            "D103",
            f"a secret needs {SHORTEST} characters or more",
            "make one with `openssl rand -hex 32`",
        )
    return Secret(words[0].encode(), tuple(word.encode() for word in words[1:]))


def secret_in(file: Path) -> Secret:
    """The secret in a file, made now if there is none. Raises `BedsideError`."""
    try:
        if not file.exists():
            _make(file)
        if file.stat().st_mode & 0o077:
            raise BedsideError.at(str(file), "D104", "others can read it", f"chmod 600 {file.name}")
        return parse_secret(file.read_text(encoding="utf-8"), str(file))
    except OSError as error:
        what = f"cannot be read or made ({error.strerror})"
        fix = "set BEDSIDE_SECRET, or mend the file's rights"
        raise BedsideError.at(str(file), "D102", what, fix) from None


def rotate(file: Path) -> None:
    """Put a new secret in front; the ones before it stay recognised. Raises `BedsideError`."""
    secret_in(file)
    try:
        words = [random.token_hex(32), *file.read_text(encoding="utf-8").split()]
        _write(file, "\n".join(words) + "\n")
    except OSError as error:
        what = f"cannot be written ({error.strerror}); the secrets in it are as they were"
        raise BedsideError.at(str(file), "D102", what, "make room, and rights") from None


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = _draft(file, random.token_hex(32) + "\n")
    try:
        os.link(draft, file)  # of two processes that start at once, one wins and both read it
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _write(file: Path, text: str) -> None:
    _draft(file, text).replace(file)


def _draft(file: Path, text: str) -> Path:
    draft = file.with_name(f".{file.name}.{os.getpid()}.{random.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        draft.unlink()  # a disk that is full is no reason to leave half a secret lying about
        raise
    return draft
