"""Stops in the languages of US patients that have no grammar here, where they stand alone.

A carrier's word is a stop in whatever language it is typed, and the FCC's rule on revoking consent
(47 CFR 64.1200(a)(10)) takes any reasonable means. Nobody here reads these languages, so only a
whole text of listed words and courtesy counts; of one word more nothing is decided here. What may
be of a visit, or a name, is a stop that people look at, and what somebody may beg a person is read.
"""

from __future__ import annotations

import unicodedata
from enum import Enum

from service.domain.grammar_parts import Expression

#: AWS End User Messaging requires ARRET and TD of senders ("Required opt-out keywords"). 退订,
#: 拒收, 수신거부, HUY and لغو stand, as far as is known here, in senders' own lines; no source was
#: read. The rest are the dictionary's words for stop, cancel and unsubscribe, and the shortest
#: sentences that ask for no more messages.
_STOPS = (
    # French
    "arrêt|arrêter|arrêtez|arrête|désabonner|désabonnement|me désabonner|désabonnez moi"
    "|désinscrire|désinscription|désinscrivez moi|me désinscrire"
    "|arrêtez de m'écrire|arrêtez de m'envoyer des messages|arrêtez les messages|ne m'écrivez plus"
    "|arrêtez les sms|arrêtez les textos"
    "|ne me contactez plus|plus de messages|plus de sms|plus de textos"
    "|je ne veux plus de messages|je ne veux plus recevoir de messages|je ne veux plus de sms",
    # German
    "stopp|stoppen|abmelden|abmeldung|abbestellen|abbestellung|aufhören|austragen|kündigen"
    "|keine sms mehr|keine nachrichten mehr|keine weiteren nachrichten|nicht mehr schreiben"
    "|ich möchte keine nachrichten mehr|ich will keine nachrichten mehr|melden sie mich ab",
    # Portuguese; what it shares with Spanish stands there
    "sair|remover|descadastrar|descadastre|cancelar inscrição"
    "|não quero mais mensagens|não quero receber mais mensagens|não quero receber mensagens"
    "|não me mande mais mensagens|não me mandem mais mensagens|não enviar mais|não envie mais"
    "|não mande mais mensagens|parem de me mandar mensagens|pare de me mandar mensagens"
    "|parem de enviar mensagens|pare de enviar mensagens",
    # Italian, Polish
    "cancellami|disiscrivi|disiscrivimi|disiscrizione|basta messaggi"
    "|non scrivetemi più|wypisz|wypisz mnie|proszę nie pisać",
    # Haitian Creole
    "sispann|kanpe|dezabòne|sispann voye mesaj|sispann ekri m|pa voye mesaj ankò"
    "|pa ekri m ankò|mwen pa vle mesaj ankò|mwen pa vle resevwa mesaj ankò",
    # Vietnamese; "đừng" (do not) is another word than "dừng", and bare both are "dung"
    "dừng|dừng lại|ngừng|ngưng|ngừng lại|hủy đăng ký|huỷ đăng ký"
    "|đừng nhắn tin nữa|đừng gửi tin nhắn nữa|không nhắn tin nữa|ngừng nhắn tin|ngừng gửi tin nhắn"
    "|dừng tin nhắn|tôi không muốn nhận tin nhắn",
    # Tagalog
    "tigil|itigil|ihinto|hinto|huwag na mag text|wag na mag text"
    "|huwag na kayong mag text|wag na kayong mag text|ayaw ko na ng text|ayoko na ng text"
    "|itigil ang mga mensahe|itigil ang text",
    # Chinese, Japanese
    "停|停止|停止发送|停止發送|停止发短信|停止短信|退订|退訂|取消订阅|取消訂閱|拒收|拒收短信"
    "|不要再发了|不要再發了|别发了|別發了|不要再发短信|不要再发短信了|不要给我发短信|不要再发信息"
    "|不要再發訊息|停止してください|配信停止|配信停止してください|中止|解除|送らないでください",
    # Korean
    "중지|정지|수신거부|수신 거부|해지|구독취소|구독 취소|그만 보내세요|문자 그만"
    "|문자 보내지 마세요|문자 그만 보내세요|보내지 마세요",
    # Arabic, Persian
    "توقف|قف|أوقف|إيقاف|إلغاء الاشتراك|أوقفوا الرسائل|لا ترسلوا|لا ترسلوا رسائل|لا تراسلني"
    "|لا تراسلوني|لا أريد رسائل|لغو اشتراک",
    # Russian, Ukrainian
    "стоп|отписаться|отписка|отпишите меня"
    "|не пишите|не пишите мне|больше не пишите|не присылайте сообщения|не присылайте|не звоните мне"
    "|відписатися",
    # Hindi
    "रोकें|बंद|बंद करें|बंद करो|संदेश बंद करें|मैसेज मत भेजो|मैसेज बंद करो",
    # English beside the courtesy of another language
    "stop|stop all|stop sms|unsubscribe|cancel",
)
#: Stops as well, but as often of a visit, or a name or a shot in itself (Huy, Dung, Td).
_OR_OTHERWISE = (
    "annuler|résilier|cancela|cancele|annulla|cancella|anuluj|anile|hủy|huỷ|hủy bỏ|từ chối|huy|dung"
    "|ikansela|kanselahin|取消|td|취소|إلغاء|لغو|отмена|отменить|отказ|отказаться|скасувати"
)
#: What somebody also says to a person who hurts them, or to life.
_PLEAS = "parem|rete|그만|прекратите|прекратить|रोको"
#: Of these alone nothing is asked.
_COURTESY = (
    "s'il vous plaît|s'il te plaît|svp|stp|merci|bonjour|bonsoir|bitte|danke|hallo|por favor|pf"
    "|obrigado|obrigada|olá|gracias|per favore|grazie|proszę|dziękuję|tanpri|silvouplè|souple|mèsi"
    "|bonjou|xin|làm ơn|vui lòng|cảm ơn|cám ơn|dạ|ạ|po|opo|pakiusap|paki|salamat|na|nga"
    "|请|請|谢谢|謝謝|ください|ありがとう|ありがとうございます|제발|감사합니다|부탁합니다|해주세요"
    "|من فضلك|لو سمحت|رجاء|شكرا|لطفا|пожалуйста|спасибо|будь ласка|дякую|कृपया|धन्यवाद"
    "|please|pls|thanks|thank you"
)
#: The bare form of "dừng", which is a name.
_ALSO_NAMES = frozenset({"dung"})
#: Characters of what may be such a text.
_LONGEST = 120


def _joined(text: str) -> str:
    """Small letters and their marks, with one space for all that stands between words."""
    composed = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(
        "".join(
            sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in composed
        ).split()
    )


def _bare(word: str) -> str:
    apart = unicodedata.normalize("NFKD", word)
    kept = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return unicodedata.normalize("NFC", kept).replace("đ", "d")


def _any_of(*lines: str) -> str:
    """One of some words as they are written, or with none of their marks; the longest first."""
    words = {_joined(word) for line in lines for word in line.split("|")}
    both = words | {_bare(word) for word in words if word[0] < "\u0900"} - _ALSO_NAMES
    return f"(?:{'|'.join(sorted(both, key=lambda word: (-len(word), word)))})"


def _alone(*lines: str) -> Expression:
    """A whole text of some words with courtesy; Chinese, Japanese and Korean need no space."""
    gap = r"(?: |(?<=[\u3040-\ud7a3])|(?=[\u3040-\ud7a3]))"
    words, civil = _any_of(*lines), _any_of(_COURTESY)
    return Expression(rf"(?:{civil}{gap}){{0,4}}{words}(?:{gap}(?:{civil}|{words})){{0,6}}")


class Abroad(Enum):
    """What a text of such words asks for, from the clearest to what must be read."""

    STOP = _alone(*_STOPS)
    OR_OTHERWISE = _alone(*_STOPS, _OR_OTHERWISE)
    PLEA = _alone(*_STOPS, _OR_OTHERWISE, _PLEAS)


def asked_abroad(text: str) -> Abroad | None:
    """Which stop in another language a text is, with at most courtesy beside it; None if none."""
    if len(text) > _LONGEST or "?" in unicodedata.normalize("NFKC", text) or "؟" in text:
        return None
    joined = _joined(text)
    return next((kind for kind in Abroad if kind.value.fullmatch(joined)), None)


def prepare() -> None:
    """Compiles every expression now, so that nobody's words wait for it."""
    for kind in Abroad:
        _ = kind.value.compiled
