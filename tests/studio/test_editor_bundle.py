"""The editor that is served was built from the sources that lie here, and is what it was."""

from __future__ import annotations

import json
import re
from hashlib import sha256

from tests.studio.vendored import ROOT

SOURCES = ROOT / "tests" / "studio" / "editor_js"
BUNDLE = ROOT / "service" / "studio" / "static" / "built" / "editor.bundle.js"

#: Changes with each build; `make vendor-js` gives the same bytes from the same sources.
DIGEST = "3f174c30d599626d9159131c443a67953e15018d02b4015a5fa60e8f25cf0879"


def test_bundle_is_what_was_built() -> None:
    assert sha256(BUNDLE.read_bytes()).hexdigest() == DIGEST


def test_bundle_was_built_from_these_sources() -> None:
    names = ("editor.js", "completing.js", "package-lock.json")
    sources = sha256(b"".join((SOURCES / name).read_bytes() for name in names)).hexdigest()
    stated = re.match(r"/\* sources ([0-9a-f]{64});", BUNDLE.read_text(encoding="utf-8"))
    assert stated, "the bundle does not say what it was built from"
    assert stated[1] == sources, "build it again: make vendor-js"


def test_packages_are_pinned_and_name_no_index() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}
    assert packages["node_modules/@codemirror/view"]["license"] == "MIT"
    for name, package in packages.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", package["version"]), name
        assert "integrity" in package, name
        assert "resolved" not in package, name
        assert package["license"] == "MIT", name
