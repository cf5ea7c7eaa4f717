"""Web addresses: what is fetched, what is refused, and what is said of it."""

from __future__ import annotations

import json
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from summarize.document import read
from summarize.errors import InputError
from summarize.formats import Format
from summarize.source import Selection, Source, open_sources
from summarize.source.connection import is_public
from summarize.source.web import Limits, fetch
from tests.conftest import Command
from tests.web_server import GERMAN, PAGE, Server, serving


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def refused(address: str, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        fetch(address, **{"allow_private": True} | options)
    assert caught.value.hint
    return caught.value


def test_the_command_reads_a_page(summarize: Command, server: Server) -> None:
    url = server.url("/to/page")
    done = summarize(url, "--allow-private", "--format", "json", "--lang", "de")
    (document,) = json.loads(done.out)["documents"]
    assert document["title"] == "Die Fähre fährt wieder"
    assert document["id"] == document["source"] == url
    assert document["summaries"][0]["text"].split()[0] == "Die"


def test_the_command_keeps_going_after_an_address_that_fails(
    summarize: Command, server: Server, tmp_path: Path
) -> None:
    article = tmp_path / "a.txt"
    article.write_text(GERMAN * 3, encoding="utf-8")
    done = summarize(server.url("/page"), article, "--format", "json", "--lang", "de", code=1)
    (failure,) = json.loads(done.out)["failures"]
    assert "127.0.0.1 is on this machine or in a private network" in failure["message"]
    assert "--allow-private" in failure["hint"]
    assert len(json.loads(done.out)["documents"]) == 1


@pytest.mark.parametrize("switch", ["--offline", "HF_HUB_OFFLINE"])
def test_nothing_is_asked_offline(summarize: Command, server: Server, switch: str) -> None:
    before = len(server.requests)
    arguments = [server.url("/page"), "--allow-private"]
    if switch == "--offline":
        done = summarize(*arguments, switch, code=2)
    else:
        done = summarize(*arguments, env={switch: "1"}, code=2)
    assert "offline mode" in done.err
    assert len(server.requests) == before


def test_no_cookie_and_an_honest_name(server: Server) -> None:
    server.requests.clear()
    fetch(server.url("/to/to/page"), allow_private=True)
    assert [path for path, _ in server.requests] == ["/to/to/page", "/to/page", "/page"]
    for _, headers in server.requests:
        assert "Cookie" not in headers
        assert headers["User-Agent"].startswith("summarize/")
        assert headers["Host"] == f"127.0.0.1:{server.server_port}"


@pytest.mark.parametrize(
    ("path", "format", "charset"),
    [
        ("/page", Format.HTML, "utf-8"),
        ("/fragment", Format.HTML, None),
        ("/packed", Format.HTML, None),
        ("/readme.md", Format.MARKDOWN, None),
        ("/readme", None, None),
        ("/central", None, "iso-8859-2"),
        ("/type/text/vtt", Format.VTT, None),
        ("/type/application/pdf", Format.PDF, None),
        ("/type/application/octet-stream", None, None),
    ],
)
def test_what_a_server_says_of_a_page(
    server: Server, path: str, format: Format | None, charset: str | None
) -> None:
    page = fetch(server.url(path), allow_private=True)
    assert (page.format, page.charset) == (format, charset)


def test_compressed_pages_are_unpacked(server: Server) -> None:
    assert fetch(server.url("/packed"), allow_private=True).data.decode() == PAGE


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/page", "Fähre über die Irmel"),
        ("/fragment", "Fähre über die Irmel"),
        ("/central", "Příliš žluťoučký kůň"),
        ("/utf16", "Fähre über die Irmel"),
        ("/nonsense", "Fähre über die Irmel"),
    ],
)
def test_pages_are_documents_whatever_their_encoding(
    server: Server, path: str, expected: str
) -> None:
    (source,) = open_sources([server.url(path)], selection=Selection(allow_private=True))
    assert isinstance(source, Source)
    document = read(source, ("de", "en"), "de")
    assert expected in " ".join(block.text for block in document.blocks)
    assert "<" not in " ".join(block.text for block in document.blocks)


@pytest.mark.parametrize(
    ("path", "message", "hint"),
    [
        ("/nowhere", "no such page (404 Not Found)", "check"),
        ("/status/410", "no such page (410 Gone)", "check"),
        ("/status/403", "not give this page to programs (403 Forbidden)", "browser"),
        ("/status/401", "not give this page to programs (401", "browser"),
        ("/status/429", "cannot answer now (429", "later"),
        ("/status/503", "cannot answer now (503", "later"),
        ("/status/499", "does not give this page (499)", "browser"),
        ("/status/304", "does not give this page (304", "browser"),
        ("/type/image/png", "holds image/png, not an article", "browser"),
        ("/type/application/json", "holds application/json", "browser"),
        ("/broken_gzip", "answer cannot be read", "browser"),
        ("/announced/5000", "broke off", "later"),
        ("/to/at/ftp://example.org/a", "127.0.0.1 leads to a “ftp:”", "browser"),
        ("/to/at/file:///etc/passwd", "127.0.0.1 leads to a “file:”", "browser"),
        ("/to/at/http://a:b/", "127.0.0.1 leads to no valid web address", "check"),
    ],
)
def test_what_goes_wrong_is_said(server: Server, path: str, message: str, hint: str) -> None:
    error = refused(server.url(path))
    assert message in error.message
    assert hint in error.hint


def test_a_circle_of_redirects_ends(server: Server) -> None:
    server.requests.clear()
    assert "redirects more than 10 times" in refused(server.url("/circle")).message
    assert len(server.requests) == 11


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/announced/2000000", "larger than 1 MB"),
        ("/endless", "larger than 1 MB"),
        ("/bomb/30000000", "larger than 1 MB"),
        ("/drip/body", "was not here after 0.5 seconds"),
        ("/drip/headers", "was not here after 0.5 seconds"),
        ("/silence", "sent nothing for 0.3 seconds"),
    ],
)
def test_limits_hold(server: Server, path: str, message: str) -> None:
    limits = Limits(silence=0.3, total=0.5, size=1_000_000)
    assert message in refused(server.url(path), limits=limits).message


def test_what_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{unused.getsockname()[1]}/"
        assert "cannot be reached" in refused(closed).message
        monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
        assert "curl" in refused(closed).hint
    assert "no host nowhere.invalid" in refused("http://nowhere.invalid/").message


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("ftp://example.org/a.txt", "only http:// and https://"),
        ("file:///etc/passwd", "only http:// and https://"),
        ("http://", "no valid web address"),
        ("https://me:secret@example.org/", "with a password in it"),
        ("http://[::1/", "no valid web address"),
        ("http://example.org:99999/", "no valid web address"),
    ],
)
def test_what_is_no_web_address(address: str, message: str) -> None:
    error = refused(address)
    assert message in error.message
    assert "secret" not in error.message + error.hint


# --- private addresses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "localhost", "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "0.0.0.0",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "224.0.0.1", "255.255.255.255", "[fe80::1]", "[fd00::1]", "[ff02::1]", "[::]",
    ],
)  # fmt: skip
def test_private_hosts_are_refused_however_they_are_spelled(host: str) -> None:
    error = refused(f"http://{host}:9/", allow_private=False)
    assert re.search("private network|no host|no valid web address", error.message)


def test_odd_spellings_are_seen_through(server: Server) -> None:
    before = len(server.requests)
    for host in ("2130706433", "0x7f000001", "127.1"):
        error = refused(server.url("/page", host), allow_private=False)
        assert "private network (127.0.0.1)" in error.message
    assert len(server.requests) == before


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("64:ff9b::5db8:d70e", True),
        ("64:ff9b::a00:1", False),
        ("::ffff:10.0.0.1", False),
        ("fe80::1%eth0", False),
        ("192.0.2.1", False),
    ],
)
def test_public_addresses(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_a_redirect_to_a_private_address_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first host counts as public here; where it leads is checked all the same."""
    monkeypatch.setattr(
        "summarize.source.connection.is_public", lambda address: address == "127.0.0.1"
    )
    target = f"http://127.0.0.2:{server.server_port}/page"
    server.requests.clear()
    error = refused(server.url(f"/to/at/{target}"), allow_private=False)
    assert "127.0.0.2 is on this machine or in a private network" in error.message
    assert len(server.requests) == 1


def test_the_address_that_was_checked_is_the_one_connected_to(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that gives another answer the second time is not asked again."""
    answers = iter(["127.0.0.1", "10.0.0.1"])
    real, connected = socket.getaddrinfo, []

    def rebinding(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host == "rebind.example":
            host = next(answers)
        connected.append(host)
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    monkeypatch.setattr(
        "summarize.source.connection.is_public", lambda address: address == "127.0.0.1"
    )
    page = fetch(server.url("/page", "rebind.example"))
    assert page.data.decode() == PAGE
    assert "10.0.0.1" not in connected


# --- TLS ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Server]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    with serving(context) as running:
        yield running


def test_a_certificate_is_checked_against_the_name(
    secure: Server, authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(trusted))
    assert "certificate" in refused(secure.url("/page", "localhost")).message
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    assert fetch(secure.url("/page", "localhost"), allow_private=True).data.decode() == PAGE
    error = refused(secure.url("/page", "127.0.0.1"))
    assert "no secure connection" in error.message
    assert "127.0.0.1" in error.message


def test_a_server_without_tls(server: Server) -> None:
    error = refused(server.url("/page").replace("http:", "https:"))
    assert "no secure connection" in error.message
