"""Runs the small real model over renditions of the starter library and writes what came of it.

`python -m tests.rewording.measure OUT.jsonl --brand cedar-valley --sample 40` asks the server that
BEDSIDE_MODEL and BEDSIDE_MODEL_API_BASE name, one rendition after another, in an order that a fixed
seed shuffles; every line is one proposal. `python -m tests.rewording.report OUT.jsonl` makes the
page. It takes hours on a small machine, so it is no part of any test run.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from datetime import date
from pathlib import Path
from typing import Any

from service.library.served import serve
from service.proposals import propose_module
from service.rewording.pieces import cut
from service.rewording.proposing import Options, Proposal
from service.rewording.providers.through_litellm import LitellmProvider
from service.settings import STARTER_LIBRARY
from service.wiring import release_of, the_guard


def main() -> int:
    options = argparse.ArgumentParser()
    options.add_argument("out", type=Path)
    options.add_argument("--brand", default="cedar-valley")
    options.add_argument("--sample", type=int, default=40)
    options.add_argument("--seed", type=int, default=5)
    given = options.parse_args()
    served = serve(release_of(STARTER_LIBRARY, date(2026, 11, 25)))
    release = served.release
    voice = release.voice(given.brand)
    assert voice is not None
    provider = LitellmProvider(
        os.environ.get("BEDSIDE_MODEL", "openai/local"),
        api_base=os.environ["BEDSIDE_MODEL_API_BASE"],
        attempts=1,
    )
    chosen = [
        (module_id, rendition)
        for module_id, renditions in sorted(release.renditions.items())
        if release.modules[module_id].rewording == "open"
        for rendition in renditions
        if cut(rendition, served.compiled(module_id, rendition)).pieces
    ]
    random.Random(given.seed).shuffle(chosen)
    with given.out.open("a", encoding="utf-8") as out:
        for module_id, rendition in chosen[: given.sample]:
            made = propose_module(
                served,
                module_id,
                rendition,
                voice=voice,
                provider=provider,
                guard=the_guard(),
                options=Options(seconds=600),
            )
            out.write(json.dumps(row(given.brand, module_id, made)) + "\n")
            out.flush()
            sys.stderr.write(f"{module_id} {rendition.channel}: {made.source is not None}\n")
    return 0


def row(brand: str, module_id: str, made: Proposal) -> dict[str, Any]:
    """A proposal as a line of the file."""
    rendition = made.rendition
    return {
        "brand": brand,
        "model": made.model,
        "module": module_id,
        "channel": rendition.channel,
        "variant": rendition.variant,
        "accepted": made.source is not None,
        "repaired": made.repaired,
        "calls": made.calls,
        "tokens": [made.tokens_in, made.tokens_out],
        "seconds": round(made.seconds, 2),
        "grades": [round(made.grade_before, 1), round(made.grade_after, 1)],
        "first": sorted({finding.code for finding in made.first}),
        "whole": sorted({finding.code for finding in made.findings if not finding.piece}),
        "sentences": [
            {
                "before": one.before,
                "after": one.after,
                "accepted": one.accepted,
                "codes": sorted({finding.code for finding in one.findings}),
                "words": [str(finding) for finding in one.findings],
            }
            for one in made.sentences
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
