"""Numbers of help lines that call nobody: they count, label, or stand in a sender's own line.

"112 dollars", "flight 911" and "Scores 9 1 1" are of another number, and are read with one; beside
words of danger one behind a place is a call ("apt 911 fire"), for either may be meant. "Call
911 if this is an emergency" is what senders write below every message; it is read in the order that
the patterns know ("In an emergency, call 911"), which are also told what answers it.
"""

from __future__ import annotations

import re

_NUMBER = r"(?:911|999|112|988)"
#: A number that is nobody's. Not of what a body measures: there it is the number that counts.
_ANY = "7"
_COUNTED = re.compile(
    rf"(?i)(?<![\w.]){_NUMBER}(?=\s?(?:dollars?|bucks|euros?|pesos|cents|times|pages|copies"
    r"|miles|kms?|lbs?|pounds|kilos?|kg|steps|points|percent|%|units? of|mg|mcg|ml|calories)\b)"
)
#: A sum of money, and a reading with its fraction: "$911", "911.00".
_SUM = re.compile(rf"(?<=[$\u00a3\u20ac]){_NUMBER}(?![\d])|(?<![\w.,]){_NUMBER}(?=\.\d|,\d{{3}})")
#: A house in a street: "911 Main St", "my address is 911 N Oak Ave". What may stand between is a
#: name: "911 help on Main St" and "911 fire Oak Ave" are calls.
_STREET = (
    r"(?:st|street|ave?|avenue|rd|road|dr|drive|ln|lane|blvd|boulevard|ct|court|pl|place|pkwy"
    r"|parkway|ter|terrace|cir|circle|trl|trail|hwy|highway|sq|square)"
)
_IN_STREET = re.compile(
    rf"(?i)(?<![\w.,-]){_NUMBER}(?= (?:[nsew]{{1,2}}\.? |(?:north|south|east|west) )?"
    r"(?!(?:at|on|in|to|from|for|by|near|off|of|my|our|his|her|the|this|a|an|i|im|i'm|we|he|she|it"
    r"|its|is|are|was|now|here|help|please|pls|plz|come|send|call|need|want|get|hurry|quick|sos|omg"
    r"|emergency|ambulance|police|fire|asap|and|or|if|hit|hurt|man|woman|down)\b)"
    rf"[\w'.-]+ (?:[a-z][\w'.-]+ )?{_STREET}\b)"
)
_LABEL = (
    r"(?:room|suite|ste|apt|apartment|flight|bus|train|tram|route|highway|hwy|exit|scores?|version"
    r"|order|invoice|claim|ticket|page|channel|lot|gate|seat|ext|extension|unit|box|porsche|model"
    r"|form|chapter|locker|track|episode|season|zip)"
)
#: "In my room 911" is a place, and a call.
_NO_PLACE = "".join(
    rf"(?<!\b{word} )" for word in ("my", "our", "his", "her", "their", "the", "a", "car")
)
_LABELLED = re.compile(
    rf"(?i)(?P<label>(?:{_NO_PLACE}\b{_LABEL}|\b{_LABEL} (?:is|was|were|are|number|no\.?))"
    rf"[: ]\s?#?\s?){_NUMBER}(?!\w|[-/.]\d)"
)
_AT_PLACE = re.compile(
    r"(?i)\b(?P<place>room|suite|ste|apt|apartment|unit|lot|gate|exit|route|highway|hwy|bus|train"
    rf"|tram|flight)[: ]\s?#?\s?(?P<line>{_NUMBER})(?!\w|[-/.]\d)"
)
#: Beside these a number behind a label is a call, or may be one: "apt 911 fire".
_DANGER = re.compile(
    r"(?i)\b(?:(?:on )?fire(?!-)(?! (?:drill|extinguisher|alarm|station|door|exit|lane|pit|place"
    r"|department|safety|marshal|inspection|escape))|fires|flames|smoke(?!-)(?! (?:free|alarms?"
    r"|detectors?|breaks?))|shooter|shooting|shots? fired|(?:a|the|has|with) (?:gun|knife)|gunman"
    r"|gas leak|smell(?:s|ing)? (?:of )?gas|intruders?|burglars?|break-?in|breaking in|robbery"
    r"|robbed|stabb(?:ed|ing)|assaulted|attacked|explosion|exploded|collapsed|unconscious"
    r"|unresponsive|passed out|(?:man|woman|person|guy) down|trapped|choking|drowning"
    r"|overdos(?:e|ed|ing)|carbon monoxide|bleeding out)\b"
)
#: The same in a few words without a sign of everyday: "I fell last week, is it in suite 911?"
_TROUBLE = re.compile(
    r"(?i)\b(?:fell(?! (?:asleep|ill|behind|through|for|in love))|fallen|accident|crash(?:ed)?"
    r"|wreck(?:ed)?|hurry|help(?=[\s!.]*$)|injured|hurt|screaming)\b"
)
#: Beside these a number before a street is a call, too: "help 911 Main St".
_BEGS = re.compile(
    r"(?i)!|\b(?:help|hurry|emergency|ambulance|police|paramedics?|sos|asap|quick|now|please|pls|plz"
    r"|send|come|dying|dead|die|blood|bleeding|breath(?:e|ing)?|pains?|seiz(?:ures?|ing)|strokes?"
    r"|hurt)\b"
)
_EVERYDAY = re.compile(
    r"(?i)\?|\b(?:appointments?|appts?|visits?|last (?:week|month|year|night)|yesterday|ago|late"
    r"|traffic|delay(?:ed)?|scheduled|forms?|thanks|thank you|flu|shot)\b"
)
_FEW = 10

_EMERGENCY = (
    r"(?:an? |any |your |the )?"
    r"(?:medical |real |true |life[- ]threatening |mental[- ]health |urgent )*"
    r"emergenc(?:y|ies)"
)
_URGENT = r"(?:urgent|serious|severe|critical|life[- ]threatening)"
_SOME = r"(?:some|any)(?:one|body)"
_YOU = rf"(?:you or {_SOME}(?: you know| else)?|you|{_SOME})"
_WHEN = (
    rf"(?:(?:if|when)(?:ever)? (?:(?:this|it|that)(?:'s| is| may be| might be| seems)(?: like)?"
    rf" (?:{_EMERGENCY}|{_URGENT})"
    rf"|{_YOU}(?:'re)? ?(?:are |is |have |has |think you |believe you )*+"
    rf"(?:having |in |experiencing |facing )?(?:{_EMERGENCY}|(?:immediate )?(?:danger|crisis))"
    rf"|{_URGENT})"
    rf"|in(?: the)?(?: case of| event of)? {_EMERGENCY})"
)
_POLITE = r"(?:please |always |just |kindly |immediately |hang up and |then )*+"
_CALL = rf"(?:call|dial|ring|text|phone)(?: or (?:call|dial|text))? (?P<line>{_NUMBER})"
_STARTS = r"(?m)(?:(?<=[.!?;:>\"] )|^[>\s\"]*)"
#: A sender's line ends there; "call 911 if this is an emergency he is blue" is somebody else's.
_ENDS = r"(?=\s*(?:[.!;\"]|\(|$))"
_BEHIND = re.compile(
    rf"(?i){_STARTS}{_POLITE}{_CALL}(?: immediately| right away| now| at once)?,? {_WHEN}{_ENDS}"
)
#: With an emergency before it the patterns know the line as it stands.
_BEFORE = re.compile(
    rf"(?i){_STARTS}(?:if|when) (?:(?:this|it|that)(?:'s| is) )?{_URGENT},? {_POLITE}{_CALL}"
    rf"(?: immediately| right away| now| at once)?{_ENDS}"
)


def without_calm_numbers(text: str) -> str:
    """The text, with calls in `911` and the like alone. Linear in its length."""
    if re.search(_NUMBER, text) is None:
        return text
    text = _SUM.sub(_ANY, _COUNTED.sub(_ANY, text))
    if _tells_of_danger(text):
        text = _AT_PLACE.sub(r"\g<place>. Call \g<line> now. ", text)
    elif not _BEGS.search(text):
        text = _IN_STREET.sub(_ANY, text)
    text = _LABELLED.sub(rf"\g<label>{_ANY}", text)
    for line in (_BEHIND, _BEFORE):
        text = line.sub(r"In an emergency, call \g<line>", text)
    return text


def _tells_of_danger(text: str) -> bool:
    """Whether a number behind a label may be a call all the same."""
    if _DANGER.search(text):
        return True
    few = len(text.split()) <= _FEW
    return few and _TROUBLE.search(text) is not None and _EVERYDAY.search(text) is None
