"""A headless Chromium, where there is one: real pointer, keys and screens, no package needed.

It is spoken to in the DevTools protocol through a pipe: JSON messages that end in a zero byte.
"""

from __future__ import annotations

import base64
import itertools
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def found() -> str | None:
    """Its program; none on Windows, where pipes cannot be handed on like this."""
    if sys.platform == "win32":
        return None
    return next(filter(None, map(shutil.which, NAMES)), None)


class Page:
    """One open page."""

    def __init__(self, send: int, receive: int) -> None:
        self._send, self._receive = send, receive
        self._ids = itertools.count(1)
        self._buffer = b""
        self._session: str | None = None
        self.events: list[dict[str, Any]] = []
        target = self._call("Target.createTarget", url="about:blank")["targetId"]
        attached = self._call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._call(f"{domain}.enable")

    def open(
        self,
        path: Path,
        *,
        width: int,
        height: int = 900,
        dark: bool = False,
        script: bool = True,
        fragment: str = "",
    ) -> None:
        self._call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._call("Emulation.setEmulatedMedia", features=[scheme])
        self._call("Emulation.setTouchEmulationEnabled", enabled=width < 600)
        self._call("Emulation.setScriptExecutionDisabled", value=not script)
        self.events.clear()
        self._call("Page.navigate", url=path.as_uri() + fragment)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self._read()

    def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        answer = self._call("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    def hover(self, selector: str) -> None:
        x, y = self._middle(selector)
        self._call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def tap(self, selector: str) -> None:
        x, y = self._middle(selector)
        self._call("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self._call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def press(self, key: str) -> None:
        codes = {"Tab": 9, "Escape": 27, "ArrowRight": 39, "ArrowLeft": 37}
        for kind in ("keyDown", "keyUp"):
            self._call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=codes[key]
            )

    def screenshot(self, path: Path) -> None:
        """The whole page, also what one has to scroll to."""
        size = self._call("Page.getLayoutMetrics")["cssContentSize"]
        answer = self._call(
            "Page.captureScreenshot",
            captureBeyondViewport=True,
            clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1},
        )
        path.write_bytes(base64.b64decode(answer["data"]))

    def requests(self) -> list[str]:
        """Every address that was asked for since the page was opened."""
        sent = [e for e in self.events if e["method"] == "Network.requestWillBeSent"]
        return [event["params"]["request"]["url"] for event in sent]

    def complaints(self) -> list[str]:
        """What the console says: errors of scripts, violations of the policy."""
        logged = [e for e in self.events if e["method"] == "Log.entryAdded"]
        thrown = [e for e in self.events if e["method"] == "Runtime.exceptionThrown"]
        return [event["params"]["entry"]["text"] for event in logged] + [str(e) for e in thrown]

    def _middle(self, selector: str) -> tuple[float, float]:
        """A point on the first line of an element, scrolled into view."""
        place = self.run(
            f"(() => {{ const found = document.querySelector({selector!r});"
            " found.scrollIntoView({block: 'center'});"
            " const box = found.getClientRects()[0];"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        return place[0], place[1]

    def _call(self, method: str, **parameters: Any) -> dict[str, Any]:
        message: dict[str, Any] = {"id": next(self._ids), "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != message["id"]:
            pass
        assert "error" not in answer, answer
        result: dict[str, Any] = answer["result"]
        return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            read = os.read(self._receive, 1 << 16)
            assert read, "the browser has closed"
            self._buffer += read
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if "method" in message:
            self.events.append(message)
        return message


# The browser reads from 3 and writes to 4.
_START = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""


@contextmanager
def browser(program: str, profile: Path) -> Iterator[Page]:
    """A browser with a profile of its own; it ends with the block."""
    import fcntl

    to_read, send = os.pipe()
    receive, to_write = os.pipe()
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    options += ["--hide-scrollbars", "--remote-debugging-pipe", f"--user-data-dir={profile}"]
    ends = [fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in (to_read, to_write)]
    process = subprocess.Popen(
        [sys.executable, "-c", _START, *map(str, ends), program, *options],
        pass_fds=ends,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    for end in (to_read, to_write, *ends):
        os.close(end)
    try:
        yield Page(send, receive)
    finally:
        process.terminate()
        process.wait(timeout=30)
        os.close(send)
        os.close(receive)
