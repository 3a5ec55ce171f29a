"""The right `guardrails`, `evals` and `service` are the ones that answer, or nothing starts.

Other distributions use these names too. For a safety check "the wrong guard answered" must be
impossible, so each package carries its distribution's name, and all of them lie side by side.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import service
from service.errors import BedsideError, Problem

PACKAGES = ("guardrails", "evals")


def verify_identity() -> None:
    """Raise `BedsideError` when one of Bedside's packages is not Bedside's, or lies elsewhere."""
    home = Path(service.__file__).resolve().parent.parent
    problems = []
    for name in PACKAGES:
        package = import_module(name)
        there = Path(package.__file__ or "").resolve().parent.parent
        if getattr(package, "__distribution__", None) != service.__distribution__ or there != home:
            problems.append(
                Problem(
                    name,
                    0,
                    0,
                    "C101",
                    f"another package called `{name}` answers instead of Bedside's",
                    "install Bedside in an environment of its own",
                )
            )
    if problems:
        raise BedsideError(problems)
