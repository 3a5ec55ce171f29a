"""What can be wrong with a rendition, as codes: the part of the error catalogue for `L3xx`.

Each code is raised by `compile_rendition`; an editor meets it in `bedside check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

#: Every code that a rendition can earn, with one line on what it means.
CODES: Final[Mapping[str, str]] = {
    "L301": "A template expression is more than `{{ name }}` or `{{ name.field }}`.",
    "L302": "Template syntax of another tool, or a brace pair that opens or closes nothing.",
    "L303": "A control, direction or invisible character stands in the words.",
    "L304": "A rendition is longer than a message can be.",
    "L305": "A rendition has no words.",
    "L310": "A lock marker is not `[[lock]]`, `[[lock: claim some-id]]` or `[[/lock]]`.",
    "L311": "A lock is opened and not closed, or closed and not opened.",
    "L312": "A lock stands inside another lock.",
    "L313": "A lock reaches over the end of its paragraph or list item.",
    "L314": "A locked claim shows a variable, so its words are not fixed.",
    "L315": "A lock has no words in it.",
    "L320": "A heading is not `##` or `###`.",
    "L321": "An image; messages are read with images off.",
    "L322": "Raw HTML.",
    "L323": "Code, which a message has no use for.",
    "L324": "A table.",
    "L325": "A block quote.",
    "L326": "A horizontal rule.",
    "L327": "A list item holds another list or more than one paragraph.",
    "L328": "A link does not lead to an http(s), mailto or tel address.",
    "L329": "A variable would continue the host of a link.",
    "L330": "A link has no words, or a title that nobody sees.",
    "L331": "Markdown marks that would be shown as they are.",
    "L340": "A field that this channel does not show.",
    "L341": "Markdown in a text message, which shows plain text.",
    "L342": "The fixed words alone need more parts than the rendition may have.",
    "L343": "The fixed words of a line alone are over a hard limit.",
    "L344": "Locked words of a text message hold a letter that folding would change.",
    "L350": "A heading of a call script that is not one of its sections.",
    "L351": "Words of a call script stand outside of its sections.",
    "L352": "A section of a call script is empty or stands twice.",
}


@dataclass(frozen=True, slots=True, order=True)
class RenditionProblem:
    """One thing wrong at one place in a rendition.

    `line` and `column` start at 1 and count in `rendition.source`, or in the front matter's
    value when `field` names one (`subject`, `action.url`).
    """

    line: int
    column: int
    code: str
    message: str
    fix: str
    field: str = ""


class RenditionProblems(Exception):
    """Everything that is wrong with one rendition, in reading order."""

    def __init__(self, problems: Iterable[RenditionProblem]) -> None:
        self.problems = tuple(sorted(set(problems), key=lambda problem: (problem.field, problem)))
        super().__init__(
            "\n".join(
                f"{problem.field or 'source'}:{problem.line}:{problem.column} "
                f"{problem.code} {problem.message}; {problem.fix}"
                for problem in self.problems
            )
        )
