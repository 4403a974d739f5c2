"""What is wrong with a transcription, told to people."""

from __future__ import annotations

import sys

from hamnosys.cli.progress import say
from hamnosys.errors import Diagnostic
from hamnosys.excerpt import excerpt


def show(finding: Diagnostic) -> None:
    """A finding on standard error: code and message, the symbols with a caret, and a hint."""
    kind = "" if finding.severity == "error" else "warning: "
    say(f"at {finding.position + 1}: {finding.code} {kind}{finding.message}")
    shown = excerpt(finding.text, finding.position)
    for line in shown.lines() if shown else ():
        say(f"    {line}")
    if finding.hint:
        say(f"    hint: {finding.hint}")
    sys.stderr.flush()
