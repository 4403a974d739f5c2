"""What is learned from practice clips in five minutes on a CPU, by a model and from the joints.

    python benchmarks/practice.py [--record] [--clips DIR]

Three runs on the same clips, scored on signs that were not learned: the model of
``data_samples/practice.yaml``, the same with its backbone frozen, and a small network on the
landmarks that the clips come with. Clips are made first where there are none (about four minutes
on two cores).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from report import machine, record, table
from torch import Tensor, nn
from torch.nn import functional

from hamnosys.classfile import read_class_file
from hamnosys.cli.main import run as hamnosys
from hamnosys.resources import shared_directory
from trainer.config import Config, read_config
from trainer.config.schema import FreezeScheduler
from trainer.heads import HeadSpec
from trainer.job import train
from trainer.scoring.confusion import Confusion, confused_pairs
from trainer.scoring.keeper import ScoreKeeper
from trainer.scoring.scores import Scores
from trainer.watching import Watch

WRIST, SHOULDERS, NOSE = 0, (11, 12), 0
JOINT_STEPS, JOINT_BATCH = 3000, 128


@dataclass(frozen=True)
class Found:
    """What a run came to."""

    name: str
    scores: Scores
    seconds: float


def clips_in(folder: Path, signs: int) -> Path:
    if not (folder / "train").is_dir():
        arguments = ["clips", "-o", str(folder), "--signs", str(signs), "--takes", "1"]
        arguments += ["--test-signs", "600", "--frames", "2", "--seed", "1", "--jobs", "2"]
        if hamnosys(arguments):
            raise SystemExit("the clips could not be made")
    return folder


def recipe(folder: Path, run: Path) -> Config:
    config = read_config(shared_directory("data_samples") / "practice.yaml").config
    general = replace(
        config.general_parameters,
        data_path=str(folder / "train"),
        data_paths=(),
        test_data_paths=(str(folder / "test_signs"),),
        path_to_save=str(run),
    )
    return replace(config, general_parameters=general)


def trained(name: str, config: Config) -> Found:
    begin = time.perf_counter()
    outcome = train(config, force=True, watch=Watch(say=print))
    return Found(name, outcome.scores["test"], time.perf_counter() - begin)


def frozen(config: Config) -> Config:
    """The same, but the backbone stays as it was at the beginning."""
    epochs = config.train_parameters.epochs
    plan = FreezeScheduler(
        model_params={"feature_extractor.backbone": (True,)}, freeze_pattern_repeats=(epochs,)
    )
    return replace(config, freeze_scheduler=plan)


def joints(folder: Path) -> tuple[Tensor, Tensor]:
    """Numbers of each clip's first and last frame (clips, numbers), and labels (clips, heads)."""
    rows = read_class_file(folder / "test_hamnosys.txt").rows
    numbers = [_joints_of(folder / row.name / f"{row.name}.npz") for row in rows]
    return torch.from_numpy(np.stack(numbers)), torch.tensor([row.classes for row in rows])


def _joints_of(file: Path) -> np.ndarray:
    """Hands by their own wrist and size, wrists and face by the shoulders; what is unseen is 0."""
    with np.load(file) as arrays:
        parts = {name: arrays[name].reshape(len(arrays[name]), -1, 4) for name in arrays}
    pose, face = parts["pose"], parts["face"]
    middle = pose[:, SHOULDERS, :3].mean(1, keepdims=True)
    width = np.linalg.norm(pose[:, 11, :2] - pose[:, 12, :2], axis=1)[:, None, None] + 1e-6
    found = []
    for name in ("right_hand", "left_hand"):
        points, seen = parts[name][..., :3], parts[name][..., 3:] > 0
        own = points - points[:, :1]
        size = np.linalg.norm(own[:, 9], axis=-1)[:, None, None] + 1e-6
        found += [own / size * seen, (points - middle) / width * seen, seen * 1.0]
    face_seen = face[..., 3:] > 0
    found += [(face[..., :3] - middle) / width * face_seen]
    ends = [np.concatenate([part[at].ravel() for part in found]) for at in (0, -1)]
    return np.concatenate([ends[0], ends[1] - ends[0]]).astype(np.float32)


def joint_classifier(folder: Path, heads: Sequence[HeadSpec]) -> tuple[Found, Sequence[Confusion]]:
    begin = time.perf_counter()
    inputs, labels = joints(folder / "train")
    torch.manual_seed(0)
    mean, deviation = inputs.mean(0), inputs.std(0) + 1e-3
    classes = [head.classes for head in heads]
    network = nn.Sequential(
        nn.Linear(inputs.shape[1], 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(512, 512), nn.BatchNorm1d(512), nn.ReLU(), nn.Dropout(0.2),
        nn.Linear(512, sum(classes)),
    )  # fmt: skip
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.05)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 2e-3, total_steps=JOINT_STEPS)
    for _ in range(JOINT_STEPS):
        chosen = torch.randint(len(inputs), (JOINT_BATCH,))
        logits = network((inputs[chosen] - mean) / deviation).split(classes, 1)
        losses = [functional.cross_entropy(out, labels[chosen, h]) for h, out in enumerate(logits)]
        optimizer.zero_grad()
        torch.stack(losses).mean().backward()
        optimizer.step()
        schedule.step()
    keeper = ScoreKeeper(heads, "cpu")
    others, wanted = joints(folder / "test_signs")
    with torch.inference_mode():
        keeper.add(network.eval()((others - mean) / deviation).split(classes, 1), wanted)
    seconds = time.perf_counter() - begin
    return Found("network on the joints", keeper.scores(), seconds), keeper.confusions()


def columns(found: Sequence[Found]) -> str:
    names = [head.name for head in found[0].scores.heads]
    rows: list[Sequence[object]] = [
        [name, *(f"{each.scores.head(name).macro_f1_present:.3f}" for each in found)]
        for name in names
    ]
    rows.append(["**mean**", *(f"**{each.scores.mean_macro_f1:.3f}**" for each in found)])
    rows.append(["all eight right", *(f"{each.scores.all_right:.3f}" for each in found)])
    rows.append(["seconds", *(f"{each.seconds:.0f}" for each in found)])
    return table(["macro-F1, classes present", *(each.name for each in found)], rows)


def most_confused(run: Path, heads: Sequence[str]) -> str:
    import json

    pairs: Mapping[str, list[dict[str, object]]] = json.loads(
        (run / "scores.json").read_text(encoding="utf-8")
    )["most_confused"]
    lines = []
    for name in heads:
        shown = ", ".join(f"{p['label']} as {p['predicted']} {p['clips']}" for p in pairs[name][:4])
        lines.append(f"* {name}: {shown or 'nothing'}")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write into RESULTS.md")
    parser.add_argument("--clips", type=Path, help="directory of clips; made if it is not there")
    parser.add_argument("--signs", type=int, default=16_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = clips_in(options.clips or Path(temporary) / "clips", options.signs)
        config = recipe(folder, Path(temporary) / "run")
        model = trained("model", config)
        confused = most_confused(Path(temporary) / "run", [h.name for h in model.scores.heads])
        still = trained("backbone frozen", frozen(config))
    heads = [HeadSpec(h.name, tuple(c.label for c in h.classes)) for h in model.scores.heads]
    by_joints, confusions = joint_classifier(folder, heads)
    joint_pairs = "\n".join(
        f"* {each.head.name}: "
        + (
            ", ".join(f"{p.label} as {p.predicted} {p.count}" for p in confused_pairs(each, 4))
            or "nothing"
        )
        for each in confusions
    )
    training = config.train_parameters
    text = (
        f"## Learning practice clips ({options.signs:,} signs, 600 others for the test)\n\n"
        f"{machine()}; `python benchmarks/practice.py`, {training.epochs} epochs, "
        f"{training.precision}. Frames are of 96 pixels, two a clip; seconds are of the whole run, "
        f"validation included.\n\n{columns([model, still, by_joints])}\n\n"
        f"Most confused by the model (label as prediction, clips):\n\n{confused}\n\n"
        f"Most confused by the network on the joints:\n\n{joint_pairs}"
    )
    print(text)
    if options.record:
        record("practice", text)


if __name__ == "__main__":
    main()
