"""Plain words, written so that Markdown shows those very words.

For what is told word for word and stands in a Markdown file: a registered claim.
"""

from __future__ import annotations

import re
from typing import Final

#: Marks that Markdown may read as more than themselves. A `&` or one `_` in a word is itself.
_MARKS: Final = re.compile(r"[\\`*~\[\]]|<(?=\S)|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")


def as_markdown(words: str) -> str:
    r"""The words with a `\` before each mark that Markdown may read otherwise."""
    return _MARKS.sub(r"\\\g<0>", words)
