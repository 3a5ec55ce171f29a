"""Whatever happens to the bytes of a library's files, reading and checking report, never crash."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import BedsideError
from service.library.building import build
from service.library.checks import cross_check
from service.library.inventory import inventory
from service.library.loader import load_library
from service.library.release_files import read
from tests.library.conftest import LIBRARY

TODAY = date(2026, 11, 24)
FILES = sorted(path.relative_to(LIBRARY) for path in LIBRARY.rglob("*") if path.is_file())

_PIECES = st.sampled_from(
    [
        *(b"", b"\n", b": ", b"- ", b"  ", b"\t", b"[", b"]", b"{", b"}", b"&a ", b"*a", b"!!x "),
        *(b"---\n", b"...", b"'", b'"', b"|\n", b">", b"#", b"%", b"@", b"\x00", b"\xff", b"\r"),
        *(
            b"{{ ",
            b" }}",
            b"[[lock]]",
            b"[[/lock]]",
            b"null",
            b"true",
            b"-1",
            b"1e9",
            b"\xef\xbb\xbf",
        ),
    ]
)
_EDITS = st.lists(
    st.tuples(st.sampled_from(FILES), st.floats(0, 1), st.integers(0, 40), _PIECES),
    min_size=1,
    max_size=4,
)


def _edit(folder: Path, edits: list[tuple[Path, float, int, bytes]]) -> None:
    for file, where, cut, piece in edits:
        raw = (folder / file).read_bytes()
        at = int(where * len(raw))
        (folder / file).write_bytes(raw[:at] + piece + raw[at + cut :])


@pytest.mark.slow
@given(_EDITS)
@settings(max_examples=200, deadline=None)
def test_mutated_library_is_reported(edits: list[tuple[Path, float, int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "library"
        shutil.copytree(LIBRARY, folder)
        _edit(folder, edits)
        with contextlib.suppress(BedsideError):
            library = load_library(folder)
            problems = [*library.problems, *cross_check(library, TODAY)]
            assert all("\n" not in str(problem) for problem in problems)
            inventory(library, TODAY)
            build(library, TODAY)


@pytest.mark.slow
@given(st.binary(max_size=60), st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_no_release(raw: bytes, cut: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "release.json"
        path.write_bytes(b'{"format":1,"hash":"x","release":{}}'[:cut] + raw)
        with pytest.raises(BedsideError):
            read(path)
