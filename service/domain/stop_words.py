"""The words of asking to stop, as data: who, what, verbs, courtesy, and what may stand around them.

`stop_grammar.py` joins them into requests. A part is an expression without groups of its own, over
lower-case words with one space between them; none of them decides anything alone.
"""

from __future__ import annotations

from service.domain import stop_grammar_spanish as spanish
from service.domain.grammar_parts import any_of as _any

#: The words that US carriers and the FCC's 2025 rule on revoking consent (47 CFR
#: 64.1200(a)(10)) name: alone, they mean what the rule says that they mean.
KEYWORD = _any(
    "stop(?: ?all)?", "arr[eê]t", "quit", "end", "revoke", "opt[ -]?out", "cancel", "unsubscribe"
)

# --- who and what -------------------------------------------------------------------------------

PERSON = _any(
    "husband|wife|partner|spouse|mother|mom|mum|mama|father|dad|daddy|son|daughter|child|kids?",
    "baby|brother|sister|uncle|aunt|cousin|grand(?:ma|pa|mother|father|son|daughter)|nana|parents",
    "family|boyfriend|girlfriend|fianc[eé]e?|friend|roommate|neighbou?r|boss|ex",
)
_THEIRS = rf"(?:my|our|his|her) (?:late |dead |poor |ex )?{PERSON}"
#: Somebody else, or their phone; what follows may be said of them ("stop texting my mom she is not
#: breathing").
OTHERS = _any(
    rf"(?:{_THEIRS}'?s|his|her|their) (?:cell |mobile |work |home |old )?"
    r"(?:number|phone|cell|mobile|line|inbox|e-?mail|house)",
    "him|her|them",
    _THEIRS,
)
NUMBER = (
    r"(?:(?:to|at|on) )?(?:this|my|our|the|that) (?:damn |cell |mobile |phone |work |home |own )?"
    r"(?:number|phone|cell|mobile|line|inbox|e-?mail|address|house)"
)
#: Where a phone rings; "my home health nurse" is somebody.
_PLACE = (
    r"(?:(?:to|at|on) )?(?:my|our) (?:home(?! (?:health|care|aide|nurse))|office|workplace|landline"
    r"|apartment)"
)
ME = _any("me|us", NUMBER, _PLACE)
OURS = _any("me|us|here|people|anyone|everyone|everybody", NUMBER, _PLACE)
SWEAR = _any(
    "damn|goddamn|bloody|stupid|dumb|annoying|effing|freaking|frigging|crappy",
    r"f[u*#@]*c*k(?:ing|in|n)",
    "useless|endless|constant|ridiculous|unwanted|unsolicited|silly|idiotic|shitty|automated",
)
WHICH = _any(
    "all|any|more|the|this|that|these|those|your|ur|further|future|such|of|my|so many", SWEAR
)
KIND = "text|sms|marketing|promotional|phone|appointment|automatic|spam|junk|e-?mail"
MESSAGES = _any(
    "texts?|txts?|messages?|msgs?|sms|e-?mails?|mails?|mailings?|reminders?|notifications?",
    "alerts|newsletters?|spam|junk|robocalls?|text messag(?:es?|ing)|ads|adverts|advertising",
    "marketing|promos?|promotions?|solicitations?",
    # slips
    "mess?[ae]?ges?|messege?s?|mssgs?|mesgs?|notifcations?|notifs?|notices|reminer?s|remider?s",
)
TRASH = _any("crap|shit|bullshit|bs|garbage|nonsense|stuff|rubbish|trash|harassment|things?")
THING = rf"(?:{WHICH} ){{0,9}}+(?:(?:{KIND}) )?(?:{MESSAGES}|calls?)"
ANY_THING = rf"(?:{THING}|(?:{WHICH} ){{1,9}}+{TRASH})"
#: Talk as a whole; "contact" may also be somebody.
TALK = rf"(?:{WHICH} ){{0,9}}+(?:communications?|correspondence|contact|outreach)"
LIST = (
    r"(?:(?:this|the|your|ur|any|all)(?: of your)? )*+"
    r"(?:mailing |text |texting |sms |e-?mail |marketing |phone |call |contact )?"
    r"(?:lists?|database|system)"
)

# --- what messages do ---------------------------------------------------------------------------

WRITING = _any(
    "texting|txting|messaging|msging|e-?mailing|mailing|calling|contacting|writing(?: to)?",
    "phoning|ringing|pinging|spamming|bombarding|harassing|messing with|robocalling",
)
WRITINGS = rf"{WRITING}(?: (?:and|or|&|n) {WRITING}){{0,3}}"
NAGGING = _any(
    "bothering|bugging|annoying|pestering|flooding|disturbing|hounding|notifying|reminding"
)
WRITE = _any(
    "text|txt|message|msg|sms|e-?mail|mail|call|contact|write(?: to)?|phone|ring|ping|spam",
    "harass|bother|bug|pester|disturb",
)
WRITE_ONLY = _any("text|txt|message|msg|sms|e-?mail|mail|write(?: to)?|spam")
_AGAIN = _any("any ?more", "again", "ever", "ever again", "no more", "any longer")
GETTING = _any("getting|receiving|seeing|being sent|having")
GET = _any("to (?:get|receive|see|hear|read|have|be getting|be sent|keep getting)")
NOT_WANT = (
    r"(?:i |we |he |she )?(?:really |just |also )?"
    r"(?:(?:do not|don't|dont|did not|didn't|didnt|never|no longer)(?: ever| really| even)?"
    r" (?:want(?:ed)?|need(?:ed)?|wish|like|ask(?:ed)? for|sign(?:ed)? up for|agreed? to|care for"
    r"|consent(?:ed)? to|authori[sz]ed?)"
    r"|(?:am |'m )?(?:not interested in))"
)

# --- around a request ---------------------------------------------------------------------------

YOU = _any("you guys", "you people", "you all", "you", "ya", "u", "y'all", "ya'll", "yall")
#: What may stand before a request. That nothing else may is what keeps "don't stop" out.
LEAD = _any(
    "please|pleas|plz|pls|kindly|just|ok|okay|hi|hello|hey|yes|so|and|but|then|again|now|look",
    SWEAR,
    spanish.COURTESY,
    rf"no(?! (?:more|longer|need|{THING})\b)",
    "yo|bruh|bro|dude|man|lol|lmao|siri|alexa|google",
    r"for the (?:love|life) of god",
    r"this is the (?:second|2nd|third|3rd|\w+th|last) time(?: that)?",
    r"(?:per|under|by)(?: the)? (?:tcpa|fcc(?: rules?)?|federal law|law)",
    rf"{YOU} (?:are|r) (?:so |really |very |being )?(?:annoying|ridiculous|a joke)",
    "ugh|omg|wtf|seriously|immediately|thanks|thank you|sorry|sir|madam|(?:for the )?last time",
    rf"(?:can|could|would|will|can't|cant|won't|why don't) {YOU}",
    rf"{YOU} (?:can|must|should|may|need to|have to|had better|better)",
    r"i(?: already| have|'ve| am|'m|'d| would)*"
    rf" (?:want|need|ask|asked|asking|tell|told|telling|like) {YOU}"
    r"(?: already| before| twice| again| (?:so |too )?many times| (?:\d{1,3}|three|four|five) times"
    r"| nicely)*(?: to)?",
    r"how (?:many|much) (?:more )?times? (?:do|must|should|will) (?:i|we)(?: have to| need to)?"
    r" (?:say|type|text|reply|send|write|(?:ask|tell) you(?: guys)?(?: to)?)",
    "make (?:it|this|that|these|them)"
    "(?= (?:stop|quit) (?:text|txt|messag|send|call|contact|e-?mail))",
    r"i (?:said|say|repeat)",
    "y'all|ya'll|yall",
)
#: The same where it asks for a way to do it.
_WAY = _any(
    r"how (?:do|can) i|how to",
    "can i",
    r"i(?: just| really)? (?:want|need|wish|would like|'d like|wanna)(?: to)?",
    "i'd like to",
    "tell me how to",
    "let me|lemme",
)
_INSULT = _any(
    "idiots?|morons?|clowns?|jerks?|assholes?|bastards?|scammers?|spammers?|robots?|fools?",
    "creeps?|losers?|pricks?|scum|dumbasses|bitch(?:es)?|people|guys|folks|lot|dicks?|imbeciles?",
)
BEHIND = _any(
    "please|pleas|plz|pls|thanks|thank you|thank u|thx|ty|now|right now|already|immediately|asap",
    "at once|right away|today|forever|for good|at all|so much|so often|ok|okay|sir|madam|really",
    "or else|all the time|all day|every ?day|every (?:single )?(?:day|night|week|hour|time)",
    "constantly|at night|at work|permanently|entirely|completely|too|and|again and again",
    "bro|bruh|dude|buddy|pal|lol|lmao|haha|honey|hon|sweetie|dear|i mean it|i'm serious|im serious",
    "exclamation (?:point|mark)|for the (?:love|life) of god",
    r"if (?:you|this|it|they|these) (?:don't|dont|doesn't|doesnt|do not) (?:stop|quit)",
    "as well|altogether|from (?:you|u)|you guys|by (?:text|phone|sms|e-?mail|mail)",
    rf"(?!my|our|the|that|this){NUMBER}",
    _AGAIN,
    spanish.TAIL,
    # anger
    rf"(?:(?:you|u|ya|all|bunch of|pack of|total|absolute) |{SWEAR} ){{0,6}}+{_INSULT}",
    r"damn(?: it)?|dammit|goddammit|ffs|wtf|ugh|omg|god|jesus|christ|fuck(?: you| off)?|shit|geez",
    r"for (?:god|fuck|christ|heaven|pete)'?s'? sakes?",
    r"(?:this|it)(?: is|'s) (?:so |very |really |just |pure )*"
    r"(?:harassment|spam|annoying|ridiculous|harassing|illegal|spamming)",
    r"or (?:i will|i'll|i am going to|i'm going to|i'm|ill|we will)"
    r" (?:sue|sueing|suing|report|reporting|block|blocking|complain)(?: you| this number| this)?",
    r"or (?:i will|i'll|i'm going to|i|we) (?:call|get|contact|talk to|hire)"
    r" (?:my|a|an|the) (?:lawyer|attorney|fcc|police|cops)",
    r"you are (?:annoying|harassing|spamming)(?: me)?",
)
_SUBJECT = rf"(?:he|she|the patient|they|it|{OTHERS})"
WHEN = (
    r"(?: (?:last|this|in|on|two|three|a|few|many|some) (?:few )?"
    r"(?:days?|weeks?|months?|years?|spring|summer|fall|winter|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|\d{4})(?: ago)?| ago)*+"
)
#: Why: a death that is told, never a dying.
DEATH = (
    rf"(?:because |since |as )?{_SUBJECT}(?: has|'s| is| was| have)?"
    rf" (?:died|passed(?: away|(?! out))|deceased){WHEN}"
)
#: The same in words that may be of somebody found just now; believed of whom messages went to.
FOUND_DEAD = rf"(?:because |since |as )?{_SUBJECT}(?: is|'s| has been) (?:dead|gone){WHEN}"

# --- joined -------------------------------------------------------------------------------------

STOP = rf"(?:stop|quit|cease|discontinue|(?:refrain|desist) from)(?: {SWEAR}){{0,9}}+"
WITH = _any("with", "w/?")
DO_NOT = r"(?:do not|don't|dont|do n't|donot|dnt|dun|never|no need to)(?: you)?(?: ever| dare)?"
WHOM = _any(OURS, OTHERS)
#: Narrows a wish to a time ("don't call me before 9"), which is no request to stop. "Stop" stays
#: one, whatever its limit.
LIMIT = r" (?:before|after|until|till|during|between|on|at (?:night|work|home|\d))(?!\w)"
#: Bounded, so that a text of leads alone is read in a time that its length allows.
LEADS = rf"(?:{LEAD} ){{0,6}}+"
BEFORE = rf"{LEADS}(?:{_WAY} )?{LEADS}"
AFTER = rf"(?: {_any(BEHIND, DEATH)})*+"
