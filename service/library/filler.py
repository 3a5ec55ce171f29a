"""What a template writes where an editor's own words belong, so that a check knows it again."""

from __future__ import annotations

from typing import Final

#: Of a trigger, by field: the first is shown to recipients.
OF_A_TRIGGER: Final = {
    "because": "Say here, to the recipient, why this comes.",
    "reason": "Say here, to an auditor, why the organisation sends this.",
    "source": "Say where the data comes from, and that it may be used.",
}
#: Of a claim and of each of its references, by field.
OF_A_CLAIM: Final = {
    "text": "Say here, in one sentence, exactly what modules may state.",
    "supports": "Say here what the reference shows.",
}
OF_A_REFERENCE: Final = {
    "title": "Say here what the reference is called.",
    "publisher": "Say here who published it.",
    "url": "Say here where it can be read.",
}
OF_A_SIGNAL: Final = {"source": "Say here which system sends it."}
OF_AN_EXPERIMENT: Final = {"question": "Say here what it is to find out."}
#: Of a new entry of a directory, in each of its fields.
IN_A_FIELD: Final = "Write here what recipients read"
IN_A_TEXT: Final = "write one short sentence here."
IN_A_CALL: Final = "Write here, in short sentences, what is said."
IN_WORDS: Final = "Write one idea here, in short sentences."
