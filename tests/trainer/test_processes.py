"""Several processes learn the same as one: gloo over the loopback interface."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import torch
import yaml
from clip_builders import practice_rows, write_clips
from safetensors.torch import load_file
from trainer_builders import small_mapping

STEP = Path(__file__).resolve().parents[1] / "trainer_step.py"
ROOT = STEP.parents[1]


def run(processes: int, *arguments: str) -> None:
    """Run Python alone, or under torchrun."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable]
    if processes > 1:
        command += ["-m", "torch.distributed.run", "--nproc-per-node", str(processes)]
        command += ["--master-addr", "127.0.0.1", "--master-port", str(port)]
    environment = os.environ | {
        "GLOO_SOCKET_IFNAME": "lo",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run(
        [*command, *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Seven clips with absent labels, in steps of two batches of at most three: shares differ."""
    rows = practice_rows(7, 3, classes=3)
    rows[0] = (None, *rows[0][1:])
    rows[3] = (*rows[3][:-1], None)
    write_clips(tmp_path / "data", rows, size=(32, 32))
    mapping = small_mapping(
        tmp_path / "data",
        tmp_path / "run",
        general_parameters={"ratio_train_test": 0.75},
        # No batch norm and no dropout: their results depend on who is in a batch.
        feature_extractor={"model_path": "test_convnext", "model_args": {}},
        transformer={"dropout_rate": 0.0},
        train_parameters={"batch_size": 3, "accumulate": 2, "epochs": 1, "clip_norm": 0},
        augmentations_parameters={"apply_random_rotation": True, "apply_color_jitter": True},
        loss={"class_weights": "balanced", "label_smoothing": 0.1},
    )
    path = tmp_path / "config.yaml"
    path.write_text(yaml.safe_dump(mapping))
    return path


@pytest.mark.slow
def test_two_processes_have_the_gradients_of_one(config: Path, tmp_path: Path) -> None:
    for processes in (1, 2):
        run(processes, str(STEP), str(config), str(tmp_path / f"{processes}.safetensors"))
    one, two = (load_file(tmp_path / f"{number}.safetensors") for number in (1, 2))
    assert one.keys() == two.keys()
    assert len(one) > 20
    for name, gradient in one.items():
        assert torch.allclose(gradient, two[name], rtol=1e-4, atol=1e-6), name
    assert all(gradient.abs().max() > 0 for name, gradient in one.items())


@pytest.mark.slow
def test_a_run_of_two_processes_has_the_scores_of_one(config: Path, tmp_path: Path) -> None:
    histories = []
    for processes in (1, 2):
        run(processes, "-m", "hamnosys", "train", str(config), "--force")
        lines = (tmp_path / "run" / "history.csv").read_text().splitlines()
        histories.append([line.split(",") for line in lines])
    header = histories[0][0]
    timed = {header.index("seconds"), header.index("clips_per_second")}
    for place, name in enumerate(header):
        if place not in timed:
            one, two = (float(history[1][place] or -1) for history in histories)
            assert one == pytest.approx(two, rel=1e-3, abs=1e-5), name
