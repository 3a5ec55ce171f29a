"""What can be wrong with approvals, the messages of a library, and its releases."""

from __future__ import annotations

from collections.abc import Mapping

from service.channels.problems import CODES as RENDITION_CODES
from service.codes.note import CodeNote

APPROVALS: Mapping[str, CodeNote] = {
    "L402": CodeNote(
        "Expired",
        "Content is past the day until which it may be used.",
        "Have it reviewed, and set a new `expires`; or retire it (`docs/how-to/retire.md`).",
    ),
    "L403": CodeNote(
        "Expires soon",
        "A warning, a month ahead.",
        "Have it reviewed before then.",
    ),
    "L411": CodeNote(
        "Approval missing",
        "A role that must approve this kind of item has not.",
        "Ask for it; `bedside library approve` records it.",
    ),
    "L412": CodeNote(
        "Approval void",
        "The item was edited after it was approved, if only by one character.",
        "Ask for a new approval, or undo the edit.",
    ),
    "L413": CodeNote(
        "Approval expired",
        "The approval held until a day that is past.",
        "Ask for a new one.",
    ),
    "L414": CodeNote(
        "Own approval",
        "Nobody approves what they wrote.",
        "Ask somebody else with the same role.",
    ),
    "L415": CodeNote(
        "Approval begins later",
        "The approval holds from a day that is still to come.",
        "Wait, or ask for one that holds from today.",
    ),
    "L416": CodeNote(
        "Approval ends soon",
        "A warning, a month ahead.",
        "Ask for a new approval before then.",
    ),
    "L417": CodeNote(
        "Approval of nothing",
        "A warning: an approval names an item that is not in the library.",
        "Put its file back, or correct the name. The lines of what was retired stay: they are the "
        "record of who had approved what went out.",
    ),
    "L418": CodeNote(
        "Unknown role",
        "An approval is in a role that `library.yaml` does not list.",
        "Use one of its roles.",
    ),
    "L419": CodeNote(
        "Unknown or unclear item",
        "A command names an item that is not there, or that could be several.",
        "Write the key as `bedside library list` shows it.",
    ),
    "L420": CodeNote(
        "Approval not needed",
        "This role does not approve this sort of item.",
        "Approve it in one of the roles that are named.",
    ),
    "L421": CodeNote(
        "Approval withdrawn",
        "A reviewer took their approval of this text back, and said why. As a warning: another "
        "approval in the same role, given before, still holds.",
        "Mend what they say and ask for a new approval; one given later counts.",
    ),
    "L422": CodeNote(
        "One person in two roles",
        "`approvals.one_role_each` in `library.yaml` asks for different people, and this approval "
        "is by somebody who gave another one of the same text. It does not count.",
        "Ask somebody else with this role.",
    ),
    "L423": CodeNote(
        "Withdrawal of nothing",
        "A withdrawal finds no approval by this reviewer, of this text, in this role, before it.",
        "The message says what stands. Withdraw that, or correct the line.",
    ),
    "L424": CodeNote(
        "Line dated back",
        "An approval or a withdrawal bears an earlier day than the one it is written on, and says "
        "no reason; or its reviewer has said more of the same text since that day.",
        "Leave out `--on`. For a yes that was given on paper, say why with `--backdated`; the line "
        "keeps it beside the day it was written, and all that shows it. To try what nobody has "
        "approved, `bedside decide --assume-approved`.",
    ),
    "L425": CodeNote(
        "Clock in doubt",
        "The last line of `approvals.jsonl` was written on a later day than it is by this "
        "machine's clock: that clock is slow, or another machine's was fast.",
        "Set the clock. Where the line was dated by a clock that was fast, correct it in your "
        "version control. One that begins on a day to come keeps as `written` when it was added.",
    ),
}

MESSAGES: Mapping[str, CodeNote] = {
    "L501": CodeNote(
        "Message that would never go out",
        "Every message that the triggers can make was tried; this one has no content for a slot, "
        "a value or a channel.",
        "Add or mend content, or take the channel or audience out of the trigger.",
    ),
    "L502": CodeNote(
        "Message too long",
        "With its longest values the message is over a limit of its channel.",
        "Shorten a module, or let the trigger pick fewer.",
    ),
    "L503": CodeNote(
        "Call for help without an answer",
        "Urgent words would be handed to people, but the writer would get no safety reply, "
        "or one in another language than theirs.",
        "Give the escalation module words for the channel and locale, and the channel a layout "
        "for `safety`.",
    ),
    "L504": CodeNote(
        "Module that no message holds",
        "A warning: no trigger can choose it, not even as second best.",
        "Ask for its kind or id in a trigger, widen its topics, or retire it "
        "(`docs/how-to/retire.md`).",
    ),
    "L505": CodeNote(
        "Slot that nothing fills",
        "A warning: a trigger asks for a slot, and no message has anything in it.",
        "Ask for kinds that the layout takes, or take the slot out.",
    ),
    "L506": CodeNote(
        "Message that needs what a signal may lack",
        "A warning: an attribute need not be in a signal unless it says `required: true`, and "
        "without this one the trigger has nothing to send (`variable_missing`).",
        "Require the attribute in the signal's file, or add content that does not show it.",
    ),
    "L601": CodeNote(
        "Words that the guard refuses",
        "The words claim or imply something about the reader's health, or break another rule.",
        "Write other words. The rule's page in `docs/rules/` says why, with examples.",
    ),
    "L602": CodeNote(
        "Message that the guard refuses",
        "Each module is fine alone, but together in a message they are not. The words are those of "
        "the first such message, as it would go out.",
        "Change the combination or the words that it names.",
    ),
    "L603": CodeNote(
        "Words that reviewers should look at",
        "A warning of the guard; it does not stop the message.",
        "Write other words, or have reviewers accept the finding in `accepted_findings`.",
    ),
}

RENDITIONS: Mapping[str, CodeNote] = {
    code: CodeNote(line, "", "Write what the report suggests at the place that it names.")
    for code, line in RENDITION_CODES.items()
}

RELEASES: Mapping[str, CodeNote] = {
    "L701": CodeNote(
        "Settings not approved",
        "Nothing is released under settings that nobody approved.",
        "Have `library.yaml` approved.",
    ),
    "L702": CodeNote(
        "Answer to a call for help not approved",
        "A library that could not answer a call for help is never served.",
        "Have the module that is named approved.",
    ),
    "L703": CodeNote(
        "Not a release",
        "The file cannot be read, or is not a release that this Bedside knows.",
        "Build one with `bedside release build`.",
    ),
    "L704": CodeNote(
        "Release altered",
        "The content does not have the hash that the file states, or is not whole.",
        "Build it again. A release is never edited.",
    ),
    "L705": CodeNote(
        "Release with a message that the guard refuses",
        "One of the messages that it can make would be blocked.",
        "See `bedside check`, mend the words, and build again.",
    ),
    "L706": CodeNote(
        "Release without an answer to a call for help",
        "In some channel a call for help would get no safety reply.",
        "See `bedside check`.",
    ),
    "L707": CodeNote(
        "Another file in the place of a release",
        "`bedside release build` would write over another release, or over a file that is none. "
        "The words of messages that went out may be in that file alone.",
        "Name another file with `-o`, or say `--replace`. The same release is written again.",
    ),
}
