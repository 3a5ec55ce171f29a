"""Words in Spanish that ask to stop, and words that only look like them."""

from __future__ import annotations

import pytest

from service.domain.inbound import asks_to_stop, besides_stop
from service.domain.tongues import is_spanish


class TestRequests:
    @pytest.mark.parametrize(
        "text",
        [
            "no me manden más mensajes",
            "No me manden mas mensajes",
            "NO ME MANDEN MÁS MENSAJES!!!",
            "BAJA",
            "ALTO",
            "cancelar suscripción",
            "CANCELAR SUSCRIPCION",
            "dejen de escribirme",
            "Por favor dejen de escribirme",
            "¡Dejen de mandarme mensajes!",
            "ya no me escriban",
            "ya no me escriban por favor",
            "No me llamen más",
            "no me vuelvan a escribir",
            "no me sigan mandando mensajes",
            "no quiero recibir más mensajes",
            "ya no quiero recibir sus mensajes de texto",
            "no quiero más mensajes",
            "no quiero que me escriban",
            "no deseo recibir publicidad",
            "quiero que dejen de escribirme",
            "les pido que no me escriban más",
            "ya les dije que dejen de llamarme",
            "¿Pueden dejar de escribirme?",
            "¿Podrían dejar de mandarme mensajes, por favor?",
            "quiero darme de baja",
            "me quiero dar de baja",
            "denme de baja",
            "deme de baja por favor",
            "¿cómo me doy de baja?",
            "cómo cancelo la suscripción",
            "Quiero cancelar mi suscripción",
            "quítenme de su lista",
            "Por favor quitenme de la lista",
            "bórrenme de su base de datos",
            "eliminen mi número",
            "déjenme en paz",
            "dejenme en paz por favor",
            "número equivocado",
            "Hola, número equivocado, no me escriban",
            "basta de mensajes",
            "ya basta de mensajes",
            "paren con los mensajes",
            "detengan los mensajes",
            "no más mensajes",
            "No más textos por favor",
            "no me interesa",
            "desuscribir",
            "desuscríbanme",
            "dejen de escribirle a mi esposo, ya falleció",
            "dejen de escribir a mi mamá",
            "no me molesten",
            "deja de molestarme",
            "dejen de molestar",
            "No me manden nada",
            "no envíen más mensajes",
            "no enviar más mensajes",
            "favor de no enviar mensajes",
            "stop por favor",
            "Hola, stop",
            "alto ya",
            "Revoco mi consentimiento",
            "No, dejen de escribirme",
            "dejen de escribirme, idiotas",
            "dejen de mandarme mensajes o los voy a denunciar",
            "no me escriban a este número",
            "quiero dejar de recibir mensajes",
            "no me mandes más mensajes",
            "No autoricé estos mensajes",
            "favor de no molestar",
        ],
    )
    def test_request_is_heard_and_asks_for_nothing_else(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == ""
        assert asks_to_stop(text.upper())

    @pytest.mark.parametrize(
        "text",
        [
            "no quiero dejar de recibir",
            "no quiero dejar de recibir mensajes",
            "No quiero dejar de recibir sus mensajes",
            "no dejen de escribirme",
            "no dejen de mandarme recordatorios",
            "no paren",
            "no quiero que dejen de escribirme",
            "no me den de baja",
            "no quiero darme de baja",
            "quiero cancelar mi cita",
            "cancelar cita",
            "cancelen mi cita del martes",
            "mi ex no deja de escribirme",
            "mi ex no deja de molestarme",
            "¿por qué no me escriben?",
            "no me mandan mensajes",
            "no me llegaron los mensajes",
            "no me llamen antes de las 9",
            "no me manden la receta",
            "no me manden el correo con los resultados",
            "quiero dejar de fumar",
            "quiero dejar de tomar la pastilla",
            "¿debo dejar de tomar la aspirina?",
            "mi azúcar baja mucho",
            "la presión está muy alto",
            "para",
            "para mañana",
            "gracias",
            "quiero más mensajes",
            "sí quiero recibir mensajes",
            "si dejan de escribirme me olvido",
            "me molesta que no me escriban",
            "no quiero vivir",
            "ya no quiero vivir",
            "quiero morir",
            "déjame morir",
            "dejen de golpearme",
            "no puedo respirar",
            "no quiero este bebé",
            "no deja de sangrar",
            "el dolor no para",
            "no me contestan",
            "mándenme mensajes",
            "no quiero cancelar los mensajes",
            "no me interesa vivir",
            "me preocupa no recibir mensajes",
            "cuando dejen de escribirme",
            "baja la fiebre",
            "quiero dar de baja a mi mamá del seguro",
        ],
    )
    def test_words_that_deny_it_or_are_of_something_else_do_not(self, text: str) -> None:
        assert not asks_to_stop(text)

    @pytest.mark.parametrize("text", ["basta", "Ya no más", "no quiero nada", "quiero parar"])
    def test_unclear_words_are_left_alone_and_read(self, text: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text) == text


class TestBesides:
    @pytest.mark.parametrize(
        ("text", "left"),
        [
            ("Dejen de escribirme, me quiero morir", "me quiero morir"),
            ("no me manden más mensajes. Me duele el pecho", "Me duele el pecho"),
            ("dejen de llamarme me tomé las pastillas", "me tomé las pastillas"),
            ("BAJA. No puedo respirar", "No puedo respirar"),
            ("dejen de escribirle a mi mamá no respira", "a mi mamá no respira"),
            ("déjenme en paz, ya no quiero vivir", "ya no quiero vivir"),
        ],
    )
    def test_what_the_request_does_not_take_is_left(self, text: str, left: str) -> None:
        assert asks_to_stop(text)
        assert besides_stop(text).rstrip(" .") == left

    @pytest.mark.parametrize(
        "text", ["no dejen de escribirme", "No quiero dejar de recibir", "no me den de baja"]
    )
    def test_wish_for_more_is_nothing_to_read(self, text: str) -> None:
        assert besides_stop(text) == ""


class TestTongue:
    @pytest.mark.parametrize(
        "text",
        [
            "Me duele el pecho",
            "no puedo respirar",
            "mi hijo tomó cloro",
            "me quiero morir",
            "no me siento bien",
            "ME DUELE",
            "ayúdenme",
            "¿a qué hora abren?",
            "Hola, quisiera cambiar mi cita para el martes",
        ],
    )
    def test_plain_spanish_is_told(self, text: str) -> None:
        assert is_spanish(text)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "1",
            "yes",
            "no",
            "gracias",
            "muchas gracias",
            "de nada",
            "MI",
            "My name is Maria de la Cruz",
            "Maria de los Angeles",
            "I live in El Paso near La Mesa",
            "please send me the forms in Spanish",
            "no me time",
            "Does the poison ivy poster come in Spanish",
        ],
    )
    def test_english_and_names_are_not(self, text: str) -> None:
        assert not is_spanish(text)
