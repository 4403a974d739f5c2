"""The data of the distance: weights, reaches and what is near what, read from YAML and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from hamnosys.errors import UsageError
from hamnosys.resources import data_file
from hamnosys.safe_yaml import YamlError, cut, read_yaml, shown
from hamnosys.similarity.names import PARAMETERS
from hamnosys.similarity.near import FARTHEST, Near
from hamnosys.symbols import inventory

_LEAST_REACH = 0.001
_MOST = 300  # characters of a message


@dataclass(frozen=True, slots=True)
class PartWeight:
    """How much a part of a parameter counts, and at which distance it is as far as can be.

    ``of`` are the categories of the symbols that count; empty: all.
    """

    weight: float
    reach: float = 1.0
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """What the distance is made from; ``data/similarity.yaml`` says what each means.

    ``parameters`` and ``parts`` have an entry for every name of `PARAMETERS`.
    """

    parameters: Mapping[str, float]
    parts: Mapping[str, Mapping[str, PartWeight]]
    near: Mapping[str, tuple[Near, ...]]
    sizes: Mapping[str, float]
    arc: float
    local: float
    any_difference: float
    writing: float
    following: float
    reference_hand: str

    @property
    def total(self) -> float:
        """Sum of the weights of the parameters."""
        return sum(self.parameters.values())


def load_weights(
    path: str | Path | None = None, changes: Mapping[str, float] | None = None
) -> Weights:
    """The built-in weights, with what a file and then ``changes`` say otherwise.

    Args:
        path: a YAML file with any part of ``data/similarity.yaml``.
        changes: parameter to weight, 0 or more.

    Raises:
        UsageError: the file cannot be read or is not of this form, or there is no such parameter.
    """
    if path is None and not changes:
        return _usual()
    data, file = _built_in(), ""
    if path is not None:
        file = str(path)
        data = _merged(data, _read(Path(path), file), file, ())
    if changes:
        data = _merged(data, {"weights": dict(changes)}, "", ())
    return _Reader(file).weights(data)


@cache
def _usual() -> Weights:
    return _Reader("similarity.yaml").weights(_built_in())


@cache
def _built_in() -> dict[str, Any]:
    return _read(data_file("similarity.yaml"), "similarity.yaml")


def _read(path: Path, file: str) -> dict[str, Any]:
    try:
        data = read_yaml(path)
    except YamlError as fault:
        raise UsageError(f"the weights cannot be read: {fault}", file=file) from fault
    if not isinstance(data, dict):
        raise UsageError(
            "weights are a mapping", file=file, hint="e.g. weights: {handshape: 2, location: 1}"
        )
    return data


def _merged(old: dict[str, Any], new: dict[Any, Any], file: str, path: tuple[str, ...]) -> Any:
    """The old mapping with the new one's values; a key that the old one lacks is refused."""
    result = dict(old)
    for key, value in new.items():
        where = ".".join((*path, str(key)))
        optional = len(path) == 3 and path[0] == "parts" and key in ("reach", "of")
        if key not in old and not optional:
            kind = "parameter" if path == ("weights",) else "key"
            known = ", ".join(old)
            message = f"no {kind} {shown(where)}"
            raise UsageError(message, file=file or None, hint=f"known: {known}")
        # Sizes may be any symbols, so these mappings are replaced, not merged.
        if isinstance(old.get(key), dict) and path != ("movement",):
            if not isinstance(value, dict):
                raise UsageError(f"{where} must be a mapping", file=file or None)
            value = _merged(old[key], value, file, (*path, str(key)))
        result[key] = value
    return result


class _Reader:
    """Merged data to `Weights`; every fault names its place in the file."""

    def __init__(self, file: str) -> None:
        self.file = file or None

    def fail(self, message: str, hint: str = "") -> UsageError:
        return UsageError(cut(message, _MOST), file=self.file, hint=hint)

    def weights(self, data: dict[str, Any]) -> Weights:
        parameters = {
            name: self.number(data["weights"][name], f"weights.{name}") for name in PARAMETERS
        }
        if not sum(parameters.values()):
            raise self.fail("all weights are 0")
        movement = data["movement"]
        sizes = self.mapping(movement["sizes"], "movement.sizes")
        return Weights(
            parameters,
            {name: self.parts(data["parts"][name], name) for name in PARAMETERS},
            {name: self.near(pairs, f"near.{name}") for name, pairs in data["near"].items()},
            {
                self.symbol(name, "movement.sizes"): self.number(size, f"movement.sizes.{name}")
                for name, size in sizes.items()
            },
            self.number(movement["arc"], "movement.arc"),
            self.number(movement["local"], "movement.local"),
            self.share(data["any_difference"], "any_difference"),
            self.share(data["writing"], "writing"),
            self.number(data["following"], "following"),
            self.base_form(data["reference_hand"]),
        )

    def parts(self, data: dict[str, Any], parameter: str) -> dict[str, PartWeight]:
        result = {}
        for name, part in data.items():
            where = f"parts.{parameter}.{name}"
            weight = self.number(part["weight"], f"{where}.weight")
            reach = self.number(part.get("reach", 1), f"{where}.reach")
            if reach < _LEAST_REACH:
                raise self.fail(f"{where}.reach must be more than 0: {_LEAST_REACH} or more")
            result[name] = PartWeight(weight, reach, self.categories(part.get("of", []), where))
        return result

    def categories(self, given: Any, where: str) -> tuple[str, ...]:
        known = {symbol.category for symbol in inventory()}
        if not isinstance(given, list) or not {*map(str, given)} <= known:
            raise self.fail(f"{where}.of must be a list of categories", "hamnosys symbols")
        return tuple(given)

    def near(self, given: Any, where: str) -> tuple[Near, ...]:
        if not isinstance(given, list):
            raise self.fail(f"{where} must be a list of [value, value, distance]")
        pairs = []
        for pair in given:
            if not isinstance(pair, list) or len(pair) != 3:
                raise self.fail(f"{where}: {shown(pair)} is not [value, value, distance]")
            apart = self.number(pair[2], where)
            if not 0 < apart <= FARTHEST:
                raise self.fail(
                    f"{where}: {shown(pair)}: the distance must be more than 0, at most 1"
                )
            pairs.append((str(pair[0]), str(pair[1]), apart))
        return tuple(pairs)

    def number(self, given: Any, where: str) -> float:
        if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < 1e6:
            raise self.fail(f"{where} must be a number from 0 up, not {shown(given)}")
        return float(given)

    def share(self, given: Any, where: str) -> float:
        found = self.number(given, where)
        if not 0.0001 <= found <= 0.5:
            raise self.fail(f"{where} must be from 0.0001 to 0.5: what differs has a distance")
        return found

    def mapping(self, given: Any, where: str) -> dict[str, Any]:
        if not isinstance(given, dict):
            raise self.fail(f"{where} must be a mapping")
        return given

    def symbol(self, name: Any, where: str) -> str:
        if str(name) not in inventory().characters:
            raise self.fail(f"{where}: {shown(name)} is no symbol", "hamnosys symbols")
        return str(name)

    def base_form(self, name: Any) -> str:
        symbol = self.symbol(name, "reference_hand")
        if inventory().by_name[symbol].category != "base_form":
            raise self.fail(f"reference_hand: {symbol} is no base form")
        return symbol
