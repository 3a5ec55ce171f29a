"""What a template writes where an editor's own words belong, so that a check knows it again."""

from __future__ import annotations

from typing import Final

#: Of a trigger, by field: the first is shown to recipients.
OF_A_TRIGGER: Final = {
    "because": "Say here, to the recipient, why this comes.",
    "reason": "Say here, to an auditor, why the organisation sends this.",
    "source": "Say where the data comes from, and that it may be used.",
}
IN_A_TEXT: Final = "write one short sentence here."
IN_A_CALL: Final = "Write here, in short sentences, what is said."
IN_WORDS: Final = "Write one idea here, in short sentences."
