"""The grammar of asking to stop, as data: how the words of `stop_words.py` join to a request.

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
from service.domain.stop_words import (
    AFTER,
    ANY_THING,
    BEFORE,
    BEHIND,
    DEATH,
    DO_NOT,
    FOUND_DEAD,
    GET,
    GETTING,
    KEYWORD,
    KIND,
    LEAD,
    LEADS,
    LIMIT,
    LIST,
    ME,
    MESSAGES,
    NAGGING,
    NOT_WANT,
    NUMBER,
    OTHERS,
    OURS,
    PERSON,
    STOP,
    TALK,
    THING,
    TRASH,
    WHICH,
    WHOM,
    WITH,
    WRITE,
    WRITE_ONLY,
    WRITING,
    WRITINGS,
    YOU,
)

# --- a request ----------------------------------------------------------------------------------

#: Says in itself that messages are meant; what follows it does not take that back.
_STRONG = _any(
    rf"{STOP} (?:{WRITINGS}|{NAGGING}) {WHOM}(?: {WITH} {ANY_THING})?",
    rf"{STOP} (?:(?:calling|ringing|texting) (?:and|or|&|n) )?"
    r"(?:texting|txting|messaging|e-?mailing|contacting|sending)(?=(?: (?:please|pls|now))?$)",
    rf"{STOP} sending(?: {WHOM})? {ANY_THING}(?: to {WHOM})?",
    rf"{STOP} sending {WHOM}(?! to\b)",
    rf"{STOP} sending (?:this|that|these|those|it|them)(?: to {WHOM})?",
    rf"{STOP} blowing up (?:my|our|his|her|this) phone",
    rf"(?:stop|quit|no longer) {GETTING} {THING}",
    rf"(?:stop|cease|discontinue) (?:{WITH} )?{ANY_THING}",
    rf"(?:stop|cease|discontinue|end) {TALK}(?: {WITH} {OURS})?(?! {WITH})",
    rf"{NOT_WANT}(?: {GET})?(?: {OURS})? {THING}",
    rf"{NOT_WANT} (?:to be (?:texted|contacted|called|messaged|e-?mailed)"
    rf"|to hear from {YOU}|{YOU} to {WRITE} {ME})",
    rf"(?:(?:i|we)(?:'d| would)? )?(?:prefer|rather|like) not (?:to )?"
    rf"(?:(?:get|receive|see|have|be sent|keep getting) {THING}"
    rf"|be (?:texted|contacted|called|messaged|e-?mailed))(?: {NUMBER})?(?!{LIMIT})",
    # Of a procedure it would be something else.
    r"(?:(?:i|we)(?: am|'m)? )?(?:hereby )?(?:revok(?:e|ing)|withdraw(?:ing)?|rescind(?:ing)?) "
    r"(?:my |any |all |our )?(?:prior |express |written )*(?:consent|permission|authorization)"
    rf" (?:(?:to|for) (?:you to )?(?:{WRITE}|{WRITING}|be (?:texted|contacted|called|messaged)"
    rf"|(?:(?:receive|receiving|get|getting|be sent) )?{THING}))"
    rf"(?: (?:and|or) (?:{THING}|{WRITE}))?(?: {ME})?(?! (?:{OTHERS}|my|our|dr)\b)",
    # Not "don't call anyone", nor "don't call my mom": that asks for silence about somebody.
    rf"{DO_NOT} (?:{WRITE} {ME}|{WRITE_ONLY} {OTHERS})(?!{LIMIT})",
    rf"{DO_NOT} send(?: {OURS})? {THING}(?: to {OURS})?(?!{LIMIT})",
    rf"unsubscribe(?: me| us| this number)?(?: (?:of|from) (?:{THING}|{LIST}|everything|all))",
    r"unsubscribe (?:me|us)(?! (?:of|from)\b)",
    rf"opt[ -]?(?:me )?out(?: (?:of|from) (?:{THING}|{LIST}|everything|all))",
    rf"(?:remove|take|delete|get|erase|cut|drop) (?:{WHOM}|my (?:name|details))"
    rf" (?:off|from|out)(?: of)? {LIST}",
)
#: Says it, or asks for a way to it, where nothing but leads and tails stands beside it.
_WEAK = _any(
    rf"(?:cancel|end|turn off|disable|pause|suspend|unsubscribe|opt[ -]?out"
    rf"|enough(?: {WITH}| of)?|no more|no|halt|mute) {THING}",
    r"(?:cancel|end) (?:my|this|the) (?:text |sms |message )?subscription",
    "unsubscribe(?: me)?|opt[ -]?out|opt me out|(?:(?:i am|i'm|im) )?opting out|delete me",
    rf"(?:unsubscribe|remove|delete|take off) (?:{NUMBER}|\+?[\d(][\d() -]{{6,}})",
    rf"{DO_NOT} send {ME} (?:anything|nothing)",
    rf"{NOT_WANT} (?:to (?:receive|be sent|keep getting|get)|receiving|getting) (?:these|those)",
    rf"(?:turn|shut) (?:{THING}|these) off|make (?:{THING}|these|those) stop",
    rf"(?:get|come) off (?:of )?{LIST}",
    rf"be (?:unsubscribed|removed|opted out|taken off)(?: from)?(?: {LIST})?",
    rf"(?:remove (?:{ME}|my (?:name|details))|take (?:{ME}|my (?:name|number|details)) off)"
    rf"(?: (?:from |of )?(?:this|these|here|{THING}))?",
    rf"{DO_NOT} send {ME} (?:any ?more |any |more )?(?:of )?(?:these|those|them|this)",
    rf"(?:quit|stop|knock) it (?:out |off )?{WITH} {ANY_THING}",
    rf"i(?:'d| would)? (?:like|want|need) {THING} to (?:stop|end)",
    rf"block (?:me|us|{NUMBER})(?: from (?:{THING}|{LIST}|{WRITING} {ME}))?",
    rf"(?:terminate|deactivate) {THING}",
    # "How can I stop having these?" may be of a body.
    "(?:stop|quit) (?:receiving|being sent) (?:these|those|this|them|it)",
    rf"(?:delete|erase|lose|forget) (?:{NUMBER}|my (?:name|details))",
)
#: Words that are orders: of a way to them ("can I cancel?", "I want to stop") they say too little.
_ORDER = _any(
    "stop(?: ?all)?|arr[eê]te?z?|quit|revoke|cancel|remove|discontinue|desist|deactivate",
    r"stop (?:it|this|that|these|those|now|everything|all of (?:this|it|these))",
    "quit it|cut it out|knock it off|cease(?: and desist)?",
    "(?:unsubscribe|opt[ -]?out|cancel|revoke) all|(?:unsubscribe|opt[ -]?out) everything",
    rf"{STOP} (?:{WRITINGS}|sending)",
    rf"{DO_NOT} (?:text|txt|message|msg|sms|e-?mail|contact|write|call)",
    r"(?:(?:i|we)(?: am|'m)? )?(?:hereby )?(?:revok(?:e|ing)|withdraw(?:ing)?)(?: my| any| all)?"
    r" consent",
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
_MOVED_OUT = r"(?:(?:doesn't|doesnt|does not) live here any ?more|no longer lives here)"
#: Of these it may be a patient's own news, or despair.
_OF_A_HOME = rf"(?:my|our) {PERSON}|hope|love|joy|faith|god|happiness|peace"
#: Sends away without a word of messages; taken for that of whole clauses alone, as the weak ones.
_AWAY = _any(
    _OFF_WITH_YOU,
    r"(?:(?:you|u|ya)(?:'ve| have)?(?: got| have)? (?:the |a )?|(?:this is|it's) (?:the |a )"
    r"|sorry )?"
    r"wrong (?:number|person|guy|phone)",
    r"(?:this|it|that)(?: is not|'s not| isn't| isnt) (?:my|his|her|[\w-]+'s) (?:number|phone|cell)"
    "(?: any ?more| any longer)?|not my (?:number|phone)",
    r"[\w-]+ (?:no longer has|does not have|doesn't have|doesnt have) this (?:number|phone)"
    "(?: any ?more)?",
    r"(?:this|that|my) (?:number|phone)(?: (?:does not|doesn't|doesnt|no longer) belongs? to"
    r" [\w'-]+(?: [\w'-]+)?(?: any ?more)?| (?:now )?belongs to some(?:one|body) else(?: now)?)",
    rf"(?!(?:i|we|you|it|they|who|nobody|{_OF_A_HOME})\b)[\w'-]+(?: (?!i\b|we\b)[\w'-]+)?"
    rf" {_MOVED_OUT}",
    "(?:put|add) (?:me|us|this number|my number) (?:on|to) (?:the|your|ur|a)"
    " (?:do[ -]not[ -](?:call|text|contact)|no[ -](?:call|text)|opt[ -]?out) list",
    "dnd|dnc|do not disturb|do not call(?: list)?",
    "(?:i )?(?:blocked|blocking)(?: you| this number)?",
    "(?:this is |it's )?(?:a )?(?:spam|scam)",
    "report(?:ed|ing)?(?: you| this)?(?: (?:as|for))? spam(?:ming)?",
    "(?:i'm|im|i am) not interested|no longer interested",
)
#: A request anywhere with what leads to it; it may end in somebody else.
REQUEST = Expression(
    rf"\b(?P<request>{BEFORE}\b{_STRONG}|{spanish.BEFORE}\b{spanish.STRONG})\b{AFTER}(?![\w'])",
)
OTHERS_AT_END = Expression(rf"(?:{OTHERS}|{spanish.OTHERS})$")
#: A clause that is a request as a whole, as often as it is said.
_SAID = _any(
    rf"{BEFORE}{_any(_STRONG, _WEAK)}{AFTER}",
    rf"{LEADS}{_any(_ORDER, _AWAY)}{AFTER}",
    _END,
    rf"{spanish.BEFORE}{_any(spanish.STRONG, spanish.WEAK)}{AFTER}",
    rf"{spanish.LEADS}{_any(spanish.ORDER, spanish.AWAY)}{AFTER}",
)
WORD = Expression(rf"{_some(_SAID)}")
#: What adds nothing to a request: courtesy, anger, why.
TAIL = Expression(_some(_any(BEHIND, LEAD, DEATH)))
IS_DEAD = Expression(_some(_any(BEHIND, LEAD, DEATH, FOUND_DEAD)))
SPACED_WORD = Expression(KEYWORD)
#: A plain wish for more.
GO_ON = Expression(
    rf"(?:{LEAD} )*+(?:do not|don't|dont|never)(?: ever)? stop(?: {_any(WRITING, 'sending')}"
    rf"(?: (?:{OURS}|{OTHERS}))?)?(?: {ANY_THING})?{AFTER}|{spanish.GO_ON}",
)
LIMITED = Expression(rf"{DO_NOT} {WRITE} {ME}(?={LIMIT})")
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
    rf"{_COURTESY}(?:stop(?: ?all)?|{STOP} (?:texting|txting|messaging|e-?mailing|contacting)"
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
    rf"(?:{MESSAGES}|calls?|ones|updates|results)",
    r"(?:just |please |you can )*+(?:text|txt|sms|e-?mail|call|message)(?: me| us)?"
    r" (?:instead|only|is (?:ok|okay|fine))",
    spanish.KEEPS,
)
#: A topic limits a stop; "about this" is no topic.
_ABOUT = (
    r" (?:about|regarding|concerning|related to|for) (?!(?:this|it|that|these|those|all|every|any"
    rf"|{THING}|anything|everything|your?|now|good|ever|real|free|god|god's|fuck's|me|us|him|her|them"
    r"|crying|goodness|the (?:last|love|\w+ time))\b)\w"
)
_TOPIC = (
    rf"(?!{_NO_NAME}|(?:is|are|{WHICH}|{KIND}|{MESSAGES}|calls?|me|us|him|{WRITING})\b|\w+ing\b)"
    r"[\w'-]+"
)
PARTLY = Expression(
    rf"(?:{BEFORE}{_any(_STRONG, _WEAK)}|{LEADS}{_any('stop(?: ?all)?', _ORDER)}"
    rf"|{spanish.BEFORE}{_any(spanish.STRONG, spanish.WEAK)})"
    rf"{AFTER}(?:(?: but| and| pero)? {_KEEPS}\b| only$|{_ABOUT})",
)
#: What somebody wants to keep, said first.
KEPT_FIRST = Expression(
    rf"(?:please |just |i )*+(?:only|just|keep)\b(?: [\w'-]+){{0,4}}? (?:{MESSAGES}|calls?|ones)\b"
)
#: A stop of messages of one kind: which others it means is for people to read.
ONE_KIND = Expression(
    rf"{LEADS}(?:(?:stop|quit|cancel|turn off|no more|pause|enough)"
    rf"(?: sending(?: {WHOM})?)?|{DO_NOT} send(?: {WHOM})?|unsubscribe(?: me)? from"
    rf"|opt (?:me )?out of)(?: (?:the|these|those|your|all|any|more|of|with)){{0,4}}+"
    rf"(?:(?: {_TOPIC}){{0,3}}? (?:surveys?|questionnaires?)"
    rf"|(?: {_TOPIC}){{1,3}}?(?: (?:text|phone))? (?:{MESSAGES}|calls))(?![\w'])"
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
    r"|i(?:'d| would)? (?:like|want|need) (?:these|those|this) to (?:stop|end)"
    rf"|(?:{_OF_A_HOME}) {_MOVED_OUT}"
    r"|i(?:'ll| will| am going to|'m going to| am|'m) report(?:ing)?"
    r" (?:you|(?:this|your)(?: number)?)(?: to \w+(?: \w+)?)?"
    r"|(?:please |just |i )*+only (?:(?:want|need) (?:[\w'-]+ ){0,3}?"
    r"(?:reminders?|texts|messages|e-?mails|calls|results|updates)"
    r"|(?:e-?mail|call|mail|phone) (?:me|us))|e-?mails? only"
    rf"|how (?:do|can) i make (?:it|this|that) stop"
    rf"|(?:stop|pause)(?: {THING})? (?:until|for a) [\w']+(?: [\w']+){{0,3}}"
    rf"|(?:{NOT_WANT}|enough(?: of)?|no more(?: of)?) (?:{WHICH} )++{TRASH}){AFTER}"
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
    rf"{LEADS}(?:{NOT_WANT} (?:these|those)"
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
    rf"|(?!{WRITING}|{NAGGING}|sending)\w+ing)\b)",
)
DENIES = Expression(r"\b(?:no|not|nothing|none|never|nobody|don'?t|help)\b")


def prepare() -> None:
    """Compiles every expression now, so that nobody's words wait for it."""
    for value in list(globals().values()):
        if isinstance(value, Expression):
            _ = value.compiled
