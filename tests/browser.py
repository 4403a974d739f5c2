"""Pages in a browser: Chromium, if it is installed."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

Browse = Callable[..., Any]
"""What the fixtures that open a page give: takes a script and flags of Chromium."""

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--disable-dev-shm-usage", "--hide-scrollbars", "--virtual-time-budget=5000"),
    *("--enable-logging=stderr", "--log-level=0"),
)
DARK = "--blink-settings=preferredColorScheme=0"

COLLECT = """<script>
var faults = [];
addEventListener("error", (event) => faults.push(String(event.message)), true);
addEventListener("securitypolicyviolation", (event) => faults.push("blocked " + event.blockedURI));
</script>"""
"""Stands first in the page and notes what goes wrong."""

FINISH = """<script>
document.fonts.ready.then(() => {
  const text = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
  const found = (() => { %s })();
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify({ found, faults });
  document.body.append(result);
});
</script>"""
"""Stands last, does what a test says, and writes down what it found."""


def run(chromium: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )


def browse(chromium: str, page: Path, folder: Path, script: str, *flags: str) -> Any:
    """Opens a page, runs a function's body in it and gives what it returns.

    Faults of scripts and anything that the page tries to fetch fail the test.
    """
    text = page.read_text(encoding="utf-8")
    text = text.replace("<head>", f"<head>{COLLECT}", 1)
    text = text.replace("</body>", f"{FINISH % script}</body>", 1)
    tested = page.with_name("tested.html")
    tested.write_text(text, encoding="utf-8")
    done = run(chromium, folder, "--dump-dom", *flags, tested.as_uri())
    result = re.search(r'<pre id="result">(.*?)</pre>', done.stdout, re.S)
    assert result, done.stderr
    data = json.loads(unescape(result.group(1)))
    assert not data["faults"], data["faults"]
    assert "CONSOLE" not in done.stderr, done.stderr
    return data["found"]


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(color: str) -> float:
        values = [int(v) / 255 for v in re.findall(r"\d+", color)[:3]]
        linear = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    dark, light = sorted(map(luminance, (first, second)))
    return (light + 0.05) / (dark + 0.05)
