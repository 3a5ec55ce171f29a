"""Cross-checks of a library: each a function from a `Library` to problems, listed in `CHECKS`.

Reading has told what is wrong inside each file; these tell what is wrong between files. None of
them stops at its first problem, and none needs another one's answer; only approvals come last.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from service.errors import Problem
from service.library.checks.approving import check_approvals
from service.library.checks.banking import check_rewordings
from service.library.checks.branding import check_brands
from service.library.checks.claims import check_claims
from service.library.checks.combining import check_combinations
from service.library.checks.dates import check_dates
from service.library.checks.experimenting import check_experiments
from service.library.checks.filling import check_filling
from service.library.checks.layouts import check_layouts
from service.library.checks.locking import check_locks
from service.library.checks.quoting import check_quotes
from service.library.checks.references import check_references
from service.library.checks.triggering import check_triggers
from service.library.checks.valuing import check_values
from service.library.checks.variables import check_variables
from service.library.library import Library

CHECKS: tuple[Callable[[Library, date], Iterable[Problem]], ...] = (
    check_references,
    check_triggers,
    check_layouts,
    check_variables,
    check_values,
    check_claims,
    check_filling,
    check_locks,
    check_combinations,
    check_experiments,
    check_brands,
    check_rewordings,
    check_quotes,
    check_dates,
)


def cross_check(library: Library, on: date) -> list[Problem]:
    """Every problem between the files of a library, on a day.

    Reviewers are not asked for what an editor must mend first: of an item with errors of its
    own, no lacking approval is reported.
    """
    problems = {problem for check in CHECKS for problem in check(library, on)}
    errors = [p for p in (*library.problems, *problems) if p.level == "error"]
    to_mend = {file for problem in errors for file in item_files(problem.file)}
    # A line that cannot be read may be the approval that lacks; settings say what is needed.
    if not to_mend & {"approvals.jsonl", "prompts/approvals.jsonl", "library.yaml"}:
        problems.update(p for p in check_approvals(library, on) if p.file not in to_mend)
    return sorted(problems)


def item_files(file: str) -> tuple[str, ...]:
    """The files that an item is reported at: in a module's folder, its own; a bank has its own."""
    folder, _, name = file.rpartition("/")
    if file.startswith("content/") and name != "module.yaml" and "/bank/" not in file:
        # A rendition lies in a folder of the module's; a folder that is misnamed, in the module's.
        return f"{folder}/module.yaml", f"{folder.rpartition('/')[0]}/module.yaml"
    return (file,)
