"""The right `guardrails`, `evals` and `service` are the ones that answer, or nothing starts.

Other distributions use these names too. For a safety check "the wrong guard answered" must be
impossible, so each package carries its distribution's name, and all of them lie side by side.
A package is looked at before it is imported: none of a stranger's code runs.
"""

from __future__ import annotations

import ast
from importlib.util import find_spec
from pathlib import Path

import service
from service.errors import BedsideError, Problem

PACKAGES = ("guardrails", "evals")


def verify_identity() -> None:
    """Raise `BedsideError` when one of Bedside's packages is not Bedside's, or lies elsewhere."""
    home = Path(service.__file__).resolve().parent.parent
    problems = []
    for name in PACKAGES:
        spec = find_spec(name)
        origin = Path(spec.origin).resolve() if spec is not None and spec.origin else None
        if origin is None:
            what, fix = f"Bedside's package `{name}` is not installed", "install Bedside again"
            problems.append(Problem(name, 0, 0, "C101", what, fix))
        elif origin.parent.parent != home or _distribution(origin) != service.__distribution__:
            what = f"another package called `{name}` answers instead of Bedside's"
            fix = "install Bedside in an environment of its own"
            problems.append(Problem(name, 0, 0, "C101", what, fix))
    if problems:
        raise BedsideError(problems)


def _distribution(source: Path) -> str | None:
    """What a package states as `__distribution__`, read from its text."""
    try:
        tree = ast.parse(source.read_bytes())
    except (OSError, SyntaxError, ValueError):
        return None
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names = [target.id for target in node.targets if isinstance(target, ast.Name)]
            if "__distribution__" in names:
                return str(node.value.value)
    return None
