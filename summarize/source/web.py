"""A web address that the user named -> the content behind it, within limits.

Knows what may be fetched and what servers answer; whom to connect to is settled in
`connection`. Each page is asked for once, without cookies or passwords, and never through a
proxy: a proxy looks names up itself, and their addresses could not be checked.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarize import __version__
from summarize.errors import InputError
from summarize.formats import Format, by_media_type, by_name
from summarize.offline import offline

if TYPE_CHECKING:
    import httpcore2
    import httpx2

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 10

# What servers say of anything: the address's suffix or the content itself knows better.
_VAGUE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
_SAVE = "open it in a browser, save the page and name the file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How long a fetch may take, in seconds, and how much it may bring, in bytes."""

    connect: float = 10
    # Without a single byte arriving.
    silence: float = 20
    total: float = 60
    size: int = 100_000_000


@dataclass(frozen=True, slots=True)
class Page:
    """What a server sent, and what it said of it."""

    data: bytes
    format: Format | None = None
    charset: str | None = None


def is_address(name: str) -> bool:
    """Whether `name` is on the web rather than a file; with any scheme, also a wrong one."""
    return bool(_ADDRESS.match(name))


def fetch(address: str, *, allow_private: bool = False, limits: Limits | None = None) -> Page:
    """The page at `address`, after redirects; InputError says why it cannot be had."""
    if offline():
        raise InputError(
            "a web page cannot be read in offline mode",
            "drop --offline and unset HF_HUB_OFFLINE, or save the page and name the file",
        )
    import httpcore2
    import httpx2

    from summarize.source.connection import Network

    limits = limits or Limits()
    network = Network(allow_private=allow_private, seconds=limits.total)
    url = _allowed(address)
    with (
        _explaining(limits),
        httpcore2.ConnectionPool(httpx2.create_ssl_context(), network_backend=network) as pool,
    ):
        for _ in range(_MOST_REDIRECTS + 1):
            with _asked(pool, url, limits) as response:
                if response.status_code not in _REDIRECTS:
                    return _page(url, response, limits)
                url = _allowed(response.headers.get("Location", ""), base=url)
    raise InputError(f"this address redirects more than {_MOST_REDIRECTS} times", _SAVE)


def _allowed(address: str, base: httpx2.URL | None = None) -> httpx2.URL:
    """The address as a URL, if it is one that may be fetched; `base` is what led there."""
    import httpx2

    what = f"{base.host} leads to" if base else "this is"
    try:
        url = base.join(address) if base else httpx2.URL(address)
    except (httpx2.InvalidURL, ValueError) as error:
        raise InputError(f"{what} no valid web address: {error}", "check it") from error
    if url.scheme not in ("http", "https"):
        only = "only http:// and https:// are read"
        raise InputError(f"{what} a “{url.scheme}:” address; {only}", _SAVE)
    if not url.host or (url.port or 80) > 65535:
        raise InputError(f"{what} no valid web address", "check its host and port")
    if url.userinfo:
        hint = "results show the address: fetch it with curl, and pipe it into summarize -"
        raise InputError(f"{what} an address with a password in it", hint)
    return url


@contextmanager
def _asked(
    pool: httpcore2.ConnectionPool, url: httpx2.URL, limits: Limits
) -> Iterator[httpx2.Response]:
    """The answer to one request; httpx2's Response is what undoes compression, in pieces."""
    import httpcore2
    import httpx2

    target = httpcore2.URL(
        scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
    )
    headers: dict[bytes | str, bytes | str] = {
        "Accept": "text/html, application/xhtml+xml, text/*;q=0.9, */*;q=0.5",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
        "Host": url.netloc.decode("ascii"),
        "User-Agent": f"summarize/{__version__}",
    }
    timeouts = {"connect": limits.connect, "read": limits.silence, "write": limits.silence}
    with pool.stream("GET", target, headers=headers, extensions={"timeout": timeouts}) as answer:
        yield httpx2.Response(answer.status, headers=answer.headers, content=answer.iter_stream())


def _page(url: httpx2.URL, response: httpx2.Response, limits: Limits) -> Page:
    if not response.is_success:
        raise _refusal(response.status_code)
    from email.message import Message

    said = Message()
    said["Content-Type"] = response.headers.get("Content-Type", "")
    media_type = said.get_content_type() if said["Content-Type"] else ""
    format = by_media_type(media_type)
    if media_type in _VAGUE:
        format = by_name(url.path)
    elif format is None:
        raise InputError(f"this address holds {media_type}, not an article", _SAVE)
    data = _read(response, limits)
    return Page(data, format, said.get_content_charset())


def _read(response: httpx2.Response, limits: Limits) -> bytes:
    """The body, unpacked; counted is what comes out of the compression, not what goes in."""
    announced = response.headers.get("Content-Length", "")
    data = bytearray()
    if not (announced.isdecimal() and int(announced) > limits.size):
        for piece in response.iter_bytes():
            data += piece
            if len(data) > limits.size:
                break
        else:
            return bytes(data)
    raise InputError(f"this page is larger than {limits.size / 1e6:g} MB", "save the part you need")


def _refusal(status: int) -> InputError:
    from http import HTTPStatus

    try:
        answer = f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        answer = str(status)
    if status in (404, 410):
        return InputError(f"there is no such page ({answer})", "check the address")
    if status in (401, 402, 403, 407, 451):
        return InputError(f"the server does not give this page to programs ({answer})", _SAVE)
    if status == 429 or status >= 500:
        return InputError(f"the server cannot answer now ({answer})", "try again later")
    return InputError(f"the server does not give this page ({answer})", _SAVE)


@contextmanager
def _explaining(limits: Limits) -> Iterator[None]:
    """Every trouble on the way as an InputError with a next step."""
    import httpcore2
    import httpx2

    started = time.monotonic()
    try:
        yield
    except httpcore2.TimeoutException as error:
        if isinstance(error, httpcore2.ConnectTimeout):
            what = "the server cannot be reached"
        elif time.monotonic() - started >= limits.total:
            what = f"the page was not here after {limits.total:g} seconds"
        else:
            what = f"the server sent nothing for {limits.silence:g} seconds"
        raise InputError(what, "try again later") from error
    except httpcore2.ConnectError as error:
        if cause := _tls_error(error):
            hint = "check the address; a page that is not safe to fetch can be saved by a browser"
            raise InputError(f"no secure connection: {cause}", hint) from error
        raise InputError("the server cannot be reached", _unreachable_hint()) from error
    except (httpcore2.NetworkError, httpcore2.RemoteProtocolError) as error:
        raise InputError(f"the connection broke off: {error}", "try again later") from error
    except (httpcore2.ProtocolError, httpx2.DecodingError) as error:
        raise InputError(f"the server's answer cannot be read: {error}", _SAVE) from error


def _tls_error(error: BaseException | None) -> str | None:
    """What TLS objected to, if it did, from the exception it caused."""
    import ssl

    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return error.verify_message.rstrip(".")
        if isinstance(error, ssl.SSLError):
            return (error.reason or str(error)).replace("_", " ").lower()
        error = error.__cause__ or error.__context__
    return None


def _unreachable_hint() -> str:
    if any(os.environ.get(name) for name in ("https_proxy", "HTTPS_PROXY", "http_proxy")):
        return "proxies are not used: curl -sL ADDRESS | summarize -"
    return "check the address and the connection"
