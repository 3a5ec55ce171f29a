"""What can be wrong with what callers send, and with words of recipients."""

from __future__ import annotations

from collections.abc import Mapping

from service.codes.note import CodeNote

INPUTS: Mapping[str, CodeNote] = {
    "S101": CodeNote(
        "Signal type not registered",
        "Only registered types of signal exist.",
        "Send a type that is suggested, or have it registered in `signals/` of the library.",
    ),
    "S102": CodeNote(
        "Attribute not allow-listed",
        "The signal carries an attribute that its type does not list. It is not named in the "
        "report, because it may be personal.",
        "Leave it out, or have privacy approve it in the signal type.",
    ),
    "S103": CodeNote(
        "Attribute value",
        "An attribute has a value of another type, not one of those allowed, or a year outside of "
        "1900 to 2199.",
        "Send what the report asks for.",
    ),
    "S104": CodeNote(
        "Attribute missing",
        "A required attribute is not there.",
        "Send it.",
    ),
    "S105": CodeNote(
        "Signal from the future",
        "It happened more than five minutes after now. A call for help or a request to stop in the "
        "person's own words is answered all the same.",
        "Set the sender's clock.",
    ),
    "S106": CodeNote(
        "Words not taken",
        "A person's own words came with a type that does not read any.",
        "Leave `text` out, or set `inbound_text: true` for the type.",
    ),
    "S111": CodeNote(
        "Signal is not JSON",
        "The input is not one JSON object, or is too large or too deep.",
        "Send one JSON object; `docs/answers.md` shows it.",
    ),
    "S112": CodeNote(
        "Signal with a key twice",
        "A key stands twice in one object, and only one of the two would count.",
        "Send it once.",
    ),
    "S121": CodeNote(
        "Signal with an unknown key",
        "A signal has no such key. The key is not named in the report: it may be personal.",
        "Use one of the keys that are named.",
    ),
    "S122": CodeNote("Signal with a key missing", "A required key is not there.", "Send it."),
    "S123": CodeNote(
        "Signal with a value that does not fit",
        "A value has another type or form.",
        "Send what the report asks for.",
    ),
    "S211": CodeNote(
        "Standing is not JSON",
        "The input is not one JSON object, or is too large or too deep.",
        "Send one JSON object.",
    ),
    "S212": CodeNote(
        "Standing with a key twice",
        "A key stands twice in one object, and only one of the two would count.",
        "Send it once.",
    ),
    "S221": CodeNote(
        "Standing with an unknown key",
        "A standing has no such key, so what it says about consent would never be read.",
        "Use one of the keys that are named.",
    ),
    "S222": CodeNote("Standing with a key missing", "A required key is not there.", "Send it."),
    "S223": CodeNote(
        "Standing with a value that does not fit",
        "A value has another type or form.",
        "Send what the report asks for.",
    ),
    "S301": CodeNote(
        "Not a receipt",
        "The input is neither a receipt nor an answer with one.",
        "Use the output of `bedside decide --format json`; `bedside log show` takes an id.",
    ),
}

WORD_OF_RECIPIENTS: Mapping[str, CodeNote] = {
    "S401": CodeNote(
        "Source not on the list",
        "A consent, opt-out or suppression says where it comes from, and that source is not known. "
        "A no is kept all the same, from `unlisted`, and the answer notes this code.",
        "Use one of the sources that are named.",
    ),
    "S402": CodeNote(
        "Topic not in the library", "A consent names a topic that is not there.", "Use one that is."
    ),
    "S403": CodeNote(
        "Event type not registered",
        "An event is of a type that the library does not register.",
        "Send a type that is suggested, or have it registered in `signals/` of the library.",
    ),
    "S404": CodeNote(
        "Not a locale", "A preference names a locale in another form.", "Write one such as en-US."
    ),
    "S405": CodeNote(
        "Not a time zone",
        "A preference names a zone that the IANA list does not have.",
        "Write one such as America/Chicago.",
    ),
    "S406": CodeNote(
        "Not an id",
        "A recipient's id is empty, too long or holds characters that no id has.",
        "Send the id that your system keeps for the person.",
    ),
    "S407": CodeNote(
        "Time not come yet",
        "A consent, lift or event is dated more than five minutes after now, and is not kept. A "
        "stop or a withdrawal is kept as of when it came, and the answer notes this code.",
        "Send when it was said or happened, and set the sender's clock.",
    ),
}
