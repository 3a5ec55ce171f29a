"""How markup is written: what the readers of its words and of its addresses both look for."""

from __future__ import annotations

import re

#: Outlook shows what stands behind it, other programs take it for the beginning of a comment.
IF_OUTLOOK = re.compile(r"<!--\s{0,5}\[if\b[^\]>]{0,200}\]>", re.IGNORECASE)
END_COMMENT = re.compile(r"--!?>")
ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
#: Characters of a tag; what is longer is none.
LONGEST_TAG = 20_000
