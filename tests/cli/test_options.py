"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from hamnosys.cli.main import run
from hamnosys.cli.options import parse_rate
from hamnosys.resources import shared_directory

CONTEXT = click.Context(click.Command("check"))
PARAMETER = click.Option(["--fps"])


@pytest.mark.parametrize(
    ("text", "rate"), [("25", 25.0), (" 12.5 ", 12.5), ("30000/1001", 30000 / 1001), ("1000", 1000)]
)
def test_a_rate_is_a_number_or_a_fraction(text: str, rate: float) -> None:
    assert parse_rate(CONTEXT, PARAMETER, text) == rate


@pytest.mark.parametrize(
    "text", ["0", "-1", "1/0", "x", "", "nan", "inf", "1e9", "1001", "1e99999999"]
)
def test_other_rates_are_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    eaf = str(shared_directory("data_samples") / "lexicon.eaf")
    assert run(["check", eaf, f"--fps={text}"]) == 2
    assert "--fps" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--fps", "25"], ["--tier", "A"], ["--sheet", "1"]])
def test_a_setting_that_the_format_does_not_take_is_told(
    option: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lexicon = tmp_path / "lexicon.csv"
    lexicon.write_text("hamnosys\nhamfist\n", encoding="utf-8")
    assert run(["check", str(lexicon), *option]) == 2
    err = capsys.readouterr().err
    assert err.startswith(f"hamnosys: the format csv takes no {option[0]}")
    assert err.count("\n") == 1
