"""The bytes of a body: no more than a call may bring, decompressed.

`read_body` refuses what is too large or cannot be decompressed. `read_refused` gives what can be
had of a body all the same, for the stop or the call for help that may be in it.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator

from starlette.requests import Request

from service.web.problems import WebProblem

_READ = "bedside.body"
#: What came of a body so far, and what goes on to bring the rest.
_RAW, _STREAM = "bedside.raw", "bedside.stream"
#: Parts of a gzip body. Each is a look at all that is behind it, and may be of nothing.
_MOST_MEMBERS = 100
_GZIP, _GZIP_BEGINS = ("gzip", "x-gzip"), b"\x1f\x8b"


async def read_body(request: Request, most: int) -> bytes:
    """The body, decompressed, and not one byte more than the limit is held.

    Asked again, it is the one that was read. Raises `WebProblem`: W105, W106, W108.
    """
    kept: bytes | None = request.scope.get(_READ)
    if kept is None:
        kept = request.scope[_READ] = await _read(request, most)
    return kept


async def read_refused(request: Request, most: int) -> bytes:
    """The body of a refused call, up to a limit that may be another one.

    Text that is said to be compressed and is not is read as it is, and whole parts of a gzip body
    before what is none. What was cut off or damaged stays unread. Raises `WebProblem`.
    """
    kept: bytes | None = request.scope.get(_READ)
    if kept is not None:
        return kept
    raw = await _receive(request, most)
    try:
        return _decompressed(raw, _encoding(request), most)
    except WebProblem as problem:
        if problem.kind.code == "W106":
            raise
        if raw.startswith(_GZIP_BEGINS):
            return _gunzip(raw, most, whole=False)
        if not _is_text(raw):
            raise
        return raw


async def _read(request: Request, most: int) -> bytes:
    return _decompressed(await _receive(request, most), _encoding(request), most)


async def _receive(request: Request, most: int) -> bytes:
    """The bytes as they were sent. Asked again with more room, it reads on where it stopped."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > most:
        raise _too_large(most)
    raw: bytearray = request.scope.setdefault(_RAW, bytearray())
    stream: AsyncIterator[bytes] = request.scope.setdefault(_STREAM, request.stream())
    if len(raw) > most:
        raise _too_large(most)
    async for chunk in stream:
        raw += chunk
        if len(raw) > most:
            raise _too_large(most)
    return bytes(raw)


def _encoding(request: Request) -> str:
    return request.headers.get("content-encoding", "identity").strip().lower()


def _decompressed(raw: bytes, encoding: str, most: int) -> bytes:
    if encoding in ("identity", ""):
        return raw
    if encoding in _GZIP:
        return _gunzip(raw, most)
    raise WebProblem("W108", headers={"Accept-Encoding": "gzip, identity"})


def _too_large(most: int) -> WebProblem:
    return WebProblem("W106", detail=f"the body is over the limit of {most} bytes")


def _gunzip(raw: bytes, most: int, *, whole: bool = True) -> bytes:
    """One or more gzip members; stops as soon as the result is over the limit.

    `whole` refuses what follows the last one and is none; else that is passed over.
    """
    out = bytearray()
    for member in range(_MOST_MEMBERS):
        if not raw:
            return bytes(out)
        unzip = zlib.decompressobj(wbits=31)
        try:
            read = unzip.decompress(raw, most + 1 - len(out))
        except zlib.error:
            if member and not whole and not raw.startswith(_GZIP_BEGINS):
                return bytes(out)
            raise WebProblem("W105") from None
        if len(out) + len(read) > most:
            raise _too_large(most)
        if not unzip.eof:
            raise WebProblem("W105")
        out += read
        raw = unzip.unused_data
    raise WebProblem("W105")


def _is_text(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
