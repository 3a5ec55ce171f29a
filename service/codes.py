"""The catalogue of error codes: what each means and what to do, and the page made from it.

Families: L a library and what is built from it, S what callers send, C the command line and the
installation, D the store. A test keeps it whole: every code that the service raises is here, and
no other.
The guard's rules have their own pages (`docs/rules/`), evaluations theirs (`docs/evaluation.md`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from service.channels.problems import CODES as RENDITION_CODES


class CodeNote(NamedTuple):
    """One code: its title, what it means, and what to do about it."""

    title: str
    means: str
    do: str


_READING: Mapping[str, CodeNote] = {
    "L001": CodeNote(
        "Nothing to read",
        "A folder or file is not there, cannot be read, or is something else than a file.",
        "Name a folder that holds `library.yaml`, or give yourself the right to read it.",
    ),
    "L002": CodeNote(
        "Not UTF-8",
        "The file holds bytes that are not text in UTF-8, from the place that is named on.",
        "Save the file as UTF-8. A byte-order mark and Windows line ends are fine.",
    ),
    "L003": CodeNote(
        "Too large",
        "A file of more than a million characters was not written by a person.",
        "Split it; a module holds one idea.",
    ),
    "L004": CodeNote(
        "Not valid YAML",
        "The file cannot be read from this place on, or is nested deeper than anybody writes.",
        "Mend the line. Text with `: `, `#`, `*`, `&`, `@` or `%` in it goes in quotes.",
    ),
    "L005": CodeNote(
        "Key twice",
        "A key stands twice in one mapping, and only one of the two would count.",
        "Keep one of them.",
    ),
    "L006": CodeNote(
        "Alias or tag",
        "`*name` repeats a value from elsewhere, `!name` changes what a value is. Reviewers read "
        "what stands there, so neither is allowed.",
        "Write the value out; put text that begins with `*`, `&` or `!` in quotes.",
    ),
    "L007": CodeNote(
        "File without a place",
        "Nothing in a library has this name, so the file would be left out without a word.",
        "Give it the name that is suggested, or move it out of the library.",
    ),
    "L008": CodeNote(
        "Name unlike its place",
        "An item is found by its file's place, and its `id` or `type` says something else.",
        "Change the one or the other, so that both are the same.",
    ),
    "L009": CodeNote(
        "Module without `module.yaml`",
        "A folder holds words but does not say what kind of module they are.",
        "Add `module.yaml`; `docs/how-to/add-a-module.md` shows one.",
    ),
    "L010": CodeNote(
        "No words",
        "A rendition is empty, or a module has no rendition at all.",
        "Write the words, or delete the file or folder.",
    ),
    "L011": CodeNote(
        "Not valid JSON",
        "A line of `approvals.jsonl` is not one JSON object, or a merge conflict is left in it.",
        "Keep one object a line. `bedside library approve` writes the lines for you.",
    ),
    "L012": CodeNote(
        "Invisible character",
        "A control character or half of a character stands in the file.",
        "Delete it. It often comes along when text is pasted.",
    ),
    "L013": CodeNote(
        "Header without beginning or end",
        "The header of a rendition begins with `---` in the first line and ends with another.",
        "Add the missing line, or delete what stands above the first.",
    ),
}

_FIELDS: Mapping[str, CodeNote] = {
    "L101": CodeNote(
        "No keys",
        "The file, header or line is empty, or is a list or a sentence.",
        "Write `key: value` lines.",
    ),
    "L102": CodeNote(
        "Unknown key",
        "The format has no such key, so what it says would never be read.",
        "Use the key that is suggested.",
    ),
    "L103": CodeNote(
        "Key missing",
        "Something that every item of this sort must say is not there.",
        "Add it. What belongs there is said in the report and in `docs/library-format.md`.",
    ),
    "L104": CodeNote(
        "Value does not fit",
        "A value is missing, of another type, out of its limits, or not one of those allowed.",
        "Write what the report asks for.",
    ),
}

_BETWEEN: Mapping[str, CodeNote] = {
    "L201": CodeNote(
        "Broken reference",
        "An item names another one, a slot, an attribute or a variant that is not there.",
        "Use the name that is suggested, or add the item first.",
    ),
    "L202": CodeNote(
        "Unknown locale",
        "Words stand in a folder of a locale that `library.yaml` does not list: a warning, for "
        "they are kept and do not go out. For a brand it is an error.",
        "List the locale once the words that every message needs are there, or rename the folder.",
    ),
    "L203": CodeNote(
        "Attribute of another type",
        "A trigger uses an attribute of its signal for something that its type cannot be used for.",
        "Name an attribute of the type that is asked for.",
    ),
    "L204": CodeNote(
        "Trigger with the purpose `safety`",
        "Only the answer to a call for help has this purpose; it goes out without consent.",
        "Use another purpose, or name the module under `escalation` in `library.yaml`.",
    ),
    "L205": CodeNote(
        "Lifetime out of bounds",
        "`within`, `margin`, `near` or `fresh` is nothing, or longer than anybody remembers.",
        "Use a time between a minute and 400 days.",
    ),
    "L206": CodeNote(
        "Answer at once on a channel that wakes people",
        "`answers_at_once` lifts quiet hours, and never for SMS or calls.",
        "Leave it out, or offer another channel.",
    ),
    "L207": CodeNote(
        "No layout",
        "A trigger offers a channel and audience for which no layout takes its purpose.",
        "Add a layout, or take the channel or the audience out.",
    ),
    "L208": CodeNote(
        "Pinned module without words",
        "A layout requires a module that has no words for its channel.",
        "Write the rendition that is named.",
    ),
    "L209": CodeNote(
        "Pinned module for others",
        "A layout requires a module that is not for all of its audiences and purposes.",
        "Widen the module, or give these messages a layout of their own.",
    ),
    "L210": CodeNote(
        "Two layouts for one message",
        "Two layouts of a channel take the same audience and purpose.",
        "Give each its own.",
    ),
    "L211": CodeNote(
        "Claim without support",
        "A registered claim has no reference.",
        "Say where its support can be read.",
    ),
    "L212": CodeNote(
        "Claim that nobody cites",
        "A warning: the claim is registered and no module uses it.",
        "Cite it, or delete it.",
    ),
    "L213": CodeNote(
        "Claim not listed",
        "A rendition shows a claim that its module does not list.",
        "Add it to `claims` in `module.yaml`.",
    ),
    "L214": CodeNote(
        "Claim altered",
        "Words that are marked as a claim are not the registered words, letter by letter.",
        "Write the registered words, or have the claim changed and approved.",
    ),
    "L215": CodeNote(
        "Claim not shown",
        "A module lists a claim that none of its renditions marks.",
        "Mark the words, or take the claim out of the list.",
    ),
    "L216": CodeNote(
        "Fixed words left open",
        "Words of this kind, or words that a layout requires, are open for rewording.",
        "Write `rewording: locked`.",
    ),
    "L217": CodeNote(
        "Contradicting rules",
        "A module requires or excludes itself, or requires what is excluded.",
        "Keep one of the rules.",
    ),
    "L218": CodeNote(
        "Order in a circle",
        "Modules must each stand before the other.",
        "Take one of the order rules out.",
    ),
    "L219": CodeNote(
        "Holdout of care",
        "An experiment would keep back a message that somebody asked for.",
        "Leave `holdout` out.",
    ),
    "L220": CodeNote(
        "Experiment in a slot that may not vary",
        "Experiments vary low-risk slots only.",
        "Name a slot with `low_risk: true`.",
    ),
    "L221": CodeNote(
        "Template that cannot be read",
        "A prompt template is empty, very long, or not Jinja2.",
        "Mend the line that is named.",
    ),
    "L222": CodeNote(
        "Name that no template may show",
        "A prompt template names something that a model is never shown, or that is not there.",
        "Use the name that is suggested; `docs/brands.md` lists them all.",
    ),
    "L223": CodeNote(
        "Template that does more than show",
        "Prompt templates loop, choose and show. They call, import and set nothing.",
        "Use names, `for`, `if` and the filters that are named.",
    ),
    "L224": CodeNote(
        "Template that cannot be filled in",
        "With some brand, the template shows a field that is not there.",
        "Show a field that the brand has.",
    ),
    "L225": CodeNote(
        "Rewording of earlier words",
        "A warning: the approved words were edited after they were reworded, so the rewording is "
        "void and is not used.",
        "Make a new one with `bedside reword generate`, and drop this one.",
    ),
    "L226": CodeNote(
        "Rewording of locked words",
        "The module says that no word of it may be reworded.",
        "Delete the file with `bedside reword drop`.",
    ),
    "L227": CodeNote(
        "Rewording for an earlier brand",
        "A warning: the brand was edited after the rewording was made. What people approved still "
        "holds.",
        "Read it again, or make a new one.",
    ),
    "L228": CodeNote(
        "Rewording that breaks a lock",
        "Locked words or shown values are not those of the approved words.",
        "Bring them back letter by letter, or drop the rewording.",
    ),
    "L371": CodeNote(
        "Undeclared variable",
        "Words show a value that no signal type and no part of the library declares.",
        "Use the name that is suggested, or declare the value.",
    ),
    "L372": CodeNote(
        "Name taken",
        "An attribute has the name of a library value, so words could show one for the other.",
        "Give the attribute another name.",
    ),
    "L373": CodeNote(
        "Two full stops",
        "A value ends in a full stop, and the words put another one behind it.",
        "Put the value in brackets, or end the sentence with other words.",
    ),
    "L374": CodeNote(
        "Words of the template",
        "What a template wrote for an editor to replace is still there; a recipient or an auditor "
        "would read it.",
        "Write your own words in its place.",
    ),
}

_APPROVALS: Mapping[str, CodeNote] = {
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
        "Put its file back, correct the name, or delete the line.",
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
}

_MESSAGES: Mapping[str, CodeNote] = {
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
    "L601": CodeNote(
        "Words that the guard refuses",
        "The words claim or imply something about the reader's health, or break another rule.",
        "Write other words. The rule's page in `docs/rules/` says why, with examples.",
    ),
    "L602": CodeNote(
        "Message that the guard refuses",
        "Each module is fine alone, but together in a message they are not.",
        "See the findings with `bedside decide`, and change the combination or the words.",
    ),
    "L603": CodeNote(
        "Words that reviewers should look at",
        "A warning of the guard; it does not stop the message.",
        "Write other words, or have reviewers accept the finding in `accepted_findings`.",
    ),
}

_RELEASES: Mapping[str, CodeNote] = {
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
}

_INPUTS: Mapping[str, CodeNote] = {
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

_WORD_OF_RECIPIENTS: Mapping[str, CodeNote] = {
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

_COMMANDS: Mapping[str, CodeNote] = {
    "C101": CodeNote(
        "Another package answers",
        "`guardrails` or `evals` is a package of somebody else, or lies elsewhere than Bedside's "
        "own. Nothing starts, because a stranger's guard could let anything pass.",
        "Install Bedside in an environment of its own.",
    ),
    "C102": CodeNote(
        "Unknown setting",
        "A variable begins with `BEDSIDE_` and is no setting; it would do nothing.",
        "Use the name that is suggested. `docs/settings.md` lists them all.",
    ),
    "C103": CodeNote(
        "Settings file not readable",
        "`.env` is there but is not text, or may not be read.",
        "Mend it, or delete it: every setting has a default.",
    ),
    "C104": CodeNote(
        "Setting does not fit",
        "A setting has a value of another type or form.",
        "Set what the report asks for.",
    ),
    "C105": CodeNote(
        "Guard data not usable",
        "A rule or word list of the guard cannot be read. Without a guard nothing goes out.",
        "Mend the line that is named, or install Bedside again.",
    ),
    "C110": CodeNote(
        "Input not readable",
        "The file is not there or may not be read.",
        "Name a file, or `-` for standard input.",
    ),
    "C111": CodeNote(
        "Input not UTF-8",
        "The input is not text in UTF-8.",
        "Save or send it as UTF-8.",
    ),
    "C112": CodeNote(
        "File not writable",
        "A file could not be written. Nothing is left half-written.",
        "Choose another place, or make room.",
    ),
    "C113": CodeNote(
        "Folder in use",
        "A new library needs a new or an empty folder.",
        "Name another folder.",
    ),
    "C114": CodeNote(
        "Output not writable",
        "What the command prints could not be written, perhaps because a disk is full.",
        "Make room, or send it elsewhere.",
    ),
    "C115": CodeNote(
        "Library being changed",
        "Another command or the studio is writing to the library, and took longer than a minute.",
        "Try again. If nobody is at work, look for a command that hangs.",
    ),
    "C116": CodeNote(
        "No such topic or kind",
        "A list is asked for by a topic or a kind that the library does not have.",
        "Use the word that is suggested; `library.yaml` lists topics and kinds.",
    ),
    "C140": CodeNote(
        "Not a file that the studio writes",
        "The name leads to no place that a library has, or to its approvals.",
        "Choose a file of the library. Approvals are given on the page for approvals.",
    ),
    "C141": CodeNote(
        "Nothing can be made so",
        "A new item needs a name that is free and fits, and what it names must be there.",
        "Follow the suggestion.",
    ),
    "C142": CodeNote(
        "Writer cannot be named",
        "Whoever saves is added to `written_by`, so that they cannot approve their own words. Here "
        "that list has a form that the studio cannot add to.",
        "Add your name yourself, with the list in one line.",
    ),
    "C143": CodeNote(
        "Changed while it was read",
        "An answer is bound to the text that was shown, and the library says something else now.",
        "Read it again, then decide.",
    ),
    "C144": CodeNote(
        "Sent back without a reason",
        "Whoever wrote the text must be told what to change.",
        "Write what to change, then send it back.",
    ),
    "C145": CodeNote(
        "Nothing waits for an answer",
        "A yes or a no in this role is not asked for: somebody gave it, or it is not theirs to "
        "give.",
        "Follow the suggestion. A yes that was given is taken back with Withdraw, and given a "
        "later day with Renew.",
    ),
    "C146": CodeNote(
        "Writer taken out",
        "A save would take a name out of `written_by`, and whoever it names could then approve "
        "their own words. The studio takes no name out.",
        "Write the name in again. Where none of somebody's words are left, change the file in "
        "your version control, where reviewers see it.",
    ),
    "C147": CodeNote(
        "Not deleted",
        "The studio deletes what was never approved and nothing uses. Something names it, somebody "
        "approved it once, or the library would have an error without it.",
        "Take it out of what names it first. What was approved is retired: docs/how-to/retire.md.",
    ),
    "C120": CodeNote(
        "Address in use",
        "The service cannot listen there: the port is taken, or the host is not this machine's.",
        "Name another `--port` or `--host`, or stop what listens there.",
    ),
    "C121": CodeNote(
        "Sandbox key beyond this machine",
        "`--dev-key` makes a key for trying things out, on this machine alone.",
        "Leave `--host` out, or make a key with `bedside keys create`.",
    ),
    "C122": CodeNote(
        "Key refused",
        "The key that was given cannot be an API key.",
        "Leave the option out, or mend what the report names.",
    ),
    "C130": CodeNote(
        "Not a name for an account",
        "An account is called as approvals name its owner.",
        "Use a handle of lower-case letters, digits, dots and dashes.",
    ),
    "C131": CodeNote(
        "Account exists",
        "There is an account of this name.",
        "Choose another, or change that one's roles or password.",
    ),
    "C132": CodeNote(
        "Accounts cannot be read or written",
        "The file of accounts is damaged, or its rights are too narrow.",
        "Mend the rights of the data folder, or restore the file.",
    ),
    "C133": CodeNote(
        "No such account",
        "Nobody is called so in the studio.",
        "Use the name that is suggested, or add the account.",
    ),
    "C134": CodeNote(
        "No such role",
        "Roles are `editor`, `compliance` and those that `library.yaml` lists.",
        "Use the one that is suggested.",
    ),
    "C135": CodeNote(
        "Password not taken",
        "It is too short, too long or repeats itself, or nobody can type one here.",
        "Choose 12 characters or more, or name a file with `--password-file`.",
    ),
    "C136": CodeNote(
        "Studio in the open",
        "Beyond this machine, passwords would travel unprotected.",
        "Put a TLS proxy in front and set `BEDSIDE_STUDIO_ORIGIN`.",
    ),
    "C150": CodeNote(
        "An extra is not installed",
        "What was asked for needs a package that Bedside does not bring by itself.",
        "Install the extra that the report names.",
    ),
    "C151": CodeNote(
        "No model answers",
        "No model is set, or the one that is set did not answer as it must.",
        "Set `BEDSIDE_MODEL` and what it needs, or start one: `bedside reword serve-model`.",
    ),
    "C152": CodeNote(
        "The model could not be fetched",
        "The parts of the small model did not come, or there is no place to keep them.",
        "See that the package index can be reached and that there is room, and run it again.",
    ),
    "C153": CodeNote(
        "Not the model that was published",
        "What was fetched has another SHA-256 than the file its makers published.",
        "Do not use it. Fetch it again, or name a model file of your own.",
    ),
    "C160": CodeNote(
        "Brand that no model may be shown",
        "The brand is not there or not approved. A model sees approved words only.",
        "Use the name that is suggested, or have the brand and its templates approved.",
    ),
    "C161": CodeNote(
        "Module that is not reworded",
        "The module is not there, not approved, or its words are locked.",
        "Use the name that is suggested, or leave it out.",
    ),
    "C162": CodeNote(
        "Not a rewording",
        "Only what `bedside reword generate` made can be dropped from the bank.",
        "Name a key as `bedside reword list` shows it.",
    ),
    "C154": CodeNote(
        "No such brand or rendition",
        "What should be reworded, or in whose voice, is not in the release.",
        "Use the name that is suggested; `bedside library list module` lists what there is.",
    ),
    "C199": CodeNote(
        "A fault of Bedside's own",
        "Something went wrong that no input should be able to cause.",
        "Set `BEDSIDE_DEBUG=1` to see where, and report it.",
    ),
}

_RENDITIONS: Mapping[str, CodeNote] = {
    code: CodeNote(line, "", "Write what the report suggests at the place that it names.")
    for code, line in RENDITION_CODES.items()
}

_STORE: Mapping[str, CodeNote] = {
    "D101": CodeNote(
        "No such kind of database",
        "`BEDSIDE_DATABASE_URL` is not an address of SQLite or PostgreSQL.",
        "Write `sqlite:///FILE` or `postgresql://HOST/NAME`, or leave it out.",
    ),
    "D102": CodeNote(
        "The store does not open",
        "The database, its folder or its secret's file cannot be made, read or reached, or is "
        "busy.",
        "Do what the report says: mend rights, make room on the disk, start the server.",
    ),
    "D103": CodeNote(
        "A secret is missing or too short",
        "Pseudonyms need a secret of 32 characters or more; replicas must share one.",
        "Make one with `openssl rand -hex 32` and set `BEDSIDE_SECRET`.",
    ),
    "D104": CodeNote(
        "The secret's file can be read by others",
        "Whoever reads it can find out whose pseudonyms are in the log.",
        "Take the right to read it from everybody but its owner.",
    ),
    "D105": CodeNote(
        "The tables are of another version",
        "A newer Bedside made them, so they are left alone.",
        "Use the version that made them, or a newer one.",
    ),
    "D106": CodeNote(
        "The store needs another secret",
        "Recipients in it lie under a secret that was not given: they would not be recognised, and "
        "their opt-outs be missed. Or webhooks' secrets do, and the webhooks would go off.",
        "Give the secret that it was made with, behind a new one if you like. "
        "`bedside store check` says when an older one may go.",
    ),
    "D107": CodeNote(
        "The secret is not in a file",
        "`bedside store rotate-secret` changes the file beside the embedded store.",
        "Write a new secret before the old one in `BEDSIDE_SECRET`, a space between.",
    ),
    "D108": CodeNote(
        "No database here yet",
        "The command only reads or changes what is there, so it makes no database where none is: "
        "an empty one would say that nothing had ever been decided.",
        "Run it where the service runs, or set `BEDSIDE_DATA` or `BEDSIDE_DATABASE_URL`. "
        "`bedside store migrate` makes a new one.",
    ),
    "D109": CodeNote(
        "The database to copy to is not empty",
        "`bedside store copy` fills an empty database, so that no two histories are mixed.",
        "Make a new database and give its address.",
    ),
    "D201": CodeNote(
        "The API key cannot be had",
        "Its name or scopes do not fit, it exists already, or it was revoked.",
        "Do what the report says; `bedside keys list` shows the keys.",
    ),
    "D202": CodeNote(
        "No such receipt",
        "The log of the database that is named has no entry under this id.",
        "Check the id, and that this is the service's database (`BEDSIDE_DATA`); entries older "
        "than `BEDSIDE_KEEP_LOG` are tidied away.",
    ),
    "D301": CodeNote(
        "Not a list of standing",
        "The file is not CSV in UTF-8, or its first line does not name the columns.",
        "See [the store](store.md) for the columns.",
    ),
    "D302": CodeNote(
        "A row that cannot be taken in",
        "A value in this column does not fit; the rows around it were taken in.",
        "Mend the row and give the file again; rows that are in already are left alone.",
    ),
    "D303": CodeNote(
        "The list is too large",
        "A file above 512 MB is not read in one piece.",
        "Split it; every part needs the line that names the columns.",
    ),
    "D401": CodeNote(
        "The webhook cannot be had",
        "Its name or an event's does not fit, a webhook of that name exists, or there is none.",
        "Do what the report says; `bedside webhooks list` shows the webhooks, `types` the events.",
    ),
    "D402": CodeNote(
        "No call may go there",
        "Webhooks lead to `https`, to public addresses, or to this machine by its literal address.",
        "Give such an address; name a network of your own in `BEDSIDE_WEBHOOK_NETWORKS`.",
    ),
    "D403": CodeNote(
        "There is no such delivery",
        "No delivery with this message id is kept for the webhook.",
        "`bedside webhooks deliveries NAME` lists them; ended ones are kept for a time only.",
    ),
}

#: The parts of the page, in its order.
_PARTS: Final[tuple[tuple[str, Mapping[str, CodeNote]], ...]] = (
    ("L0 - reading files", _READING),
    ("L1 - fields of a file", _FIELDS),
    ("L2, L37 - between files", _BETWEEN),
    ("L3 - words of a rendition", _RENDITIONS),
    ("L4 - dates and approvals", _APPROVALS),
    ("L5, L6 - messages and the guard", _MESSAGES),
    ("L7 - releases", _RELEASES),
    ("S - signals, standings, receipts", _INPUTS),
    ("S4 - what recipients say of themselves", _WORD_OF_RECIPIENTS),
    ("C - command line and installation", _COMMANDS),
    ("D - the store", _STORE),
)

#: Every code of the families L, S, C and D.
CODES: Final[Mapping[str, CodeNote]] = {
    code: note for _, notes in _PARTS for code, note in notes.items()
}


def errors_page() -> str:
    """`docs/errors.md`, which explains every code."""
    return "\n".join(_page()) + "\n"


def _page() -> Iterator[str]:
    yield "# Error codes"
    yield ""
    yield "Made from `service/codes.py` by `make docs`; do not edit it here."
    yield ""
    yield "Each line of a report is `file:line:column CODE what is wrong; what would be right`."
    yield "Lines and columns count from 1. A warning stops nothing; anything else ends with exit"
    yield "code 2. Reports name fields and places, and never a value that could identify a person."
    yield ""
    yield "The guard's rules are explained in [rules](rules/), the reason codes of decisions in"
    yield "[reason codes](reason-codes.md)."
    for heading, notes in _PARTS:
        yield ""
        yield f"## {heading}"
        yield ""
        for number, (code, note) in enumerate(notes.items()):
            if not note.means:
                yield f"- **{code}** {note.title}"
                continue
            if number:
                yield ""
            yield f"### {code} {note.title}"
            yield ""
            yield f"{note.means} {note.do}"
