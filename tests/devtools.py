"""A page in Chromium as a person has it: real keys, window sizes, scrolling, in real time.

Chromium is driven by its DevTools protocol over two pipes: JSON messages that a NUL byte ends.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from browser import COLLECT

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe"),
)

KEYS = {
    "Tab": (9, ""), "Enter": (13, "\r"), "Escape": (27, ""), "Home": (36, ""), "End": (35, ""),
    "ArrowUp": (38, ""), "ArrowDown": (40, ""), "ArrowLeft": (37, ""), "ArrowRight": (39, ""),
    "PageUp": (33, ""), "PageDown": (34, ""),
}  # fmt: skip


class Tab:
    """One page. A fault of its scripts, and anything it tries to fetch, is in ``faults``."""

    def __init__(self, send: int, receive: int) -> None:
        self._send = send
        self._receive = os.fdopen(receive, "rb")
        self._number = 0
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
        self._session = attached["sessionId"]
        self.call("Page.enable")

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """A command of the protocol and its answer."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._send, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._read()
            if answer.get("id") == self._number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def _read(self) -> dict[str, Any]:
        data = bytearray()
        while (byte := self._receive.read(1)) != b"\0":
            assert byte, "Chromium has ended"
            data += byte
        answer: dict[str, Any] = json.loads(data)
        return answer

    def open(self, page: Path, width: int = 1100, height: int = 800, *, dark: bool = False) -> None:
        """Open a file, with a script before all of its own that notes faults."""
        noted = COLLECT.removeprefix("<script>").removesuffix("</script>")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=noted)
        self.resize(width, height)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Page.navigate", url=page.as_uri())
        self.do(
            "if (document.readyState !== 'complete')"
            " await new Promise((done) => addEventListener('load', done));"
            " await document.fonts.ready;"
        )
        self.settle()

    def resize(self, width: int, height: int) -> None:
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def do(self, script: str) -> Any:
        """Run the body of an async function in the page and give what it returns."""
        answer = self.call(
            "Runtime.evaluate",
            expression=f"(async () => {{ {script} }})()",
            awaitPromise=True,
            returnByValue=True,
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        self.do(
            "for (let i = 0; i < 3; i += 1)"
            " await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));"
        )

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            code, text = KEYS[key]
            named = {"key": key, "code": key, "windowsVirtualKeyCode": code}
            down = "keyDown" if text else "rawKeyDown"
            self.call("Input.dispatchKeyEvent", type=down, text=text, **named)
            self.call("Input.dispatchKeyEvent", type="keyUp", **named)
            self.settle()

    def hover(self, x: float, y: float) -> None:
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.settle()

    def faults(self) -> list[str]:
        found: list[str] = self.do("return faults;")
        return found

    def close(self) -> None:
        self._receive.close()

    def screenshot(self, target: Path) -> None:
        answer = self.call("Page.captureScreenshot", format="png")
        target.write_bytes(base64.b64decode(answer["data"]))

    def pdf(self) -> bytes:
        return base64.b64decode(self.call("Page.printToPDF")["data"])


_LAUNCH = """
import os, sys
reading, writing = (os.dup2(int(number), high) for number, high in zip(sys.argv[1:3], (103, 104)))
os.dup2(reading, 3), os.dup2(writing, 4)
os.execvp(sys.argv[3], sys.argv[3:])
"""
"""Chromium wants the pipes as descriptors 3 and 4; first they go out of each other's way."""


@contextmanager
def tab(chromium: str, folder: Path) -> Iterator[Tab]:
    """A tab of a Chromium of its own, which ends with the block."""
    to_read, send = os.pipe()
    receive, to_write = os.pipe()

    process = subprocess.Popen(
        [
            *(sys.executable, "-c", _LAUNCH, str(to_read), str(to_write)),
            *(chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}"),
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(to_read, to_write),
    )
    os.close(to_read)
    os.close(to_write)
    opened = None
    try:
        opened = Tab(send, receive)
        yield opened
    finally:
        if opened is not None:
            opened.close()
        process.terminate()
        process.wait(timeout=30)
        os.close(send)
