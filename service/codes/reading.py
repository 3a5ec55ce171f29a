"""What can be wrong with a library's files, their fields, and between them."""

from __future__ import annotations

from collections.abc import Mapping

from service.codes.note import CodeNote

READING: Mapping[str, CodeNote] = {
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

FIELDS: Mapping[str, CodeNote] = {
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

BETWEEN: Mapping[str, CodeNote] = {
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
        "Write the registered words. In a Markdown file a mark such as `*` has a `\\` before it, "
        "or else Markdown reads it as more than itself; what to write is told so. Where they "
        "should be others, change the claim: in the studio the words that cite it change with it, "
        "in files change both at once. All are approved anew.",
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
    "L229": CodeNote(
        "Value in curly quotes",
        "A warning: YAML knows `\"` and `'` alone, so the quotes of a word processor are a part of "
        "the text, and a reader would see them.",
        "Take them away. Where they are meant, put straight quotes round the whole value.",
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
    "L375": CodeNote(
        "Invisible character in a value",
        "A value that messages show holds a tab, a control, direction or invisible character, and "
        "no message with it goes out.",
        "Delete the character that is named. It often comes along when text is pasted.",
    ),
    "L376": CodeNote(
        "Template syntax in a value",
        "A value that messages show holds marks that a later tool would run, and no message with "
        "it goes out.",
        "Use other words.",
    ),
    "L377": CodeNote(
        "Value that is no address",
        "Words link to this value, and it is no address that a message may link to.",
        "Write the whole address, with `https://`, or the phone number in digits.",
    ),
}
