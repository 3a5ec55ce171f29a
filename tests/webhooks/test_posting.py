"""One call against receivers that do what receivers do, on loopback and for real."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from service.webhooks import addresses, posting
from service.webhooks.posting import post
from tests.webhooks.receiver import Receiver

pytestmark = [pytest.mark.enable_socket, pytest.mark.usefixtures("socket_enabled")]


def test_a_yes_is_any_2xx(make_receiver: Callable[..., Receiver]) -> None:
    receiver = make_receiver(200, 204, 299)
    for status in (200, 204, 299):
        answer = post(receiver.url, b'{"a":1}', {"x-own": "word"})
        assert (answer.result, answer.status) == ("delivered", status)
    call = receiver.got[0]
    assert call.path == "/hooks"
    assert call.body == b'{"a":1}'
    assert call.headers["x-own"] == "word"
    assert call.headers["host"] == receiver.url.split("/")[2]


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 404, 410, 500, 503])
def test_anything_else_is_a_no_and_no_redirect_is_followed(
    make_receiver: Callable[..., Receiver], status: int
) -> None:
    elsewhere = make_receiver()
    receiver = make_receiver(status)
    receiver.headers["location"] = elsewhere.url
    answer = post(receiver.url, b"{}", {})
    assert (answer.result, answer.status) == ("status", status)
    assert elsewhere.got == []


@pytest.mark.parametrize(
    ("said", "heard"),
    [("120", timedelta(seconds=120)), ("Wed, 25 Nov 2026 10:00:00 GMT", None), ("9" * 12, None)],
)
def test_a_wish_for_a_pause_is_heard(
    make_receiver: Callable[..., Receiver], said: str, heard: timedelta | None
) -> None:
    receiver = make_receiver(503)
    receiver.headers["retry-after"] = said
    assert post(receiver.url, b"{}", {}).retry_after == heard


@contextmanager
def raw(serve: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of something on a socket that need not speak HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            try:
                line, _ = listening.accept()
                with line:
                    line.recv(65536)
                    serve(line)
            except OSError:
                pass  # the sender has gone

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"
    thread.join(5)


def _drip(line: socket.socket) -> None:
    """A head that never ends, a letter at a time: each read is quick, all of them are not."""
    line.sendall(b"HTTP/1.1 200 OK\r\nx: ")
    for _ in range(200):
        line.sendall(b"y")
        time.sleep(0.02)


@pytest.mark.parametrize("serve", [lambda line: time.sleep(1.5), _drip], ids=["silent", "drip"])
def test_a_receiver_that_takes_too_long_is_left(serve: Callable[[socket.socket], None]) -> None:
    with raw(serve) as url:
        assert post(url, b"{}", {}, deadline=0.3).result == "late"


@pytest.mark.parametrize(
    "said",
    [
        b"hello, who is there?\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nx: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 103 Early Hints\r\n\r\n" * 20,
        b"HTTP/1.1 2xx OK\r\n\r\n",
        b"",
    ],
    ids=["words", "endless head", "hints without end", "no number", "nothing"],
)
def test_what_is_no_answer_is_not_believed(said: bytes) -> None:
    with raw(lambda line: line.sendall(said)) as url:
        assert post(url, b"{}", {}).result in ("not http", "unreachable")


def test_an_endless_body_is_not_read() -> None:
    def flood(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n")
        while True:
            line.sendall(b"y" * 65536)

    with raw(flood) as url:
        assert post(url, b"{}", {}).result == "delivered"


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert post(f"http://127.0.0.1:{port}/", b"{}", {}).result == "unreachable"


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://169.254.169.254/", "nonsense"])
def test_an_address_that_may_not_be_called_is_not(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "create_connection", pytest.fail)
    assert post(url, b"{}", {}).result == "refused"


def test_a_proxy_in_the_environment_is_not_asked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert post(receiver.url, b"{}", {}).result == "delivered"


# --- TLS -----------------------------------------------------------------------------------------


def _certificate(folder: Path, name: str) -> Path:
    """A certificate for a name, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return file


@contextmanager
def over_tls(file: Path) -> Iterator[int]:
    """The port of a receiver behind this certificate, which takes everything."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def run() -> None:
            try:
                line, _ = listening.accept()
                with context.wrap_socket(line, server_side=True) as safe:
                    safe.recv(65536)
                    safe.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n")
            except (OSError, ValueError):
                pass  # the sender did not like the certificate

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
    thread.join(5)


@pytest.mark.parametrize(
    ("trusted", "name", "result"),
    [
        (True, "hooks.example.org", "delivered"),
        (True, "other.example.org", "tls"),
        (False, "hooks.example.org", "tls"),
    ],
    ids=["its own", "another name's", "nobody vouches"],
)
def test_the_certificate_has_to_be_the_names_though_the_address_was_chosen_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, name: str, result: str
) -> None:
    file = _certificate(tmp_path, name)
    context = ssl.create_default_context(cafile=str(file) if trusted else None)
    monkeypatch.setattr(posting, "_trust", lambda: context)
    here = [ipaddress.ip_address("127.0.0.1")]
    monkeypatch.setattr(addresses, "_looked_up", lambda target, seconds: here)
    allowed = (ipaddress.ip_network("127.0.0.0/8"),)
    with over_tls(file) as port:
        answer = post(f"https://hooks.example.org:{port}/in", b"{}", {}, allowed)
    assert answer.result == result
