"""``NAME_properties.json``: what is known of a clip besides its frames."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MOST_FPS = 100_000
_HANDS = ("left", "right")


@dataclass(frozen=True, slots=True)
class Properties:
    """Frames a second, who signs, and whether the left hand is the dominant one."""

    fps: float | None = None
    signer: str | None = None
    left_handed: bool = False


class PropertiesError(ValueError):
    """What is wrong with a file of properties, in words."""


def properties_file(folder: Path) -> Path:
    """Where the properties of the clip in a folder are, or would be."""
    return folder / f"{folder.name}_properties.json"


def read_properties(path: Path) -> Properties:
    """Read ``"FPS"``, ``"signer"`` and ``"handedness"``; other entries are not looked at.

    Raises:
        PropertiesError: no JSON object, or a value that cannot be one of these.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise PropertiesError(f"cannot be read: {error.strerror or error}") from error
    except (ValueError, RecursionError) as error:
        raise PropertiesError(f"no JSON: {error}") from error
    if not isinstance(found, dict):
        raise PropertiesError("no JSON object")
    hand = found.get("handedness")
    if hand is not None and hand not in _HANDS:
        raise PropertiesError(f'"handedness" is {_short(hand)}, neither "left" nor "right"')
    return Properties(_fps(found.get("FPS")), _signer(found.get("signer")), hand == "left")


def _fps(value: Any) -> float | None:
    if value is None:
        return None
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if not number or not 0 < value <= _MOST_FPS:
        raise PropertiesError(f'"FPS" is {_short(value)}, no number above 0')
    return float(value)


def _signer(value: Any) -> str | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise PropertiesError(f'"signer" is {_short(value)}, neither a name nor a number')
    return str(value)


def _short(value: Any) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
