"""The grammar of asking to stop in Spanish, as data; `stop_grammar.py` joins it to the English one.

It has the same parts: a `STRONG` request says in itself that messages are meant ("dejen de
escribirme"), a `WEAK` one, an `ORDER` or a way of sending `AWAY` only where nothing else stands
beside it. Every verb stands in the forms in which a wish is said, to one or to many: "no me manden"
asks, "no me mandan" tells. Accents may be left out.
"""

from __future__ import annotations

from service.domain.grammar_parts import any_of as _any
from service.domain.grammar_parts import bare_or_accented as _either

# --- who and what -------------------------------------------------------------------------------

PERSON = _either(
    _any(
        "espos(?:o|a)|marido|mujer|pareja|novi(?:o|a)|mamá|madre|papá|padre|hij(?:o|a)s?|bebé",
        "niñ(?:o|a)s?|herman(?:o|a)|tí(?:o|a)|prim(?:o|a)|abuel(?:o|a)|suegr(?:o|a)|niet(?:o|a)",
        "sobrin(?:o|a)|familia|amig(?:o|a)|ex|vecin(?:o|a)|jef(?:e|a)",
    )
)
#: Somebody else; what follows may be said of them.
OTHERS = rf"a (?:mi|su|nuestr(?:o|a)) (?:difunt(?:o|a) )?{PERSON}"
_TO_ME = "(?:me|nos)"
_TO_THEM = "(?:le|les|lo|la|los|las)"
_CLITIC = f"(?:{_TO_ME}|{_TO_THEM})"
_MANY = _any(
    "mensajes|mensajitos|textos|sms|correos(?: electrónicos)?|e-?mails|mails|llamadas",
    "recordatorios|notificaciones|avisos|alertas|promociones|anuncios|boletines|whatsapps?",
    "publicidad|propaganda|spam|basura",
)
_ONE = _any("mensaje|texto|correo(?: electrónico)?|e-?mail|mail|llamada|recordatorio|aviso|anuncio")
_WHICH = _any(
    "más|mas|los|las|el|la|sus|tus|mis|estos|estas|este|esta|esos|esas|ese|esa|tantos|tantas",
    "todos|todas|otros|otras|este tipo de|ese tipo de|tipo de|nada de|malditos|malditas|pinches",
    "putos|putas|estúpidos|estúpidas|molestos|molestas",
)
_OF = (
    r"(?: de (?:texto|voz|ustedes|usted|citas?|publicidad|marketing|la clínica|el hospital"
    r"|su parte))?"
)
_THING = (
    rf"(?:(?:{_WHICH} )*+{_MANY}|(?:más|ningún|ninguna|ni un|ni una|otro|otra|un solo|una sola)"
    rf" (?:otro |otra |más )?{_ONE}(?: más)?){_OF}"
)
#: What is sent, where nothing names it; after a verb of sending only.
_ANYTHING = r"(?:nada(?: más)?|más nada|más|esto|eso|estas cosas|esas cosas|más cosas)"
_LIST = (
    r"(?:(?:la|las|su|sus|tu|esta|esa|todas) )*+"
    r"(?:listas?(?: de (?:correos?|mensajes|contactos?|envíos?|difusión|distribución|textos))?"
    r"|base de datos|sistema|registros?)"
)
_SUBSCRIPTION = r"(?:(?:la|mi|esta|su) )?(?:suscripción|subscripción|suscripcion|inscripción a)"
_NUMBER = r"(?:mi|este) (?:número|celular|cel|teléfono|móvil|correo|nombre|contacto)"

# --- what messages do ---------------------------------------------------------------------------

#: To write to somebody: as an infinitive, and in the forms of "do not".
_WRITE_INF = _any(
    "escribir",
    "llamar|contactar|molestar|textear|mensajear|fastidiar|acosar|hostigar|bombardear|spamear",
    "notificar|buscar|estar molestando|estar llamando|estar escribiendo",
)
_WRITE_NOT = _any(
    r"(?:escriba|llame|contacte|moleste|textee|mensajee|fastidie|acose|hostigue|bombardee|spamee)"
    r"(?:n|s)?",
    "estén (?:llamando|escribiendo|molestando)",
)
_WRITING = _any(
    "escribiendo|llamando|contactando|molestando|texteando|mensajeando|fastidiando|acosando"
)
_SEND_INF = "(?:mandar|enviar|remitir|estar mandando|estar enviando)"
_SEND_NOT = _any("mand(?:e|en|es)|enví(?:e|en|es)|remitan?|estén (?:mandando|enviando)")
_SENDING = "(?:mandando|enviando)"
_GO_ON_NOT = "(?:sig(?:a|an|as)|continú(?:e|en|es)|contin(?:ú|u)en)"
_AGAIN_NOT = "(?:vuelv(?:a|an|as) a)"
#: "Stop", to one or to many, said or reported, and as what is wished.
_STOP = _any("dej(?:a|á|e|en|ad|es|ar|aran|ara)|par(?:á|en|e|ad|ar|aran|ara)|para|ces(?:e|en|ar)")
_WISH = _any(
    "quiero|queremos|deseo|deseamos|quisiera|necesito|necesitamos|pedí|acepté|autoricé|autorizo",
    "solicité",
)

# --- around a request ---------------------------------------------------------------------------

#: Courtesy that may also stand round an English request.
COURTESY = _either(
    _any(
        "por favor|porfavor|porfa|xfa|xfavor|plis|hola|buenas|buenos días|buenas tardes",
        "buenas noches|buen día|gracias|muchas gracias|de antemano|señor(?:es|a|as|ita)?|saludos",
    )
)
_YOU = "(?:ustedes|usted|uds|ud|tú|vosotros)"
_ASK = (
    r"(?:(?:yo )?(?:ya )?(?:(?:les?|te|se lo|os) )?(?:vuelvo a )?(?:he )?"
    r"(?:pido|pedí|pedido|ruego|suplico|exijo|solicito|repito|dije|digo|dicho|estoy pidiendo)"
    r"(?: (?:ya|mil veces|varias veces|muchas veces|de favor|por favor|amablemente))*)"
)
_LEAD = _any(
    COURTESY,
    "please|pls|plz|hi|hello|ok|okay|favor de|hagan(?:me)? el favor de|sean tan amables de",
    "ya|oiga|oigan|oye|miren|mire|mira|bueno|pues|entonces|y|pero|solo|sólo|simplemente|sí",
    "es que|perdón|disculpe|disculpen|doctor(?:a)?|por última vez|por el amor de dios",
    _YOU,
    rf"(?:{_YOU} )?(?:me )?(?:pueden|puede|puedes|podrían|podría|podrías|deben|tienen que)(?: ya)?",
    rf"{_ASK}(?: que| q| k| de)?",
    r"(?:quiero|queremos|quisiera|necesito|exijo|deseo|prefiero|me gustaría)(?: que| q)",
    "agradecería(?: que)?|ojalá(?: que)?",
)
#: The same where it asks for a way to do it.
_WAY = _any(
    r"(?:cómo|como) (?:le hago |hago |puedo |podría |se puede |hacer )?(?:para )?(?:que )?",
    r"(?:qué|que) (?:hago|tengo que hacer|debo hacer|necesito hacer) para (?:que )?",
    r"(?:cuándo|cuando) van a ",
    r"(?:me )?(?:quiero|queremos|quisiera|deseo|necesito|me gustaría|prefiero|puedo|solicito) ",
)
_INSULT = _any(
    "idiotas?|imbéciles|imbécil|estúpidos?|pendejos?|cabrones|cabrón|tontos?|estafadores?",
    "desgraciados?|malditos?|hijos de puta|payasos?|inútiles|gente|señores",
)
WHEN = (
    r"(?: (?:hace|el|la|en) (?:(?:un|una|dos|tres|cuatro|unos|unas|varios|año|semana|mes) )?"
    r"(?:días?|semanas?|mes(?:es)?|años?|pasad(?:o|a)|enero|febrero|marzo|abril|mayo|junio|julio"
    r"|agosto|septiembre|octubre|noviembre|diciembre)(?: pasad(?:o|a))?)*+"
)
#: Why: a death that is told, never a dying.
_DEATH = (
    rf"(?:porque |ya que |pues )?(?:(?:él|ella|mi {PERSON}|el paciente|la paciente) )?(?:ya )?"
    rf"(?:falleció|se murió|murió|ha fallecido|ha muerto){WHEN}"
)
#: What adds nothing to a request: courtesy, anger, why.
TAIL = _either(
    _any(
        COURTESY,
        "ya|más|nunca más|nunca|jamás|de una vez|de una buena vez|inmediatamente|ahora mismo|ahora",
        "hoy|para siempre|de inmediato|lo antes posible|cuanto antes|otra vez|nuevamente|de nuevo",
        "tanto|tantas veces|todos los días|todo el tiempo|todo el día|cada día|a cada rato",
        "a diario",
        rf"a {_NUMBER}|de {_NUMBER}|a esta hora|a mi casa|aquí|también|ustedes|usted|de ustedes",
        "por (?:mensajes?|texto|sms|correo|teléfono|celular|whatsapp|este medio)",
        rf"(?:partida de |bola de |pinches? |malditos? )?{_INSULT}",
        "carajo|maldita sea|chingad(?:o|a)|coño|joder|caramba|dios|dios mío|basta|ya basta",
        r"o (?:los|las|la|lo|les|te) (?:voy a )?"
        r"(?:denuncio|denunciar|demando|demandar|bloqueo|bloquear|reporto|reportar)",
        r"(?:esto )?(?:ya )?es (?:un |muy |puro )?(?:acoso|molesto|molestia|spam|ilegal)",
        r"(?:que )?(?:ya )?(?:me )?molestan|(?:que )?no (?:los |las )?(?:pedí|solicité)",
        _DEATH,
    )
)

# --- a request ----------------------------------------------------------------------------------

#: Narrows a wish to a time ("no me llamen antes de las 9"), which is no request to stop.
_LIMIT = _any(
    "antes|después|hasta|durante|entre|mientras|por las? (?:noche|mañana|tarde)s?|de noche|de día",
    r"a las|al trabajo|en (?:el trabajo|la noche|la mañana|la tarde)|los? (?:lunes|martes"
    r"|miércoles|jueves|viernes|sábados?|domingos?|fines?)|tan (?:tarde|temprano)|tarde|temprano",
)
_NOT = r"(?:no|nunca(?: más)?|jamás|ya no|tampoco)"
#: Says in itself that messages are meant; what follows it does not take that back.
STRONG = _either(
    _any(
        # Stop writing, stop sending.
        rf"{_STOP} (?:ya )?de (?:{_TO_ME} )?{_WRITE_INF}{_TO_ME}",
        rf"{_STOP} (?:ya )?de {_WRITE_INF}(?:le|les|lo|la)?(?: {OTHERS}| {_ANYTHING})?"
        rf"(?=(?: (?:por favor|ya|más|gracias))*$| {_TO_ME})",
        rf"{_STOP} (?:ya )?de {_WRITE_INF}(?:le|les|lo|la)? {OTHERS}",
        rf"{_STOP} (?:ya )?de {_SEND_INF}{_CLITIC}?(?: {OTHERS})? (?:{_THING}|{_ANYTHING})",
        rf"{_STOP} (?:ya )?de {_SEND_INF}{_TO_ME}(?=(?: (?:por favor|ya|gracias))*$)",
        rf"(?:deje|dejen|deja|dejar) de recibir {_THING}",
        rf"(?:par(?:e|en|ar)|basta|ya basta|alto)(?: ya)? (?:con|de|a) {_THING}",
        # Do not write, do not send.
        rf"{_NOT} (?:{_CLITIC} )?(?:{_AGAIN_NOT} {_WRITE_INF}{_CLITIC}?"
        rf"|{_GO_ON_NOT} {_WRITING}{_CLITIC}?)(?! {_LIMIT})",
        rf"{_NOT} {_CLITIC} {_WRITE_NOT}(?: {OTHERS})?(?! {_LIMIT})",
        rf"{_NOT} (?:{_CLITIC} )?(?:{_SEND_NOT}|{_AGAIN_NOT} {_SEND_INF}{_CLITIC}?"
        rf"|{_GO_ON_NOT} {_SENDING}{_CLITIC}?)(?: {OTHERS})? (?:{_THING}|{_ANYTHING})",
        rf"{_NOT} {_SEND_INF}{_CLITIC}? {_THING}",
        # Not wanted.
        rf"{_NOT} {_WISH}(?: (?:recibir|seguir recibiendo|ver|leer|volver a recibir))? {_THING}",
        rf"{_NOT} {_WISH} (?:que|q) (?:{_CLITIC} )?"
        rf"(?:{_WRITE_NOT}|{_GO_ON_NOT} {_WRITING}|{_AGAIN_NOT} {_WRITE_INF}"
        rf"|(?:{_SEND_NOT}|{_GO_ON_NOT} {_SENDING}|{_AGAIN_NOT} {_SEND_INF})"
        rf" (?:{_THING}|{_ANYTHING}))(?! {_LIMIT})",
        rf"{_NOT} me interesan? (?:recibir |seguir recibiendo )?{_THING}",
        # Off a list.
        rf"(?:quít|quit|sáqu|borr|bórr|elimin|elimín|remuev|remuév)"
        rf"(?:e|en|a|ar){_CLITIC} de {_LIST}",
        rf"(?:sac|sác)(?:a|ar){_CLITIC} de {_LIST}",
        rf"(?:d(?:e|é|en|a|ad|ar)){_TO_ME} de baja|(?:me|nos) (?:den|dé|des|da|doy|dar) de baja",
        r"(?:me (?:quiero|quisiera|gustaría) )dar de baja",
        rf"des(?:u|in)scríb(?:an|a|e|ir){_TO_ME}",
    )
)
#: Says it, or asks for a way to it, where nothing but leads and tails stands beside it.
WEAK = _either(
    _any(
        r"(?:cancel|anul|desactiv|finaliz|termin)(?:ar|e|en|a|o)"
        rf"(?:me)? (?:{_SUBSCRIPTION}|{_THING})",
        rf"(?:deten(?:er|gan|ga)|suspend(?:er|an|a)|par(?:ar|en|e)) (?:{_SUBSCRIPTION}|{_THING})",
        rf"(?:no|ya no|nunca) más {_THING}|ya no {_THING}|no {_THING}|suficientes {_MANY}",
        rf"no (?:recibir|seguir recibiendo) {_THING}|no ser (?:contactad|molestad)(?:o|a)",
        rf"{_NOT} (?:{_WRITE_NOT}|{_AGAIN_NOT} {_WRITE_INF}|{_GO_ON_NOT} {_WRITING})(?! {_LIMIT})",
        rf"no {_WRITE_INF}{_TO_ME}(?! {_LIMIT})|no molestar|no contactar|no (?:molesten|escriban)",
        r"dar(?:se)? de baja|(?:la |mi )?baja(?: (?:de|del) (?:servicio|lista))?",
        "des(?:u|in)scribir",
        rf"(?:quít|quit|sáqu|bórr|elimín)(?:e|en|a){_TO_ME}|(?:sác)a{_TO_ME}",
        rf"(?:borr|elimin|quit)(?:e|en|a|ar) {_NUMBER}(?: de {_LIST})?",
    )
)
#: An order; of a way to it it says too little.
ORDER = _either(
    _any(
        # The keywords of US senders: in their other senses they have words beside them.
        "alto|paren?|parar|para ya|fin|terminar|salir|párenle|detener(?:se)?|cancelar",
        "ya (?:paren|pare|basta ya)",
        r"(?:revoco|retiro|cancelo) (?:mi |el )?(?:consentimiento|autorización|permiso)",
    )
)
#: Sends away without a word of messages.
AWAY = _either(
    _any(
        r"(?:déj|dej)(?:a|e|en|ad)(?:me|nos|lo|la) (?:ya )?(?:en paz|tranquil(?:o|a)s?)",
        r"(?:dej)(?:a|e|en) en paz " + OTHERS,
        "(?:es |este es |tienen? )?(?:un |el )?número (?:equivocado|incorrecto)|persona equivocada",
        "(?:se )?(?:equivocaron|equivocó)(?: de (?:número|persona))?|te equivocaste de número",
        "(?:ya )?no (?:me|nos) interesa|(?:ya )?no estoy interesad(?:o|a)",
        "no quiero saber (?:nada )?de ustedes",
    )
)

# --- how they join ------------------------------------------------------------------------------

LEADS = _either(rf"(?:{_LEAD} ){{0,6}}+")
BEFORE = _either(rf"(?:{_LEAD} ){{0,6}}+(?:{_WAY})?(?:{_LEAD} ){{0,6}}+")
#: Words right before a request that make it something else: denied, told of others, a condition.
NOT_BEFORE = _either(
    _any(
        "no|ni|nunca|jamás|tampoco|si|cuando|que|quien|quién|él|ella|ellos|ellas|yo|hasta|sin",
        f"para|por|a|de|lo|se|{PERSON}",
    )
)
#: A plain wish for more.
GO_ON = _either(
    rf"(?:{_LEAD} )*+(?:no|nunca) (?:{_STOP} de {_any(_WRITE_INF, _SEND_INF)}{_CLITIC}?"
    rf"|(?:{_WISH} )?dejar de (?:recibir|ver|leer)(?:l(?:o|a)s)?|me (?:den|dé|des) de baja"
    rf"|(?:quiero|deseo) (?:darme de baja|que me den de baja))(?: (?:{_THING}|{_ANYTHING}))?"
    rf"(?: {TAIL})*+"
)
#: Means that it is over, of messages or of more than messages.
UNCLEAR = _either(
    rf"{LEADS}(?:no más|ya no más|basta|ya basta|suficiente|ya no quiero más|no quiero más"
    rf"|no quiero (?:recibir )?nada(?: más)?|quiero parar)(?: {TAIL})*+"
)
#: The same as an answer to messages, where no cry can be meant.
UNCLEAR_OF_THINGS = _either(r"(?:por favor |gracias )?no más(?: (?:por favor|gracias))*+")

#: A stop word, and a clause of its own behind it.
HEADS = _either(
    r"(?:por favor )?(?:stop|alto|paren?)(?: (?:por favor|ya))?"
    r"(?: (?:pero|porque)(?= \w)| y (?=(?:me|no|mi|estoy|tengo|él|ella)\b)"
    r"| (?=(?:me|no|estoy|tengo|él|ella) \w))|baja pero(?= \w)"
)
#: Sends away, and goes on with a clause of its own.
EITHER_WAY = _either(
    r"(?:por favor )?(?:déj|dej)(?:a|e|en|ad)(?:me|nos) (?:ya )?(?:en paz|tranquil(?:o|a)s?)"
    r"(?: (?:por favor|ya))? (?=(?:me|no|estoy|tengo|quiero|él|ella|mi \w+) \w)"
)
#: What somebody wants to keep.
KEEPS = _either(
    r"(?:excepto|menos|salvo|(?:pero )?(?:sí|si)(?: quiero)?"
    rf"|(?:pero )?(?:quiero|sigan|manden|mándenme|envíen|necesito))(?: \w+){{0,3}}?"
    rf" (?:{_MANY}|citas?|recetas?|resultados?)"
)
