from __future__ import annotations

import subprocess
import sys

import pytest

import trainer


def test_everything_that_is_promised_is_there() -> None:
    for name in trainer.__all__:
        assert getattr(trainer, name) is not None
    assert dir(trainer) == sorted(trainer.__all__)
    with pytest.raises(AttributeError, match="no attribute 'other'"):
        _ = trainer.other


def test_reading_a_configuration_needs_no_torch() -> None:
    code = (
        "import sys, trainer; trainer.read_config; import trainer.cli.train; "
        "sys.exit(bool({'torch', 'timm', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
