"""Which part of what is asked for a kept run lacks, so that no figure of a part looks whole."""

from __future__ import annotations

from collections.abc import Collection

from evals.runs.log import Run


def lacking(run: Run, wanted: Collection[str]) -> tuple[str, ...]:
    """What a run does not hold of the wanted sets, in words; nothing where it holds all of them."""
    words = []
    missing = [name for name in wanted if name not in run.header.sets]
    if missing:
        words.append(f"not run: {', '.join(missing)}")
    if run.header.tags:
        words.append(f"only cases tagged {' or '.join(run.header.tags)}")
    if run.cut_off:
        unreached = [name for name in wanted if name in run.header.sets and not run.of(name)]
        before = f", before it came to {', '.join(unreached)}" if unreached else ""
        words.append(run.cut_off + before)
    return tuple(words)
