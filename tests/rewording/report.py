"""Makes the page of a run of the real model: `python -m tests.rewording.report RUN.jsonl PAGE.md`.

Every sentence that the model gave is judged again by the checks as they are now, so that the page
says what they do today with what a real model said then.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from service.domain.rewording import REFUSALS
from service.rewording.judging import judge
from service.rewording.masking import Masker
from service.rewording.pairs import Setting

_SHOWN = 12


class Judged(NamedTuple):
    """One sentence of a run and what is found in it now."""

    module: str
    channel: str
    before: str
    after: str
    accepted: bool
    codes: tuple[str, ...]


class _Piece(NamedTuple):
    id: str
    text: str


class _Pieces(NamedTuple):
    pieces: tuple[_Piece, ...]


def judged(row: dict[str, Any], dont_say: tuple[str, ...]) -> list[Judged]:
    """The sentences of one rendition, judged together as they were asked for."""
    masker = Masker()
    pieces, answers = [], {}
    for number, sentence in enumerate(row["sentences"], start=1):
        masked = masker.mask(sentence["before"])
        after = sentence["after"] or sentence["before"]
        for hidden in masked.hidden:
            after = after.replace(hidden.words, hidden.placeholder, 1)
        pieces.append(_Piece(f"s{number}", masked.text))
        answers[f"s{number}"] = after
    setting = Setting(row["channel"], dont_say=dont_say)
    made = judge(_Pieces(tuple(pieces)), answers, setting)  # type: ignore[arg-type]
    whole = {finding.code for finding in made.findings if finding.whole}
    found = []
    for piece, sentence in zip(pieces, row["sentences"], strict=True):
        own = {finding.code for finding in made.findings if finding.piece == piece.id}
        accepted = piece.id in made.passed
        codes = () if accepted else tuple(sorted(own | (whole if not own else set())))
        after = sentence["after"] or ""
        found.append(
            Judged(row["module"], row["channel"], sentence["before"], after, accepted, codes)
        )
    return found


def page(rows: list[dict[str, Any]], dont_say: tuple[str, ...]) -> str:
    """The figures of a run, and sentences of it."""
    by_rendition = [judged(row, dont_say) for row in rows]
    sentences = [one for many in by_rendition for one in many]
    accepted = [one for one in sentences if one.accepted]
    refused = [
        one
        for one in sentences
        if one.codes and one.codes != ("RW-33",) and one.after not in ("", one.before)
    ]
    same = len(sentences) - len(accepted) - len(refused)
    others = len(accepted) + len(refused)
    reworded = sum(any(one.accepted for one in many) for many in by_rendition)
    calls = sum(row["calls"] for row in rows)
    codes = Counter(code for one in refused for code in one.codes)
    figures = [
        ("renditions asked for", str(len(rows))),
        ("with at least one sentence reworded", _of(reworded, len(rows))),
        ("sentences offered", str(len(sentences))),
        ("given back in the same words, case and stops aside", _of(same, len(sentences))),
        ("given in other words", _of(others, len(sentences))),
        ("of these accepted", _of(len(accepted), others)),
        ("of these refused", _of(len(refused), others)),
        ("calls to the model, second tries among them", str(calls)),
        ("tokens in and out of a call, mean", _tokens(rows, calls)),
        ("seconds a call, mean of each rendition, median", _seconds(rows)),
        ("reading grade, approved and reworded renditions, mean", _grades(rows)),
    ]
    return "\n".join(
        [
            *("| figure | value |", "| --- | --- |"),
            *(f"| {name} | {value} |" for name, value in figures),
            *("", "## Why sentences were refused", ""),
            *("| code | what is wrong | sentences |", "| --- | --- | --- |"),
            *(f"| `{c}` | {REFUSALS[c].what} | {n} |" for c, n in codes.most_common()),
            *("", "A sentence may be refused for several reasons.", ""),
            *("## Accepted", "", *_table(accepted[:_SHOWN], reasons=False)),
            *("", "## Refused", "", *_table(_varied(refused), reasons=True)),
        ]
    )


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(whole, 1):.0f}%)"


def _tokens(rows: list[dict[str, Any]], calls: int) -> str:
    read = sum(row["tokens"][0] for row in rows)
    written = sum(row["tokens"][1] for row in rows)
    return f"{read / max(calls, 1):.0f} and {written / max(calls, 1):.0f}"


def _seconds(rows: list[dict[str, Any]]) -> str:
    return f"{statistics.median(row['seconds'] / max(row['calls'], 1) for row in rows):.1f}"


def _grades(rows: list[dict[str, Any]]) -> str:
    changed = [row["grades"] for row in rows if row["accepted"]] or [[0, 0]]
    before, after = (statistics.mean(pair[at] for pair in changed) for at in (0, 1))
    return f"{before:.1f} and {after:.1f}"


def _varied(refused: list[Judged]) -> list[Judged]:
    """Refused sentences with as many different reasons as there are."""
    seen: Counter[str] = Counter()
    chosen = []
    for one in refused:
        if any(seen[code] < 1 for code in one.codes) and len(chosen) < _SHOWN:
            chosen.append(one)
            seen.update(one.codes)
    return chosen


def _table(sentences: Iterable[Judged], *, reasons: bool) -> list[str]:
    head = ["approved", "the model's", *(["refused with"] if reasons else [])]
    lines = [head, ["---"] * len(head)]
    for one in sentences:
        codes = [", ".join(f"`{code}`" for code in one.codes)] if reasons else []
        lines.append([f"`` {one.before} ``", f"`` {one.after} ``", *codes])
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


HEAD = """# The small real model over the starter library

What `Qwen2.5-Coder-1.5B-Instruct` (Q4_K_M, served by `bedside reword serve-model`) made of a sample
of the starter library in the voice of `{brand}`: {count} of the renditions that have something to
reword, drawn by a fixed seed. The whole library takes this machine hours; the sample is what was
run on 2026-11-25. What the model said is kept in `tests/data/rewording/real.jsonl` and judged
again by the checks as they are now whenever this page is made.

```text
python -m tests.rewording.measure RUN.jsonl --brand {brand} --sample {count}
python -m tests.rewording.report RUN.jsonl docs/reports/rewording.md
```

Seconds are of two processors that other work was using, so they say little of the model. Read
the shares.

"""


def main() -> int:
    """Write the page."""
    run, out = Path(sys.argv[1]), Path(sys.argv[2])
    rows = [json.loads(line) for line in run.read_text(encoding="utf-8").splitlines()]
    brand = rows[0]["brand"]
    out.write_text(
        HEAD.format(brand=brand, count=len(rows)) + page(rows, _dont_say(brand)) + "\n",
        encoding="utf-8",
    )
    return 0


def _dont_say(brand: str) -> tuple[str, ...]:
    from datetime import date

    from service.settings import STARTER_LIBRARY
    from service.wiring import release_of

    voice = release_of(STARTER_LIBRARY, date(2026, 11, 25)).voice(brand)
    return voice.dont_say if voice is not None else ()


if __name__ == "__main__":
    sys.exit(main())
