"""Texts that only tell that a recipient died or is no patient any more, as data.

None is a request, but the next cheerful message to a widow does harm: silence is the safe answer,
and people read how much is to stop. A text that says more ("my dad died in 1990, should I be
tested?") is none of these. The parts are as those of `stop_words.py`.
"""

from __future__ import annotations

from service.domain import stop_grammar_spanish as spanish
from service.domain.grammar_parts import Expression
from service.domain.grammar_parts import any_of as _any
from service.domain.grammar_parts import bare_or_accented as _either
from service.domain.stop_words import LEADS, LIST, PERSON, WHEN

# --- who ----------------------------------------------------------------------------------------

_THEIRS = rf"(?:my|our|his|her|their|your) (?:(?:dear|beloved|late|poor|sweet|ex) )*+{PERSON}"
_PATIENT = r"(?:the|this|that|your|ur)? ?(?:patient|pt|client|recipient|addressee|member)"
#: What dies, or is said to, without being anybody; and words that tell of no death that was.
_NO_NAME = _any(
    "a|an|the|my|our|his|her|their|your|i|we|you|it|they|this|that|these|those|there|what|and|but",
    "he|she|who|nobody|none|people|someone|somebody|everyone|everybody|everything|nothing|if|when",
    "before|after|until|since|because|as|so|thought|think|hope|wish|almost|nearly|not|never|ever",
    "died|passed|departed|expired|deceased|gone|lost|patients?|client",
    "has|have|had|could|would|might|may|can|will|should|did|do|does|is|was|are|were|be|been",
    "i'm|im|i've|ive|i'll|it's|its|he's|she's|they're|who's|just|about|yet|still|one|no|only",
    "phone|phones|cell|mobile|battery|batteries|car|truck|van|bus|engine|motor|wifi|wi-fi|internet",
    "computer|laptop|tablet|ipad|iphone|screen|charger|power|line|signal|connection|call|app|alarm",
    "dog|cat|puppy|kitten|pet|bird|fish|hamster|horse|plants?|trees?|grass|flowers?|fire|light",
    "clock|watch|machine|pump|monitor|meter|device|aids?|aid|thermometer|printer|pacemaker|tv",
    "love|hopes?|joke|conversation|party|pain|fever|cells?|nerves?|tooth|skin|tissue|toe|foot|leg",
    "danger|labou?r|time|storm|stones?|clot|urge|moment|deadline|date|day|week|flu|cold|covid|virus"
    "|illness|nausea|dizziness|cramps?|feeling|gas|it all|worst|cough|headache|migraine|swelling",
    "arm|hand|finger|side|half|heart|brain|dead|drop|stop|play|over|for|of|in|at|on|to|with|from",
)
_ONE_NAME = rf"(?!{_NO_NAME}(?![\w'-]))[^\W\d_][\w'-]*"
_NAME = (
    r"(?:(?:mr|mrs|ms|miss|dr)\.? )?"
    rf"{_ONE_NAME}(?: {_ONE_NAME}){{0,2}}+"
)
_SOMEBODY = _any(
    "he|she",
    "(?:mom|mum|mama|dad|daddy|grandma|grandpa|nana)",
    rf"{_THEIRS}(?: {_NAME})?",
    rf"{_PATIENT}(?: {_NAME})?",
)

# --- a death that is told -----------------------------------------------------------------------

_ADVERB = (
    r"(?: (?:sadly|unfortunately|unexpectedly|suddenly|peacefully|recently|already|just|now|also"
    r"|actually|regrettably))*+"
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
#: Not a year of long ago, as families tell it: "in 1990".
_DATE = (
    rf"(?: (?:on |in |this |last |back in )*+"
    rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH}|{_MONTH}(?: the)?(?: \d{{1,2}}"
    r"(?:st|nd|rd|th)?)?|\d{1,2}[/.-]\d{1,2}(?:[/.-](?:20)?\d\d)?|20\d\d"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day|christmas|easter|thanksgiving)"
    r"(?: (?:of )?(?:20\d\d|this year|last year))?)"
)
_AGO = (
    r"(?: (?:about|almost|over|nearly|around|already) )?(?: ?(?:an?|one|two|three|four|five|six|\d+"
    r"|several|some|many|a few|a couple of|a couple)?"
    r" ?(?:days?|weeks?|months?|years?|hours?) (?:ago|now))"
)
_THEN = (
    rf"(?:{_DATE}|{_AGO}| (?:today|yesterday|recently|suddenly|unexpectedly|peacefully"
    r"|last night|this morning|earlier this (?:week|month|year)|in (?:his|her|their) sleep"
    r"|at home|in (?:the )?hospital|in hospice|on (?:mon|tues|wednes|thurs|fri|satur|sun)day)"
    # Matches nothing as well, and so stands last.
    rf"|{WHEN})"
)
#: Of what; not at which age, as in the history of a family.
_OF = (
    r"(?: (?:of|from|after|due to|because of) (?!laugh|embarras|bore|shame)"
    r"(?:[\w'-]+ ){0,5}?[\w'-]+)"
)
_DEATH = _any(
    # Not "dying", and nothing of what nearly happened.
    r"(?:died|passed(?: away| on)?(?! out)|departed|expired|perished)",
    r"(?:has|have|had|'s)(?: \w+ly)? (?:died|passed(?: away| on)?(?! out)|gone to heaven)",
    r"(?:is|was|'s|has been|are)(?: now)?"
    r" (?:deceased|dead|gone|in heaven|at peace|with (?:god|the lord))",
    r"(?:is|'s|are) no (?:longer|more)(?: (?:with us|alive|living|here|around|among us))?",
    r"(?:is not|isn't|isnt) (?:with us|alive|living)(?: any ?more| any longer)",
    r"did not make it|didn't make it|didnt make it",
)
_LOST = (
    rf"(?:we|i)(?: have|'ve)?(?: just| recently| sadly)* lost (?:him|her|(?:my|our) {PERSON}"
    rf"|{_NAME})"
)
_NAMED_DEATH = (
    rf"(?:{_NAME}{_ADVERB} (?:died|passed away|has (?:died|passed(?: away)?)|is (?:deceased"
    r"|no longer (?:with us|alive|living))))"
)
_DEAD = _any(
    rf"(?:{_SOMEBODY}{_ADVERB}(?: |(?='s)){_DEATH}|{_NAMED_DEATH}|{_LOST})"
    rf"{_THEN}*+{_OF}?{_THEN}*+",
    rf"(?:{_PATIENT} |{_NAME} )?(?:is )?deceased{_THEN}*+",
    rf"(?:the )?(?:patient|pt) (?:died|dead|expired){_THEN}*+",
    rf"(?:rip|r\.i\.p\.?|rest in peace)(?: {_NAME})?",
    rf"you(?: are|'re) (?:texting|writing(?: to)?|calling|messaging|e-?mailing|contacting)"
    rf" (?:a|the|my) (?:dead|deceased|late) (?:person|man|woman|patient|{PERSON})",
)

# --- no patient any more ------------------------------------------------------------------------

_ANY_MORE = r"(?: (?:any ?more|any longer|now|at all))*+"
_THERE = (
    r"(?: (?:of (?:yours|theirs)|there|here|with you(?: guys)?|(?:of|at|in|with|to|for)"
    r" (?:(?:your|the|this|that|ur|you) )?(?!mine\b)[\w'.-]+(?: [\w'.-]+){0,3}?))"
)
_ONE = rf"(?:i|we|he|she|they|{_THEIRS}|{_NAME})"
_IS = r"(?: am| are| is| was|'m|'re|'s)"
_A = r"(?:(?:a|an|your|ur|his|her|one of your|their)(?: (?:current|active|registered))?)"
_NO_PATIENT = _any(
    rf"(?:(?:{_ONE}{_IS}|im|hes|shes|{_ONE} (?:isn't|isnt|aren't|arent)) )?"
    rf"(?:(?:no longer|not longer) (?:{_A} )?"
    rf"|(?:(?:not|never)(?: even| actually| really)? |(?<=n't )|(?<=snt )|(?<=rent )){_A} )"
    rf"(?:patients?|pts?|clients?){_THERE}?{_ANY_MORE}",
    rf"my late {PERSON} (?:does not|doesn't|doesnt|will not|won't|wont) need(?: [\w']+){{0,5}}",
    rf"{_ONE}(?: have|'ve)? never been (?:a|your) patient{_THERE}?",
    rf"(?:i|we|he|she|they) (?:no longer (?:go|goes|come|comes|see|sees|use|uses)"
    r"|(?:do not|don't|dont|does not|doesn't|doesnt) (?:go|come)) (?:to )?"
    r"(?:there|here|you(?: guys)?|your (?:clinic|office|practice|hospital|doctors?)"
    rf"|(?:this|that) (?:clinic|office|practice|hospital|doctor)){_ANY_MORE}",
    r"(?:i|we|he|she|they)(?: have|'ve| has|'s)? (?:switched|changed|transferred|moved|gone)"
    r"(?: (?:to|my|our|his|her|their|care|all|a|an|the|another|different|new|other))*"
    r" (?:doctors?|providers?|clinics?|practices?|hospitals?|physicians?|pcps?|care)"
    r"(?: elsewhere| somewhere else)?",
    r"(?:i|we|he|she|they)(?: now)? (?:go|goes|see|sees|use|uses|have|has|got|found)(?: to)?"
    r" (?:another|a different|a new|other)"
    r" (?:doctor|provider|clinic|practice|hospital|physician|pcp)"
    r"(?: now)?",
    r"(?:i|we|he|she|they)(?: have|'ve| has|'s)? (?:left|quit) your"
    r" (?:practice|clinic|care|office)",
    r"(?:i|we|he|she|they)(?: have|'ve| has|'s)? moved"
    r" (?:away|out of (?:state|town|the area|the country|the state)|to (?:another|a different)"
    rf" (?:state|city|town|country)){_THEN}*+",
    r"(?:wrong|not the right) (?:patient|contact|recipient)",
    rf"(?:there is |there's )?(?:no one|nobody|no (?:such )?(?:person|patient)) (?:here )?"
    rf"(?:by|with|of|called|named)(?: (?:that|this))? (?:name|{_NAME})(?: here| at this number)?",
    # With a capital: "this is not good" is of no name.
    rf"(?:(?:i am|i'm|im|this is) not|this isn't) (?-i:[A-Z][a-z]+)(?: {_NAME})?",
)

# --- what may stand beside ----------------------------------------------------------------------

_KIN = rf"(?:{PERSON}|widow(?:er)?|caregiver|guardian|executor|next of kin)"
_WHO = _any(
    r"(?:hi|hello|hey|good (?:morning|afternoon|evening)|dear)(?: \w+){0,4}",
    rf"(?:this is|i am|i'm|im|it's|its) (?:(?:his|her|their|the|[\w'-]+'?s|[\w-]+) ){{0,3}}{_KIN}"
    rf"(?: {_NAME})?",
    rf"(?:his|her|their|[\w'-]+'s) {_KIN}(?: here| speaking)?|{_KIN} here",
    rf"(?:this is|it's|its) {_NAME}(?: here)?|{_NAME} here",
    rf"(?:this|that|it)(?: is|'s| was) (?:(?:his|her|their|my|our|my late) )?(?:{PERSON}'?s )?"
    r"(?:old )?(?:number|phone|cell)(?: (?:now|any ?more))?",
    r"(?:i|we) (?:have|got) (?:his|her|their|this) (?:phone|number)(?: now)?",
)
_BESIDE = _any(
    r"(?:thank you|thanks|thx|bless you|god bless)(?: [\w']+){0,12}",
    r"(?:sorry|unfortunately|sadly|fyi|ok|okay|please|yes|no|wow|really)(?: for [\w' ]{1,30})?",
    r"(?:please )?(?:update|correct|change|fix|note|adjust|clean up|check) "
    rf"(?:(?:your|ur|the|his|her|my|our|this|that|it|in) )*(?:records?|files?|info|information"
    rf"|charts?|accounts?|notes|{LIST})?(?: accordingly)?",
    r"(?:please )?(?:make a note(?: of (?:it|this|that))?|take note|be advised)",
    r"(?:please )?cancel (?:all )?(?:of )?(?:(?:his|her|their|the|any|future|remaining|upcoming) )+"
    r"(?:appointments?|visits?|appts?)",
    rf"(?:(?:please )?(?:remove|take|delete)(?: (?:{_SOMEBODY}|him|her|his|us|me|it|my))?"
    rf"(?: (?:name|number|info))?(?: (?:from|off|out)(?: of)? (?:{LIST}|your \w+))?)",
    rf"(?:he|she|{_THEIRS}) (?:does not|doesn't|doesnt|will not|won't|wont) need(?: [\w']+){{0,5}}",
    r"(?:he|she)(?: will not|'ll not| won't| wont| will no longer| cannot| can't)"
    r" (?:be (?:coming|there|needing)|come|need|make)(?: [\w']+){0,5}",
    r"(?:we|i|he|she) (?:live|lives|are|am|is) (?:in|now in) [\w ]{2,30}",
    r"(?:we|i|he|she|they)(?: have|'ve| has|'s)? moved(?: \w+){0,4}",
    r"(?:we|he|she|it) (?:was|were|had|loved|fought|appreciated?) [\w' ]{1,60}",
    r"(?:i|we) (?:thought|think) you (?:knew|should know|would want to know)",
)
_TELLS = (
    r"(?:(?:(?:i|we)(?: am| are|'m|'re)?|im)?(?: ?(?:just|really|writing|want(?:ed)?"
    r"|need(?:ed)?|have|regret|sorry|sad|had|letting|here))* ?(?:to )?"
    r"(?:let(?:ting)? you(?: guys| all)? know|tell you(?: guys)?|inform(?:ing)? you|so you know)"
    r"|please (?:note|be advised|know)|(?:(?:i am|i'm|im|we are|we're) )?(?:afraid|sorry to say)"
    r"|it is with (?:great )?sadness|unfortunately|sadly|sorry|fyi|because|since|as|and|but|well"
    r"|that|to say)"
)
_LEAD = rf"{LEADS}(?:{_TELLS} ){{0,4}}+"
_GONE = rf"{_LEAD}{_any(_DEAD, _NO_PATIENT)}"
_SPANISH_WHO = (
    rf"(?:él|ella|el paciente|la paciente|el señor|la señora|mi (?:difunt(?:o|a) )?"
    rf"{spanish.PERSON})(?: [^\W\d_]+){{0,2}}?"
)
_SPANISH = _either(
    rf"{spanish.LEADS}(?:{_SPANISH_WHO} (?:ya |lamentablemente |desgraciadamente )*"
    rf"(?:falleció|(?:se )?murió|ha fallecido|ha muerto|está muert(?:o|a)){spanish.WHEN}"
    rf"|(?:ya )?(?:falleció|(?:se )?murió|ha fallecido)(?: {_SPANISH_WHO})?{spanish.WHEN}"
    r"|fallecid(?:o|a)|paciente fallecid(?:o|a)"
    r"|(?:yo )?(?:ya no soy|no soy|ya no somos)(?: su)? pacientes?(?: de ustedes| suyo| suya| ahí)?"
    r"|(?:ya no voy|ya no vamos) (?:ahí|allí|a esa clínica|a su clínica|con ustedes))"
    rf"(?: {spanish.TAIL})*+"
)

#: A clause that tells it.
GONE = Expression(
    rf"(?:{_LEAD}{_any(_WHO, _BESIDE)} )?{_GONE}(?: (?:and|so|but|please|thanks?))*+"
    rf"(?: {_any(_WHO, _BESIDE, _DEAD, _NO_PATIENT)})?|{_SPANISH}"
)
#: A clause that adds nothing to it, or says who writes.
BESIDE = Expression(
    rf"(?:{_LEAD})?{_any(_WHO, _BESIDE)}|{LEADS}{_TELLS}|{spanish.LEADS}{spanish.COURTESY}"
)
#: A death as families tell of it, of long ago or at an age.
OF_OLD = Expression(
    r"\b(?:1[89]\d\d|(?:at|at the) age|at \d\d|aged? \d|years? old|(?:in|during) (?:his|her|their)"
    r" \d0'?s|when (?:i|he|she|we) (?:was|were)|(?:so )?young|before i was born|as an? \w+)\b"
)
#: Characters of the longest text that only tells it.
LONGEST = 400


def prepare() -> None:
    """Compiles every expression now, so that nobody's words wait for it."""
    for value in list(globals().values()):
        if isinstance(value, Expression):
            _ = value.compiled
