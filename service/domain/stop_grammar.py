"""The grammar of asking to stop, as data: which words play which part, and how parts join.

Read it from the bottom: a `REQUEST` says in itself that messages are meant ("stop texting me"), a
`WORD` only where nothing else stands beside it ("stop it"). A part is an expression without groups
of its own, over lower-case words with one space between them. `stop_grammar_spanish.py` has the
same parts in Spanish: a stop is heard in whatever language the library speaks.
"""

from __future__ import annotations

from service.domain import stop_grammar_spanish as spanish
from service.domain.grammar_parts import Expression
from service.domain.grammar_parts import any_of as _any
from service.domain.grammar_parts import some as _some

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
_OTHERS = _any(
    rf"(?:{_THEIRS}'?s|his|her|their) (?:cell |mobile |work |home |old )?"
    r"(?:number|phone|cell|mobile|line|inbox|e-?mail|house)",
    "him|her|them",
    _THEIRS,
)
_NUMBER = (
    r"(?:(?:to|at|on) )?(?:this|my|our|the|that) (?:damn |cell |mobile |phone |work |home |own )?"
    r"(?:number|phone|cell|mobile|line|inbox|e-?mail|address|house)"
)
#: Where a phone rings; "my home health nurse" is somebody.
_PLACE = (
    r"(?:(?:to|at|on) )?(?:my|our) (?:home(?! (?:health|care|aide|nurse))|office|workplace|landline"
    r"|apartment)"
)
_ME = _any("me|us", _NUMBER, _PLACE)
OURS = _any("me|us|here|people|anyone|everyone|everybody", _NUMBER, _PLACE)
SWEAR = _any(
    "damn|goddamn|bloody|stupid|dumb|annoying|effing|freaking|frigging|crappy",
    r"f[u*#@]*c*k(?:ing|in|n)",
    "useless|endless|constant|ridiculous|unwanted|unsolicited|silly|idiotic|shitty|automated",
)
_WHICH = _any(
    "all|any|more|the|this|that|these|those|your|ur|further|future|such|of|my|so many", SWEAR
)
_KIND = "text|sms|marketing|promotional|phone|appointment|automatic|spam|junk|e-?mail"
_MESSAGES = _any(
    "texts?|txts?|messages?|msgs?|sms|e-?mails?|mails?|mailings?|reminders?|notifications?",
    "alerts|newsletters?|spam|junk|robocalls?|text messag(?:es?|ing)|ads|adverts|advertising",
    "marketing|promos?|promotions?|solicitations?",
    # slips
    "mess?[ae]?ges?|messege?s?|mssgs?|mesgs?|notifcations?|notifs?|notices|reminer?s|remider?s",
)
_TRASH = _any("crap|shit|bullshit|bs|garbage|nonsense|stuff|rubbish|trash|harassment|things?")
THING = rf"(?:{_WHICH} ){{0,9}}+(?:(?:{_KIND}) )?(?:{_MESSAGES}|calls?)"
_ANY_THING = rf"(?:{THING}|(?:{_WHICH} ){{1,9}}+{_TRASH})"
#: Talk as a whole; "contact" may also be somebody.
_TALK = rf"(?:{_WHICH} ){{0,9}}+(?:communications?|correspondence|contact|outreach)"
LIST = (
    r"(?:(?:this|the|your|ur|any|all)(?: of your)? )*+"
    r"(?:mailing |text |texting |sms |e-?mail |marketing |phone |call |contact )?"
    r"(?:lists?|database|system)"
)

# --- what messages do ---------------------------------------------------------------------------

_WRITING = _any(
    "texting|txting|messaging|msging|e-?mailing|mailing|calling|contacting|writing(?: to)?",
    "phoning|ringing|pinging|spamming|bombarding|harassing|messing with|robocalling",
)
_WRITINGS = rf"{_WRITING}(?: (?:and|or|&|n) {_WRITING}){{0,3}}"
_NAGGING = _any(
    "bothering|bugging|annoying|pestering|flooding|disturbing|hounding|notifying|reminding"
)
_WRITE = _any(
    "text|txt|message|msg|sms|e-?mail|mail|call|contact|write(?: to)?|phone|ring|ping|spam",
    "harass|bother|bug|pester|disturb",
)
_WRITE_ONLY = _any("text|txt|message|msg|sms|e-?mail|mail|write(?: to)?|spam")
_AGAIN = _any("any ?more", "again", "ever", "ever again", "no more", "any longer")
_GETTING = _any("getting|receiving|seeing|being sent|having")
_GET = _any("to (?:get|receive|see|hear|read|have|be getting|be sent|keep getting)")
_NOT_WANT = (
    r"(?:i |we |he |she )?(?:really |just |also )?"
    r"(?:(?:do not|don't|dont|did not|didn't|didnt|never|no longer)(?: ever| really| even)?"
    r" (?:want(?:ed)?|need(?:ed)?|wish|like|ask(?:ed)? for|sign(?:ed)? up for|agreed? to|care for"
    r"|consent(?:ed)? to|authori[sz]ed?)"
    r"|(?:am |'m )?(?:not interested in))"
)

# --- around a request ---------------------------------------------------------------------------

_YOU = _any("you guys", "you people", "you all", "you", "ya", "u", "y'all")
#: What may stand before a request. That nothing else may is what keeps "don't stop" out.
_LEAD = _any(
    "please|pleas|plz|pls|kindly|just|ok|okay|hi|hello|hey|yes|so|and|but|then|again|now|look",
    SWEAR,
    spanish.COURTESY,
    rf"no(?! (?:more|longer|need|{THING})\b)",
    "ugh|omg|wtf|seriously|immediately|thanks|thank you|sorry|sir|madam|(?:for the )?last time",
    rf"(?:can|could|would|will|can't|cant|won't|why don't) {_YOU}",
    rf"{_YOU} (?:can|must|should|may|need to|have to|had better|better)",
    r"i(?: already| have|'ve| am|'m|'d| would)*"
    rf" (?:want|need|ask|asked|asking|tell|told|telling|like) {_YOU}"
    r"(?: already| before| twice| again| (?:so |too )?many times| (?:\d{1,3}|three|four|five) times"
    r"| nicely)*(?: to)?",
    r"how (?:many|much) (?:more )?times? (?:do|must|should|will) (?:i|we)(?: have to| need to)?"
    r" (?:say|type|text|reply|send|write|(?:ask|tell) you(?: guys)?(?: to)?)",
    "make (?:it|this|that|these|them)"
    "(?= (?:stop|quit) (?:text|txt|messag|send|call|contact|e-?mail))",
    r"i (?:said|say|repeat)",
)
#: The same where it asks for a way to do it.
_WAY = _any(
    r"how (?:do|can) i|how to",
    "can i",
    r"i(?: just| really)? (?:want|need|wish|would like|'d like|wanna)(?: to)?",
    "i'd like to",
    "tell me how to",
    "let me",
)
_INSULT = _any(
    "idiots?|morons?|clowns?|jerks?|assholes?|bastards?|scammers?|spammers?|robots?|fools?",
    "creeps?|losers?|pricks?|scum|dumbasses|bitch(?:es)?|people|guys|folks|lot|dicks?|imbeciles?",
)
_TAIL = _any(
    "please|pleas|plz|pls|thanks|thank you|thank u|thx|ty|now|right now|already|immediately|asap",
    "at once|right away|today|forever|for good|at all|so much|so often|ok|okay|sir|madam|really",
    "or else|all the time|all day|every ?day|every (?:single )?(?:day|night|week|hour|time)",
    "constantly|at night|at work|permanently|entirely|completely|too|and|again and again",
    "as well|altogether|from (?:you|u)|you guys|by (?:text|phone|sms|e-?mail|mail)",
    rf"(?!my|our|the|that|this){_NUMBER}",
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
_SUBJECT = rf"(?:he|she|the patient|they|it|{_OTHERS})"
WHEN = (
    r"(?: (?:last|this|in|on|two|three|a|few|many|some) (?:few )?"
    r"(?:days?|weeks?|months?|years?|spring|summer|fall|winter|january|february|march|april|may"
    r"|june|july|august|september|october|november|december|\d{4})(?: ago)?| ago)*+"
)
#: Why: a death that is told, never a dying.
_DEATH = (
    rf"(?:because |since |as )?{_SUBJECT}(?: has|'s| is| was| have)?"
    rf" (?:died|passed(?: away|(?! out))|deceased){WHEN}"
)
#: The same in words that may be of somebody found just now; believed of whom messages went to.
_IS_DEAD = rf"(?:because |since |as )?{_SUBJECT}(?: is|'s| has been) (?:dead|gone){WHEN}"

# --- a request ----------------------------------------------------------------------------------

_STOP = rf"(?:stop|quit|cease|discontinue)(?: {SWEAR}){{0,9}}+"
_WITH = _any("with", "w/?")
_DO_NOT = r"(?:do not|don't|dont|do n't|donot|dnt|dun|never|no need to)(?: you)?(?: ever| dare)?"
_WHOM = _any(OURS, _OTHERS)
#: Narrows a wish to a time ("don't call me before 9"), which is no request to stop. "Stop" stays
#: one, whatever its limit.
_LIMIT = r" (?:before|after|until|till|during|between|on|at (?:night|work|home|\d))(?!\w)"
#: Says in itself that messages are meant; what follows it does not take that back.
_STRONG = _any(
    rf"{_STOP} (?:{_WRITINGS}|{_NAGGING}) {_WHOM}(?: {_WITH} {_ANY_THING})?",
    rf"{_STOP} (?:(?:calling|ringing|texting) (?:and|or|&|n) )?"
    r"(?:texting|txting|messaging|e-?mailing|contacting|sending)(?=(?: (?:please|pls|now))?$)",
    rf"{_STOP} sending(?: {_WHOM})? {_ANY_THING}(?: to {_WHOM})?",
    rf"{_STOP} sending {_WHOM}(?! to\b)",
    rf"{_STOP} sending (?:this|that|these|those|it|them)(?: to {_WHOM})?",
    rf"{_STOP} blowing up (?:my|our|his|her|this) phone",
    rf"(?:stop|quit|no longer) {_GETTING} {THING}",
    rf"(?:stop|cease|discontinue) (?:{_WITH} )?{_ANY_THING}",
    rf"(?:stop|cease|discontinue|end) {_TALK}(?: {_WITH} {OURS})?(?! {_WITH})",
    rf"{_NOT_WANT}(?: {_GET})?(?: {OURS})? {THING}",
    rf"{_NOT_WANT} (?:to be (?:texted|contacted|called|messaged|e-?mailed)"
    rf"|to hear from {_YOU}|{_YOU} to {_WRITE} {_ME})",
    # Not "don't call anyone", nor "don't call my mom": that asks for silence about somebody.
    rf"{_DO_NOT} (?:{_WRITE} {_ME}|{_WRITE_ONLY} {_OTHERS})(?!{_LIMIT})",
    rf"{_DO_NOT} send(?: {OURS})? {THING}(?: to {OURS})?(?!{_LIMIT})",
    rf"unsubscribe(?: me| us| this number)?(?: (?:of|from) (?:{THING}|{LIST}|everything|all))",
    r"unsubscribe (?:me|us)(?! (?:of|from)\b)",
    rf"opt[ -]?(?:me )?out(?: (?:of|from) (?:{THING}|{LIST}|everything|all))",
    rf"(?:remove|take|delete|get|erase|cut|drop) (?:{_WHOM}|my (?:name|details))"
    rf" (?:off|from|out)(?: of)? {LIST}",
)
#: Says it, or asks for a way to it, where nothing but leads and tails stands beside it.
_WEAK = _any(
    rf"(?:cancel|end|turn off|disable|pause|suspend|unsubscribe|opt[ -]?out"
    rf"|enough(?: {_WITH}| of)?|no more|no|halt|mute) {THING}",
    r"(?:cancel|end) (?:my|this|the) (?:text |sms |message )?subscription",
    "unsubscribe(?: me)?|opt[ -]?out|opt me out|(?:(?:i am|i'm|im) )?opting out|delete me",
    rf"(?:unsubscribe|remove|delete|take off) (?:{_NUMBER}|\+?[\d(][\d() -]{{6,}})",
    rf"{_DO_NOT} send {_ME} (?:anything|nothing)",
    rf"{_NOT_WANT} (?:to (?:receive|be sent|keep getting|get)|receiving|getting) (?:these|those)",
    rf"(?:turn|shut) (?:{THING}|these) off|make (?:{THING}|these|those) stop",
    rf"(?:get|come) off (?:of )?{LIST}",
    rf"be (?:unsubscribed|removed|opted out|taken off)(?: from)?(?: {LIST})?",
    rf"(?:remove (?:{_ME}|my (?:name|details))|take {_ME} off)",
    rf"(?:delete|erase|lose|forget) (?:{_NUMBER}|my (?:name|details))",
)
#: Words that are orders: of a way to them ("can I cancel?", "I want to stop") they say too little.
_ORDER = _any(
    "stop(?: ?all)?|arr[eê]te?z?|quit|revoke|cancel|remove|discontinue",
    r"stop (?:it|this|that|these|those|now|everything|all of (?:this|it|these))",
    "quit it|cut it out|knock it off|cease(?: and desist)?",
    "(?:unsubscribe|opt[ -]?out|cancel|revoke) all|(?:unsubscribe|opt[ -]?out) everything",
    rf"{_STOP} (?:{_WRITINGS}|sending)",
    rf"{_DO_NOT} (?:text|txt|message|msg|sms|e-?mail|contact|write|call)",
    r"(?:i )?(?:hereby )?(?:revoke|withdraw)(?: my)? consent"
    rf"(?: (?:to|for) (?:be (?:texted|contacted|called|messaged)"
    rf"|(?:(?:receive|receiving|get|getting|be sent) )?{THING}))?",
)
#: A keyword that is also a cry, and so with nothing but courtesy beside it.
_END = r"(?:(?:please|pls) )?end(?: (?:please|pls|now|thanks|thank you))*"
#: Sends away in words that are of nothing else; other clauses may follow.
_OFF_WITH_YOU = _any(
    rf"leave (?:me|us|him|her|them|my {PERSON}) (?:the (?:fuck|hell) )?(?:alone|be|in peace)"
    # Forever is a long time.
    r"(?! (?:forever|for good))",
    "go ?away|get lost|fuck off|piss off|buzz off|bugger off|(?:f|eff|fck|fk) off|stfu",
    r"shut (?:the \S+ )?up|enough already|get out of my (?:phone|inbox)|not interested",
)
#: Sends away without a word of messages; taken for that of whole clauses alone, as the weak ones.
_AWAY = _any(
    _OFF_WITH_YOU,
    r"(?:you(?:'ve| have)?(?: got| have)? (?:the |a )?|(?:this is|it's) (?:the |a )|sorry )?"
    r"wrong (?:number|person|guy|phone)",
    r"(?:this|it|that)(?: is not|'s not| isn't| isnt) (?:my|his|her|[\w-]+'s) (?:number|phone|cell)"
    "(?: any ?more| any longer)?|not my (?:number|phone)",
    r"[\w-]+ (?:no longer has|does not have|doesn't have|doesnt have) this (?:number|phone)"
    "(?: any ?more)?",
    "(?:put|add) (?:me|us|this number|my number) (?:on|to) (?:the|your|ur|a)"
    " (?:do[ -]not[ -](?:call|text|contact)|no[ -](?:call|text)|opt[ -]?out) list",
    "dnd|dnc|do not disturb|do not call(?: list)?",
    "(?:i )?(?:blocked|blocking)(?: you| this number)?",
    "(?:this is |it's )?spam|report(?:ed|ing)?(?: you| this)?(?: (?:as|for))? spam(?:ming)?",
    "(?:i'm|im|i am) not interested|no longer interested",
)
#: Bounded, so that a text of leads alone is read in a time that its length allows.
LEADS = rf"(?:{_LEAD} ){{0,6}}+"
_BEFORE = rf"{LEADS}(?:{_WAY} )?{LEADS}"
AFTER = rf"(?: {_any(_TAIL, _DEATH)})*+"

#: A request anywhere with what leads to it; it may end in somebody else.
REQUEST = Expression(
    rf"\b(?P<request>{_BEFORE}\b{_STRONG}|{spanish.BEFORE}\b{spanish.STRONG})\b{AFTER}(?![\w'])",
)
OTHERS_AT_END = Expression(rf"(?:{_OTHERS}|{spanish.OTHERS})$")
#: A clause that is a request as a whole, as often as it is said.
_SAID = _any(
    rf"{_BEFORE}{_any(_STRONG, _WEAK)}{AFTER}",
    rf"{LEADS}{_any(_ORDER, _AWAY)}{AFTER}",
    _END,
    rf"{spanish.BEFORE}{_any(spanish.STRONG, spanish.WEAK)}{AFTER}",
    rf"{spanish.LEADS}{_any(spanish.ORDER, spanish.AWAY)}{AFTER}",
)
WORD = Expression(rf"{_some(_SAID)}")
#: What adds nothing to a request: courtesy, anger, why.
TAIL = Expression(_some(_any(_TAIL, _LEAD, _DEATH)))
IS_DEAD = Expression(_some(_any(_TAIL, _LEAD, _DEATH, _IS_DEAD)))
SPACED_WORD = Expression(KEYWORD)
#: A plain wish for more.
GO_ON = Expression(
    rf"(?:{_LEAD} )*+(?:do not|don't|dont|never)(?: ever)? stop(?: {_any(_WRITING, 'sending')}"
    rf"(?: (?:{OURS}|{_OTHERS}))?)?(?: {_ANY_THING})?{AFTER}|{spanish.GO_ON}",
)
LIMITED = Expression(rf"{_DO_NOT} {_WRITE} {_ME}(?={_LIMIT})")
#: Words right before a request that make it something else: denied, told of others, a condition.
NOT_BEFORE = Expression(
    r"(?:n't|\b(?:not|dont|wont|cant|never|non|to|did|didnt|does|do|will|would|should|could|can|may"
    r"|must|might|i|he|she|it|they|we|you|who|that|which|if|when|until|unless|whether|bus|or"
    rf"|{PERSON}|{spanish.NOT_BEFORE}))$",
)
#: After a request: takes it back.
JOKE = Expression(r"(?:(?:to|from) )?(?:nothing|never|nobody)\b")

# --- a stop word, and another clause behind it --------------------------------------------------

_COURTESY = r"(?:(?:please|pls|plz|hi|hello|hey|ok|okay|just|yes|no(?! more)|now) ){0,3}+"
_AUXILIARY = (
    r"(?:is|are|was|were|am|has|have|had|does|did|do|will|can|could|would|should|may|might|keeps?"
    r"|isn't|isnt|aren't|arent|wasn't|hasn't|haven't|doesn't|doesnt|didn't|didnt|won't|wont|can't"
    r"|cant|cannot|couldn't)"
)
#: A body's and a fright's own verbs; other words with an "s" may be what is to be stopped.
_VERB = _any(
    _AUXILIARY,
    "hurts?|aches|bleeds|burns|feels|looks|got|went|just|fell|fainted|collapsed|stopped|swallowed",
    "took|drank|ate|died|passed out|blacked out|needs?|wants?",
)
#: Who acts: in these forms nobody is what is to be stopped.
_ACTS = (
    r"(?:i|he|she|we|they|you|there|someone|somebody|nobody)(?:'?(?:m|s|re|ve|ll|d))?"
    r"|help (?:me|us|him|her|them|my|he|she|they|i)|call|send|what|why|where|when|who|how"
)
#: No word of a name for a thing: what stands behind one of them is of another clause.
_NO_NAME = (
    r"(?:i|it|he|she|we|they|you|that|which|who|when|if|of|for|from|in|at|on|to|by|with|before"
    r"|after|until|sign|signs|light|watch|and|or|but)\b"
)
_NAMED = (
    rf"(?:my|our|his|her|their|your|the|a|this|that) (?:(?!{_NO_NAME})[\w'-]+ ){{1,3}}?{_VERB}"
    rf"|(?!{_NO_NAME}|my|our|the|a\b)(?!\w+ing\b)[\w'-]+ (?:(?!{_NO_NAME})[\w'-]+ )?{_AUXILIARY}"
)
_CLAUSE = rf"(?:{_ACTS}|{_NAMED})\b"
_WHY = _any("because|cause|cuz|bc|since")
#: "STOP but my chest hurts", "STOP my chest hurts": a stop, and a clause of its own. "Stop the
#: bleeding" and "stop and rest" go on with the same one.
HEADS = Expression(
    rf"{_COURTESY}(?:stop(?: ?all)?|{_STOP} (?:texting|txting|messaging|e-?mailing|contacting)"
    rf"|unsubscribe(?: me)?|opt[ -]?(?:me )?out|no more {THING}"
    rf"|(?:sorry )?wrong (?:number|person))"
    rf"(?: (?:please|pls|now|thanks|thank you))*+"
    rf" (?:(?:but|though|although)(?= \w)|(?P<why>{_WHY})(?= \w)(?! (?:of|for)\b)"
    rf"|(?:and|so|also) (?={_CLAUSE}|please\b)|(?={_CLAUSE}))"
    rf"|{spanish.HEADS}",
)
#: What somebody wants to keep: how far the stop reaches is for people to read.
_KEEPS = _any(
    "except|excluding|apart from|aside from|other than",
    rf"(?:but |and |just |only |please |still )*+(?:keep|continue|leave|want|need|like|send|not|"
    rf"do send|do want|i (?:still |do )?(?:want|need|like))(?: [\w'-]+){{0,4}}? "
    rf"(?:{_MESSAGES}|calls?|ones|updates|results)",
    r"(?:just |please |you can )*+(?:text|txt|sms|e-?mail|call|message)(?: me| us)?"
    r" (?:instead|only|is (?:ok|okay|fine))",
    spanish.KEEPS,
)
#: A topic limits a stop; "about this" is no topic.
_ABOUT = (
    r" (?:about|regarding|concerning|related to|for) (?!(?:this|it|that|these|those|all|every|any"
    r"|anything|everything|your?|now|good|ever|real|free|god|god's|fuck's|me|us|him|her|them"
    r"|crying|goodness|the (?:last|love|\w+ time))\b)\w"
)
_TOPIC = (
    rf"(?!{_NO_NAME}|(?:is|are|{_WHICH}|{_KIND}|{_MESSAGES}|calls?|me|us|him|{_WRITING})\b|\w+ing\b)"
    r"[\w'-]+"
)
PARTLY = Expression(
    rf"(?:{_BEFORE}{_any(_STRONG, _WEAK)}|{LEADS}{_any('stop(?: ?all)?', _ORDER)}"
    rf"|{spanish.BEFORE}{_any(spanish.STRONG, spanish.WEAK)})"
    rf"{AFTER}(?:(?: but| and| pero)? {_KEEPS}\b| only$|{_ABOUT})",
)
#: What somebody wants to keep, said first.
KEPT_FIRST = Expression(
    rf"(?:please |just |i )*+(?:only|just|keep)\b(?: [\w'-]+){{0,4}}? (?:{_MESSAGES}|calls?|ones)\b"
)
#: A stop of messages of one kind: which others it means is for people to read.
ONE_KIND = Expression(
    rf"{LEADS}(?:(?:stop|quit|cancel|turn off|no more|pause|enough)"
    rf"(?: sending(?: {_WHOM})?)?|{_DO_NOT} send(?: {_WHOM})?|unsubscribe(?: me)? from"
    rf"|opt (?:me )?out of)(?: (?:the|these|those|your|all|any|more|of|with)){{0,4}}+"
    rf"(?:(?: {_TOPIC}){{0,3}}? (?:surveys?|questionnaires?)"
    rf"|(?: {_TOPIC}){{1,3}}?(?: (?:text|phone))? (?:{_MESSAGES}|calls))(?![\w'])"
)

# --- what is unclear ----------------------------------------------------------------------------

_WISH = r"(?:i(?: just)? (?:want to|wanna|would like to)(?: just)?|i'd like to)"
#: Both keywords of the carriers, of which the one to stop wins; "help" may be a cry beside it.
_BOTH = (
    r"(?:{stop}(?:(?: (?:and|or|y|o|&|\+))? | ?/ ?){help}"
    r"|{help}(?:(?: (?:and|or|y|o|&|\+))? | ?/ ?){stop})"
).format(
    stop=r"(?:stop(?: ?all)?|unsubscribe|opt[ -]?out|alto|baja|parar?|pare)",
    help=r"(?:help|info(?:rmation)?|ayuda|informaci[oó]n)",
)
#: Means that it is over, of messages or of more than messages.
UNCLEAR = Expression(
    rf"{LEADS}(?:{_BOTH}|no more|enough|(?:end|quit) all|{_WISH} (?:stop|quit)"
    r"|(?:this is )?(?:pure )?harassment"
    r"|i(?:'ll| will| am going to) report (?:you|this)(?: to \w+(?: \w+)?)?"
    rf"|how (?:do|can) i make (?:it|this|that) stop"
    rf"|(?:stop|pause)(?: {THING})? (?:until|for a) [\w']+(?: [\w']+){{0,3}}"
    rf"|(?:{_NOT_WANT}|enough(?: of)?|no more(?: of)?) (?:{_WHICH} )++{_TRASH}){AFTER}"
    rf"|{spanish.UNCLEAR}",
)
_SPAN = (
    r"(?:(?:few|couple(?: of)?|whole|next) )?"
    r"(?:while|bit|moment|time|minutes?|hours?|days?|weeks?|months?|years?|summer|winter|holidays?)"
)
_DAY = (
    r"(?:(?:the|my|next|this|end of|middle of|early|mid|late|after|further|i say|i tell you) ?)*+"
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|tonight|later|notice|then|otherwise|so"
    r"|christmas|thanksgiving|easter|spring|summer|fall|winter|holidays?|vacation|appointment|visit"
    r"|new year|days?|weeks?|months?|year|noon|\d[\d:/.-]*(?: ?[ap]m)?)"
)
_FOR_A_TIME = (
    rf"(?:for now|for (?:a|the|one|two|three|\d+) {_SPAN}|temporarily|for the time being"
    rf"|until {_DAY})"
)
#: The same, where no cry can be meant: there is nothing to read for urgency. "Until I die" is one.
UNCLEAR_OF_THINGS = Expression(
    rf"{LEADS}(?:{_NOT_WANT} (?:these|those)"
    rf"|(?:stop|pause)(?: {THING})? {_FOR_A_TIME}){AFTER}|{spanish.UNCLEAR_OF_THINGS}",
)
_THESE = "(?:it|this|that|these|those|everything|all of (?:this|it|these))"
#: Somebody acts: words behind which nothing is named that is to stop.
_SOMEBODY_ACTS = rf"(?:{_ACTS}|(?:my|our|his|her) {PERSON}|the baby)\b"
#: A stop word before a clause that may as well name what is to stop ("stop it hurts"), and other
#: orders that are a stop where they stand alone ("stop these", "stop for now", "go away").
EITHER_WAY = Expression(
    rf"{_COURTESY}(?:stop (?:it (?:{_VERB}|\w+s)|(?:this|that|these|those) {_VERB})\b"
    rf"|(?:stop|pause)(?: {THING})? {_FOR_A_TIME}(?: (?:please|pls|plz|now|and|but))*+"
    rf" (?={_CLAUSE})"
    rf"|(?:(?:stop|quit|cease) {_THESE}"
    rf"|(?:stop help|help stop)|cut it out|knock it off|{_OFF_WITH_YOU})"
    rf"(?: (?:please|pls|plz|now|and|but|because))*+"
    rf" (?={_SOMEBODY_ACTS}))|{spanish.EITHER_WAY}"
)
#: A clause, and behind it a stop without a sign between.
ENDS = Expression(
    r".*(?: (?:please|pls|plz) stop|(?<!bus)(?<!train)(?<!tram)(?<!to)(?<!the)(?<! a)(?<!next)"
    r"(?<!last)(?<!first)(?<!my)(?<!which)(?<!what)(?<!more)(?<!full)(?<! it)(?<!n't)(?<!not)"
    r"(?<!cant)(?<!ont)(?<!snt)(?<!dnt)(?<!never) stop (?:please|pls|plz))"
)
#: A short text that begins with a stop word, and whose next word is none of those with which the
#: word has its everyday sense.
BEGINS = Expression(
    r"(?:stop|unsubscribe|opt[ -]?out)\b(?! (?:by|in|at|over|on|near|off|for|here|there|to|and|or"
    r"|the|my|this|that|these|those|his|her|our|your|all|is|was|sign|light|watch"
    rf"|(?!{_WRITING}|{_NAGGING}|sending)\w+ing)\b)",
)
DENIES = Expression(r"\b(?:no|not|nothing|none|never|nobody|don'?t|help)\b")


def prepare() -> None:
    """Compiles every expression now, so that nobody's words wait for it."""
    for value in list(globals().values()):
        if isinstance(value, Expression):
            _ = value.compiled
