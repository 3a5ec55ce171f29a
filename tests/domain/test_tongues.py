"""Which words are plainly not English, whatever language is stored."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.tongues import in_another_script, is_english, is_foreign, is_spanish

OTHER_SCRIPTS = (
    "Спасибо, до вторника",
    "धन्यवाद, मंगलवार को मिलते हैं",
    "ممنون، سه شنبه می بینمتان",
    "شكرا",
    "谢谢",
    "痛",
    "我想自杀",
    "胸口很痛不能呼吸 help",
    "가슴이 너무 아파요",
    "ありがとうございます",
    "Ευχαριστώ πολύ",
    "תודה רבה",
    "ขอบคุณครับ",
)
OTHER_TONGUES = (
    "Obrigado, até terça",
    "Estou com dor no peito e não consigo respirar",
    "Merci, à mardi",
    "J'ai mal à la poitrine, je ne peux pas respirer",
    "Tôi muốn chết",
    "TÔI MUỐN CHẾT",
    "Cảm ơn, hẹn gặp thứ ba",
    "toi muon chet",
    "Mwen pa ka respire",
    "Hindi ako makahinga",
    "Salamat po, kita tayo sa Martes",
    "Danke, bis Dienstag",
    "Ich will nicht mehr leben",
    "Dziękuję, do wtorku",
    "Nie mogę oddychać",
    "Grazie, a martedì",
    "gracias, nos vemos el martes, muy bien",
    "Le coeur s'est arrêté",
    "le bebe ne respire pas, il est bleu",
    "Herz hat aufgehört",
    "Mein Mann ist bewusstlos",
    "O coração parou",
    "parou de respirar, o bebe nao acorda",
    "Tumigil ang puso niya",
    "Li sispann respire",
)


@pytest.mark.parametrize("text", [*OTHER_SCRIPTS, *OTHER_TONGUES])
def test_other_languages_are_told(text: str) -> None:
    assert is_foreign(text)
    assert in_another_script(text) is (text in OTHER_SCRIPTS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "...",
        "👍",
        "¯\\_(ツ)_/¯",
        "5 μg",
        "ok ✅",
        "Thanks, see you Tuesday",
        "Merci!",
        "Thanks Nguyễn",
        "My name is Nguyễn Thị Hương",
        "I am at the café with my fiancé",
        "José García here, running late",
        "Do you have it in Hindi?",
        "Danke Health or the other one?",
        "I ate the Tylenol and feel ok",
        "Ｔｈａｎｋｓ ａ ｌｏｔ",
        "𝓣𝓱𝓪𝓷𝓴𝓼 𝓪 𝓵𝓸𝓽",
        "NG tube and PO meds?",
        "Tylenol 500 PO bid, ibuprofen 400 PO tid",
        "9 EST or 10 EST",
        "My chest hurts so bad",
        "The nurse said Δ is fine",
    ],
)
def test_english_with_names_and_signs_is_not(text: str) -> None:
    assert not is_foreign(text)


@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=60))
def test_ascii_is_never_of_another_script(text: str) -> None:
    assert not in_another_script(text)


@given(st.text(alphabet="абвгдежзиклмнопрстухчшыьэюя", min_size=2, max_size=40), st.text("123 !?"))
def test_words_of_another_script_always_are(word: str, around: str) -> None:
    assert is_foreign(f"{around}{word}{around}")


@pytest.mark.parametrize("text", OTHER_TONGUES)
def test_no_other_language_is_english(text: str) -> None:
    assert not is_english(text)


def test_plain_english_is() -> None:
    assert is_english("my heart is going to explode")


def test_courtesy_in_spanish_makes_a_plea_spanish_and_alone_none() -> None:
    assert is_spanish("por favor me duele")
    assert not is_spanish("por favor call me")
