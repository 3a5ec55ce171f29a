"""Stops by their way ("Reply STOP to opt out") and told ones ("I already texted STOP"), as data.

Who copies the way to stop has taken it, where that is all that a text says: in a message of ours
that comes back the same words stand behind others. Who says that they did stop asks once more,
unless they take it back. The parts are as those of `stop_words.py`.
"""

from __future__ import annotations

from service.domain import stop_grammar_spanish as spanish
from service.domain.grammar_parts import Expression
from service.domain.grammar_parts import any_of as _any
from service.domain.grammar_parts import bare_or_accented as _either
from service.domain.stop_words import AFTER, KEYWORD, LEADS, LIST, OURS, THING

#: "End all" and "quit all" may be cries.
_WORD = _any(
    rf"{KEYWORD}", "(?:unsubscribe|opt[ -]?out|cancel|revoke) ?all", "alto|pare|baja|cancelar"
)

# --- the way ------------------------------------------------------------------------------------

_SAY = _any(
    r"(?:reply(?:ing)?|text(?:ing)?|txt|send(?:ing)?|typ(?:e|ing)|respond(?:ing)?|say(?:ing)?"
    r"|write|answer|message|msg|(?:my|the) (?:answer|reply) is)(?: back)?(?: with)?"
    r"(?: (?:the|this))?(?: (?:word|keyword))?",
    _either(
        r"(?:respond(?:a|e|er)|contest(?:a|e|ar)|enví(?:a|e|ar)|mand(?:a|e|ar)|escrib(?:a|e|ir))"
        r"(?: con)?(?: la palabra)?"
    ),
)
_FROM_WHAT = (
    rf"(?: (?:(?:receiving|getting|of|from) )?(?:{THING}|them|it|all|this|everything|texting))?"
    r"(?: from [\w'-]+(?: [\w'-]+){0,3})?"
)
_PURPOSE = _any(
    rf"(?:opt[ -]?out|end|quit|cancel|unsubscribe|stop|be removed){_FROM_WHAT}",
    r"(?:this|your|the|that) number|\+?\d[\d -]*",
    _either(
        r"(?:cancelar|terminar|parar|dar(?:se|me|te|nos)? de baja|detener"
        r"|no recibir|dejar de recibir|ya no recibir)(?: (?:más|los|estos|sus))*"
        r"(?: (?:mensajes|textos|correos|llamadas|avisos|recordatorios)(?: de texto)?)?"
    ),
)
_TO = (
    r"(?: to \+?\d[\d -]*)?(?: (?:at )?any ?time)?"
    rf"(?:(?: (?:to|para) | ?2 ?)(?P<purpose>{_PURPOSE}))?(?: any ?time)?"
)
#: A sentence that says how one stops: "Reply STOP to opt out", "Text STOP", "STOP to end".
WAY = Expression(rf"{LEADS}(?:{_SAY} |(?!end to end\b)){_WORD}{_TO}{AFTER}")
#: How it begins, cut off by a sign.
SAY = Expression(_SAY)
#: The same in what somebody quotes, wherever it stands.
QUOTED_WAY = Expression(
    rf"\b{_SAY}\W{{1,3}}{_WORD}\b(?:\W{{1,3}}(?:at any ?time )?(?:to|for|para|2)\b[^.!?\r\n]*+)?"
    rf"|\b{_WORD}(?:\W{{1,3}}(?:to|para) |\W{{0,3}}(?:2|=)\W{{0,3}}){_PURPOSE}[^.!?\r\n]*+",
)

# --- told ---------------------------------------------------------------------------------------

_TIMES = (
    r"(?:\d{1,3}|two|three|four|five|six|ten|many|several|multiple|a few|so many|too many) times"
    r"|twice"
)
_I = (
    r"(?:i|we)(?:'ve|'m| am| have| had| did)?"
    r"(?: (?:already|just|also|even|keep|kept|literally|still))*"
)
_PAST = "(?:replied|texted|txted|sent|typed|answered|responded|messaged)"
_SAID = (
    rf"(?:{_PAST}|reply(?:ing)?|text(?:ing)?|send(?:ing)?|typ(?:ing|e)|sa(?:id|ying)|respond(?:ing)?"
    r"|wrote|written|entered)"
)
_WITH = r"(?: (?:you(?: guys)?|back|with|the word|the keyword))*"
#: Not "I opted out of the study".
_OFF = rf"(?: (?:of|from|off) (?:{THING}|this|these|it|{LIST}))?"
_DONE = _any(
    rf"(?:opted out|unsubscribed){_OFF}",
    rf"(?:tried|asked|requested)(?: to)? (?:opt(?:ing)? out|unsubscrib(?:e|ing)"
    rf"|be (?:removed|unsubscribed|taken off|taken|opted out)){_OFF}",
    rf"tried(?: to)? (?:text|reply|send|stop|end|cancel)(?:p?ing)? (?:{_WORD}|{THING}|these)",
)
#: Without a word of who did.
_TRIED = (
    rf"tried (?:to )?(?:opt(?:ing)? out|unsubscrib(?:e|ing)|be(?:ing)? (?:removed|taken off)){_OFF}"
)
_WHEN = _any(
    _TIMES,
    "yesterday|today|before|already|again|last (?:week|month|night|year|time)",
    "this (?:morning|week)",
    r"(?:a|two|three|\d+|a few|several|many)? ?(?:days?|weeks?|months?) ago|every time|each time",
    r"on (?:mon|tues|wednes|thurs|fri|satur|sun)day|to (?:this|your|the) number|to you(?: guys)?",
)
_VERB = (
    r"(?:stop(?:ped)?|text(?:ing|ed)?|send(?:ing)?|call(?:ing)?|messag(?:e|ing)|e-?mail(?:ing)?"
    r"|contact(?:ing)?|writ(?:e|ing)|com(?:e|ing)|work(?:ed|ing|s)?|bother(?:ing)?|harass(?:ing)?"
    r"|listen(?:ing)?)"
)
_STILL = r"(?:still|keep|keeps|kept|continue to|just|again)"
_OBJECT = rf"(?: (?:{OURS}|{THING}|them|these|those|this|it|in|anyway|more))*"
#: What is still wrong: "and I still get these", "but you keep texting me", "nothing happens".
_COMPLAINT = _any(
    rf"(?:(?:i|we)(?:'m|'re| am| are)? |am |why (?:am|do) i )?(?:{_STILL} )+"
    rf"(?:get(?:ting)?|got|receiv(?:e|ing)|being (?:texted|called|messaged)|see(?:ing)?){_OBJECT}",
    rf"(?:you(?: guys| people)?|u|ya|they|these|it|this|that|{THING})(?:'re| are)?"
    rf" (?:(?:{_STILL}|won't|wont|don't|dont|didn't|didnt|did not|doesn't|doesnt|never) )+"
    rf"{_VERB}{_OBJECT}",
    r"nothing (?:happen(?:s|ed)|work(?:s|ed)|chang(?:es|ed))",
    r"(?:(?:it|that|this|they) )?(?:still |just )*"
    r"(?:(?:does not|doesn't|doesnt|did not|didn't|didnt|won't|wont|never|don't|dont)"
    r" (?:work|help|do anything|go through)|(?:is not|isn't|isnt|not) working|fail(?:s|ed)?)",
)
#: "They keep bothering me after I said stop" may be of people.
_NO_THIRD = r"(?!(?:they|these|it|this|that)\b)"
_GERUND = "(?:replying|texting|sending|typing|saying|responding)"
_FAILS = (
    r"(?:(?:still |just )*(?:does not|doesn't|doesnt|did not|didn't|didnt|won't|wont|never)"
    r" (?:work|help|do anything)|(?:is not|isn't|isnt) working)"
)
_SPANISH = _either(
    r"(?:(?:(?:les|te|le|yo) )*(?:respondí|mandé|envié|contesté|escribí|puse|he (?:respondido"
    rf"|mandado|enviado|contestado|escrito))(?: (?:con|la palabra))* {_WORD}"
    r"|(?:me|nos) (?:di|dimos) de baja|cancelé (?:la|mi|esta) su[bs]*cripción)"
)
_SPANISH_WHEN = _either(
    r"(?:ayer|hoy|antes|ya|otra vez|(?:dos|tres|\d+|varias|muchas|mil) veces"
    r"|hace (?:\w+ )?(?:días?|semanas?|mes(?:es)?)|la semana pasada|el mes pasado)"
)
_SPANISH_COMPLAINT = _either(
    r"(?:y|pero) (?:ustedes )?(?:me |nos )?(?:siguen|sigue|continúan)"
    r" (?:llegando|mandando|enviando|escribiendo|llamando|molestando|texteando)(?:me|nos)?"
    r"(?: (?:los |más |sus )?(?:mensajes|textos|correos|llamadas))?"
)
#: A sentence that tells of a stop, when and how often, and what is still wrong.
TOLD = Expression(
    rf"{LEADS}(?:(?:{_I} {_SAID}|(?:already )?{_PAST}|already said){_WITH} {_WORD}"
    rf"|(?:{_I}|already) {_DONE}|{_TRIED}"
    # "I told you to", "I said" are leads.
    rf"|(?:(?<=\bto )|(?<=said ))(?:stop|quit)(?= {_WHEN}))(?: {_WHEN})*+"
    rf"(?:(?: (?:and|but|yet|so|then))* {_COMPLAINT})*{AFTER}"
    # "You keep texting me after I said STOP", "replying STOP does not work".
    rf"|{LEADS}{_NO_THIRD}{_COMPLAINT} (?:even )?(?:after|when|since)"
    rf" (?:{_I} )?{_SAID}{_WITH} {_WORD}(?: {_WHEN})*+{AFTER}"
    rf"|{LEADS}after {_I} {_SAID}{_WITH} {_WORD}(?: {_WHEN})*+ {_NO_THIRD}{_COMPLAINT}{AFTER}"
    rf"|{LEADS}{_GERUND}{_WITH} {_WORD} {_FAILS}{AFTER}"
    rf"|{spanish.LEADS}{_SPANISH}(?: {_SPANISH_WHEN})*+(?: {_SPANISH_COMPLAINT})?{AFTER}",
)
#: Takes a stop that was told back, or tells that it was none.
TAKEN_BACK = Expression(
    # Not a sender's ("you made a mistake"), nor a wish that it never comes again.
    r"\b(?:(?<!your )(?<!you made a )(?<!must be a )(?<!must be some )mistakes?"
    r"|mistakenly|accident(?:s|al|ally)?|(?:in|by|por) error|oops|whoops|sin querer"
    r"|(?:did not|didn't|didnt) mean|resume|restart|start again|re-?subscribe|sign me (?:back )?up"
    r"|(?<!don't )(?<!dont )(?<!not )(?<!never )(?:want|need|like|please|quiero)"
    r"(?: (?!(?:no|not|never|nothing|don|dont|nunca|nada)\b)\w+){0,4} (?:back|again|otra vez)"
    r"|(?:please |do )keep (?:sending|texting|them|it|me)|keep (?:them|it) coming"
    r"|want to (?:keep|get|receive|continue)|me equivoqu[eé])\b",
)


def prepare() -> None:
    """Compiles every expression now, so that nobody's words wait for it."""
    for value in list(globals().values()):
        if isinstance(value, Expression):
            _ = value.compiled
