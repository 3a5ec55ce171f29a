"""Stops in other languages: a word alone is one, a word beside any other is for people to read."""

from __future__ import annotations

import pytest

from service.domain.inbound import Heard, hear

STOPS = {
    "French": ("ARRET", "Arrêt !", "arrêtez", "ARRÊTER svp", "Me désabonner", "desinscrire"),
    "French sentences": (
        "Arrêtez de m'écrire",
        "arretez de m’ecrire",
        "Ne m'écrivez plus merci",
        "Arrêtez les SMS svp",
    ),
    "German": ("STOPP", "Stopp bitte", "Abmelden", "ABBESTELLEN", "Bitte keine SMS mehr!"),
    "Portuguese": ("PARE", "SAIR", "Sair por favor", "CANCELAR", "Não quero mais mensagens"),
    "Haitian Creole": ("SISPANN", "Kanpe tanpri", "dezabone", "Sispann voye mesaj"),
    "Vietnamese": ("DỪNG", "Dừng lại", "Hủy đăng ký", "dung lai", "Xin ngừng nhắn tin"),
    "Tagalog": ("TIGIL", "itigil po", "Ihinto", "Stop po", "wag na mag-text"),
    "Chinese": (
        "停止",
        "请停止",
        "退订",
        "退訂。",
        "不要再发了",
        "停止，谢谢",
        "停止谢谢",
        "停!!!",
    ),
    "Japanese": ("停止してください", "配信停止"),
    "Korean": ("중지", "수신거부", "수신 거부 해주세요", "중지해주세요", "문자 보내지 마세요"),
    "Arabic": ("توقف", "إيقاف", "ايقاف", "إلغاء الاشتراك", "قف من فضلك"),
    "Russian": ("СТОП", "стоп!", "Отписаться", "не пишите мне", "Стоп, пожалуйста"),
    "Hindi and Persian": ("रोकें", "बंद करो", "لغو اشتراک", "توقف لطفا"),
    "Polish and Italian": ("wypisz mnie", "Cancellami", "disiscrivimi grazie"),
    "mixed": ("STOP merci", "stop bitte", "STOP 停止", "stop xin cảm ơn"),
}


@pytest.mark.parametrize("language", STOPS)
def test_a_stop_in_another_language_is_heard_where_it_stands_alone(language: str) -> None:
    assert [text for text in STOPS[language] if hear(text) != Heard(True, "")] == []


@pytest.mark.parametrize(
    "text",
    [
        *("取消", "annuler svp", "cancela", "ANULUJ", "취소", "الغاء", "لغو", "отмена", "hủy"),
        *("Huy", "Dung", "Td", "TD please", "取消，谢谢"),
    ],
)
def test_what_may_be_of_a_visit_or_a_name_is_a_stop_that_people_look_at(text: str) -> None:
    assert hear(text) == Heard(True, "", unclear=True)


@pytest.mark.parametrize("text", ["제발 그만", "прекратите, пожалуйста", "रोको", "Parem!", "rete"])
def test_what_somebody_begs_a_person_is_a_stop_and_read(text: str) -> None:
    assert hear(text) == Heard(True, text, unclear=True)


@pytest.mark.parametrize(
    "text",
    [
        *("停 救命", "他停止呼吸了", "心脏停止", "停止 😭 我不能呼吸", "救命", "取消预约可以吗"),
        *("Je veux mourir arrêtez tout", "je veux arrêter de vivre", "Le coeur s'est arrêté"),
        *("aufhören zu leben", "ich kann nicht aufhören zu bluten", "Hilfe"),
        *("o coração parou", "parem ele está me matando", "đừng đánh tôi", "đừng", "cứu tôi"),
        *("tumigil ang puso niya", "tama na", "ayoko na", "li sispann respire", "ase"),
        *("توقف قلبه", "قلبه توقف", "النجدة", "сердце остановилось", "хватит", "помогите"),
        *("심장이 정지했어요", "그만 살고 싶어요", "살려주세요", "止めて", "もうやめたい", "बचाओ"),
        *("merci", "谢谢", "po", "svp", "停止?", "🆘 停止"),
    ],
)
def test_one_word_more_and_all_of_it_is_read(text: str) -> None:
    found = hear(text)
    assert not found.asks_to_stop
    assert found.besides == text.replace("🆘", "SOS")


@pytest.mark.parametrize(
    "text", ["arrêt de bus", "dung beetle", "sairy", "td bank", "rete 5", "cancelada", "stoppo"]
)
def test_the_word_in_a_name_or_a_place_is_none(text: str) -> None:
    assert not hear(text).asks_to_stop


def test_a_long_text_is_none() -> None:
    assert not hear("停止 谢谢 " * 20_000).asks_to_stop
