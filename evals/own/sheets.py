"""Reads a sheet (CSV) of labelled texts: a heading, a text a row, and every row that is none.

The heading says what separates the cells: a comma, a semicolon as spreadsheets of some countries
write it, or a tab. An empty cell is a key that is not there. Cells that hold several values
separate them by `;`.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final

from evals.jsonl import Wrong
from service.domain.nearest import nearest
from service.errors import Problem, shown

_LISTS: Final = frozenset({"tags", "claims", "public_terms", "own_contacts"})
_FLAGS: Final = frozenset({"authenticated", "template"})
#: Keys whose values are a few fixed words, however a spreadsheet capitalised them.
_WORDS: Final = frozenset({"expect", "label", "tier", "style", "channel", "part", "audience"})
_SEPARATORS: Final = (",", ";", "\t")
_QUOTES: Final = "put the whole text in double quotes, and write a quote inside of it twice"


def rows_of(
    text: str, name: str, valid: Sequence[str], problems: list[Problem]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """The line on which each row begins, and its keys; what is wrong is added to `problems`.

    Nothing is read below a heading that is wrong.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    keys: list[str] = []
    line = 1
    try:
        for cells in reader:
            begins, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not keys:
                keys = [cell.strip().lower() for cell in cells]
                while not keys[-1]:  # empty columns at the end, as spreadsheets leave them
                    keys.pop()
                wrong = list(_heading(keys, valid))
                if wrong:
                    problems += (one.at(name, begins) for one in wrong)
                    return
            elif any(cell.strip() for cell in cells[len(keys) :]):
                what = f"{len(cells)} cells below a heading of {len(keys)}"
                problems.append(Wrong(what, _QUOTES).at(name, begins))
            else:
                yield begins, _row(keys, cells)
    except csv.Error as error:
        problems.append(Wrong(f"not CSV: {error}", _QUOTES).at(name, line))


def _separator(text: str) -> str:
    """What stands between the cells of the heading, of which one must be `text`."""
    heading = next((line for line in text.split("\n") if line.strip()), "")
    for separator in _SEPARATORS:
        if "text" in {cell.strip(' \r"').lower() for cell in heading.split(separator)}:
            return separator
    return max(_SEPARATORS, key=heading.count)


def _heading(keys: Sequence[str], valid: Sequence[str]) -> Iterator[Wrong]:
    """What is wrong with the heading. A column that is not known may be a label by another name."""
    free = [key for key in valid if key not in keys]
    meant = {key: nearest(key, free) for key in keys if key not in valid}
    if len(meant) == len(keys) and not any(meant.values()):
        # A text, it seems, which is not to be shown: it may be a person's own.
        yield Wrong("the first row is no heading", "begin with one, such as `text,expect`")
        return
    for number, key in enumerate(keys, start=1):
        if key in keys[: number - 1]:
            told = f"the column '{key}'" if key in valid else f"column {number}"
            yield Wrong(f"{told} twice", "keep one of them")
        elif key in meant:
            # Only what is near a name is shown: a row of texts may stand where the names belong.
            told = f"the column '{shown(key)}'" if meant[key] else f"column {number}"
            near = f"did you mean `{meant[key]}`?" if meant[key] else f"valid: {', '.join(valid)}"
            yield Wrong(f"{told} is not known", near)
    if "text" not in keys and "text" not in meant.values():
        yield Wrong("the column `text` is missing", "name the columns in the first row")


def _row(keys: Sequence[str], cells: Sequence[str]) -> dict[str, Any]:
    filled = {key: cell for key, cell in zip(keys, cells, strict=False) if cell.strip()}
    return {
        key: cell if key == "text" else _value(key, cell.strip()) for key, cell in filled.items()
    }


def _value(key: str, cell: str) -> Any:
    if key in _LISTS:
        return [part.strip() for part in cell.split(";") if part.strip()]
    if key in _FLAGS:
        return {"true": True, "false": False}.get(cell.lower(), cell)
    return cell.lower() if key in _WORDS else cell
