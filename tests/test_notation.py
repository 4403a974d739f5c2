"""The notation construct by construct: what is taken and what is not, listed by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import ham

from hamnosys.errors import HamNoSysSyntaxError
from hamnosys.grammar import POLICIES
from hamnosys.parser import parse

GOLDEN = Path(__file__).with_name("golden") / "constructs.yaml"
CASES: dict[str, list[Any]] = yaml.safe_load(GOLDEN.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("signs", "names"), CASES["both"])
def test_both_policies_take(signs: int, names: str) -> None:
    strict, tolerant = (parse(ham(names), policy=policy) for policy in POLICIES)
    assert len(strict.signs) == signs
    assert strict.to_hamnosys() == tolerant.to_hamnosys() == ham(names)


@pytest.mark.parametrize(("codes", "names"), CASES["tolerant"])
def test_tolerant_alone_takes_with_a_warning(codes: list[str], names: str) -> None:
    with pytest.raises(HamNoSysSyntaxError):
        parse(ham(names), policy="strict")
    notation = parse(ham(names), policy="tolerant")
    assert [warning.code for warning in notation.warnings] == codes
    assert notation.to_hamnosys() == ham(names)


@pytest.mark.parametrize(("code", "names"), CASES["neither"])
def test_neither_policy_takes(code: str, names: str) -> None:
    for policy in POLICIES:
        with pytest.raises(HamNoSysSyntaxError) as caught:
            parse(ham(names), policy=policy)
    assert caught.value.code == code
