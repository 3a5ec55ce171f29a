"""Where the files of each set stand, so that a terminal and GitHub can open them."""

from __future__ import annotations

from typing import Final

#: The folder of a set in the repository.
FOLDERS: Final = {
    "decisions": "evals/golden/decisions",
    "texts": "evals/golden/texts",
    "guard": "evals/golden/guard",
    "guard-held-back": "evals/golden/guard",
    "urgency": "evals/golden/guard",
    "urgency-held-back": "evals/golden/guard",
    "rewordings": "evals/golden/rewordings",
}


def placed(set_name: str, file: str) -> str:
    """The path of a set's file in the repository."""
    folder = FOLDERS[set_name]
    own = folder.rpartition("/")[2]
    return f"{folder}/{file.removeprefix(f'{own}/')}"
