"""A web server on this machine, with every page a well-behaved or hostile server may give."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GERMAN = (
    "Die Fähre über die Irmel fährt ab März wieder jede Stunde. "
    "Der Rat der Stadt hat das am Dienstag nach langer Debatte beschlossen. "
    "Bezahlt wird der Betrieb zur Hälfte vom Land, zur anderen Hälfte von der Gemeinde. "
)
PAGE = (
    "<!doctype html><html><head><title>Fähre</title></head><body><nav>Menü</nav><article>"
    f"<h1>Die Fähre fährt wieder</h1><p>{GERMAN}</p><p>{GERMAN}</p></article></body></html>"
)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        # The request lines and headers that came in.
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.scheme = "http"

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.server_port}{path}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients of these tests hang up in the middle; that is no news."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    with Server() as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
            server.scheme = "https"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.requests.append((self.path, dict(self.headers)))
        name, _, argument = self.path.lstrip("/").partition("/")
        page: Callable[[str], None] | None = getattr(self, f"give_{name.partition('.')[0]}", None)
        if page is None:
            self.send_error(404)
        else:
            page(argument)

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def send(self, body: bytes, media_type: str, **headers: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def give_page(self, _: str) -> None:
        self.send(PAGE.encode(), "text/html; charset=utf-8", Set_Cookie="id=1; Path=/")

    def give_fragment(self, _: str) -> None:
        self.send(f"<p>{GERMAN}<br>{GERMAN}</p>".encode(), "text/html")

    def give_readme(self, _: str) -> None:
        self.send(f"*{GERMAN.strip()}*\n\n- *eins*\n".encode(), "text/plain")

    def give_central(self, _: str) -> None:
        text = "Příliš žluťoučký kůň úpěl ďábelské ódy. Die Fähre fährt. "
        self.send(text.encode("iso-8859-2"), 'text/plain; charset="ISO-8859-2"')

    def give_utf16(self, _: str) -> None:
        self.send(GERMAN.encode("utf-16"), "text/plain; charset=utf-16")

    def give_nonsense(self, _: str) -> None:
        self.send(GERMAN.encode("cp1252"), "text/plain; charset=klingon")

    def give_packed(self, _: str) -> None:
        self.send(gzip.compress(PAGE.encode()), "text/html", Content_Encoding="gzip")

    def give_broken_gzip(self, _: str) -> None:
        self.send(b"no gzip at all", "text/html", Content_Encoding="gzip")

    def give_bomb(self, size: str) -> None:
        self.send(gzip.compress(b"a" * int(size)), "text/plain", Content_Encoding="gzip")

    def give_type(self, media_type: str) -> None:
        self.send(b"...", media_type)

    def give_status(self, status: str) -> None:
        self.send_response(int(status))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def give_to(self, target: str) -> None:
        """Redirects to a path, or to an address after "at/"."""
        self.send_response(302)
        self.send_header(
            "Location", target.removeprefix("at/") if "at/" in target else f"/{target}"
        )
        self.send_header("Set-Cookie", "seen=1; Path=/")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def give_circle(self, _: str) -> None:
        self.give_to("circle")

    def give_announced(self, size: str) -> None:
        """Says that it sends `size` bytes, and sends ten."""
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", size)
        self.end_headers()
        self.wfile.write(b"ten bytes.")

    def give_endless(self, _: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.end_headers()
        while True:
            self.wfile.write(b"a" * 100_000)

    def give_drip(self, where: str) -> None:
        """One byte now and then, of the headers or of the body."""
        if where == "body":
            self.send_response(200)
            self.send_header("Content-Type", "text/plain")
            self.end_headers()
        for _ in range(1000):
            self.wfile.write(b"a")
            time.sleep(0.02)

    def give_silence(self, _: str) -> None:
        time.sleep(2)
