from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from typing import TYPE_CHECKING

import pytest

from harvester.errors import ConfigError, DeadlineExceeded, Unreachable
from tests.hostile import web

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    not shutil.which("openssl"), reason="needs the openssl command for a certificate"
)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-keyout", folder / "key.pem", "-out", folder / "cert.pem"],
        check=True,
        capture_output=True,
    )  # fmt: skip
    return folder


@pytest.fixture
def port(certificate: Path) -> Iterator[int]:
    """A TLS server that answers /drip byte by byte and all else with the name it was called by."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    called: list[str | None] = []
    context.sni_callback = lambda _, name, __: called.append(name)
    over = threading.Event()

    def answer(plain: socket.socket) -> None:
        try:
            with context.wrap_socket(plain, server_side=True) as sock:
                drip = b"/drip" in sock.recv(5_000)
                body = b"x" * 100 if drip else str(called[-1]).encode()
                head = f"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
                sock.sendall(head.encode())
                for byte in body:
                    sock.sendall(bytes([byte]))
                    over.wait(0.1 * drip)
        except OSError:
            plain.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:

        def listen() -> None:
            while not over.is_set():
                try:
                    plain, _ = listener.accept()
                except OSError:
                    return
                answer(plain)

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()


def test_a_certificate_of_our_own_authority_is_trusted_and_the_name_is_kept(
    port: int, certificate: Path
) -> None:
    with web(private=("localhost",), ca_bundle=certificate / "cert.pem") as our:
        assert our.get(f"https://localhost:{port}/", robots=False).body == b"localhost"


def test_an_unknown_certificate_is_refused_with_advice(port: int) -> None:
    with web(private=("localhost",)) as our, pytest.raises(Unreachable, match=r"set http\.ca_bundle"):
        our.get(f"https://localhost:{port}/", robots=False)
    assert our.sent["localhost"] == 1


def test_a_drip_under_tls_does_not_outlive_the_deadline(port: int, certificate: Path) -> None:
    began = time.monotonic()
    with (
        web(private=("localhost",), ca_bundle=certificate / "cert.pem", deadline=0.6) as our,
        pytest.raises(DeadlineExceeded),
    ):
        our.get(f"https://localhost:{port}/drip", robots=False)
    assert time.monotonic() - began < 8


def test_a_bundle_that_is_none_is_a_fault_of_the_config(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"http\.ca_bundle.*name a PEM file"):
        web(ca_bundle=tmp_path / "none.pem").get("https://127.0.0.1:9/")
