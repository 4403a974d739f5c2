"""What is wrong with a configuration, collected so that all of it is told at once."""

from __future__ import annotations

from hamnosys.errors import printable
from trainer.errors import ConfigError


class Faults:
    """Faults in the order in which they are found, each with its path in the file."""

    def __init__(self) -> None:
        self._found: list[tuple[str, str]] = []

    def add(self, path: str, words: str) -> None:
        """Note a fault; a path that is empty means the whole file."""
        self._found.append((path, words))

    def touch(self, path: str) -> bool:
        """Whether something is wrong with what is at a path, above it or below it."""
        return any(_within(path, found) or _within(found, path) for found, _ in self._found)

    @property
    def lines(self) -> tuple[str, ...]:
        """A line each."""
        return tuple(
            printable(f"{path}: {words}" if path else words) for path, words in self._found
        )

    def refuse(self, file: str) -> None:
        """End here if there are faults.

        Raises:
            ConfigError: its message has all of them; several are indented below their number.
        """
        if not self._found:
            return
        lines = self.lines
        message = lines[0] if len(lines) == 1 else "\n  ".join((f"{len(lines)} faults", *lines))
        raise ConfigError(message, file=file)


def _within(path: str, outer: str) -> bool:
    return path == outer or not outer or path.startswith((f"{outer}.", f"{outer}["))
