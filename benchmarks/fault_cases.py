"""The commands that are killed, with inputs that keep them busy for about a second."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from fault_runs import Case, digests, run

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data_samples"
ROWS = 2_000


def lexicon(target: Path, rows: int = ROWS) -> int:
    """A lexicon of data_samples' rows under new names, every 50th of them faulty."""
    with (SAMPLES / "lexicon.csv").open(encoding="utf-8", newline="") as source:
        found = list(csv.DictReader(source))
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["name", "gloss", "hamnosys"])
        for number, row in enumerate(islice(cycle(found), rows)):
            text = "hamnothing" if number % 50 == 49 else row["hamnosys"]
            writer.writerow([f"row{number}", row["gloss"], text])
    return rows


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines()) if path.exists() else 0


def conversion(source: Path, rows: int, suffix: str, *options: str) -> Case:
    """``hamnosys convert`` of a lexicon."""

    def arguments(source: Path) -> Callable[[Path], list[str]]:
        return lambda out: [
            *("convert", str(source), "-o", str(out / f"out.{suffix}")),
            *("--errors", str(out / "errors.jsonl"), *options),
        ]

    def lost(out: Path) -> int:
        kept = _lines(out / f"out.{suffix}") - (suffix == "txt")
        return abs(rows - kept - _lines(out / "errors.jsonl"))

    other = source.with_name("other.csv")
    lexicon(other, rows // 2)
    counted = suffix in ("txt", "jsonl")
    return Case(
        f"convert to {suffix}{' on two processes' if '--jobs' in options else ''}",
        arguments(source),
        ("--force",),
        lambda out: digests(out, top=False),
        *((lost,) if counted else ()),
        over=("--force",),
        earlier=arguments(other),
        status=1,
    )


def elan(source: Path) -> Case:
    """``hamnosys convert --to eaf``: the session copied with more tiers."""

    def arguments(out: Path) -> list[str]:
        return ["convert", str(source), "--to", "eaf", "--add", "classes", "-o", f"{out}/out.eaf"]

    return Case("convert to eaf", arguments, ("--force",), lambda out: digests(out, top=False))


def two_heads(classes: Path) -> Path:
    """The same class file with two heads only, which take a sixth of the time to draw."""
    found = classes.with_name(f"two_{classes.name}")
    lines = classes.read_text(encoding="utf-8").splitlines()
    found.write_text("".join(f"{' '.join(line.split()[:5])}\n" for line in lines), encoding="utf-8")
    return found


def statistics(classes: Path, other: Path) -> Case:
    """``hamnosys stats``."""

    def arguments(file: Path) -> Callable[[Path], list[str]]:
        return lambda out: ["stats", str(file), "-o", str(out / "stats")]

    return Case(
        "stats",
        arguments(classes),
        ("--force",),
        lambda out: digests(out, top=False),
        over=("--force",),
        earlier=arguments(other),
    )


def practice() -> Case:
    """``hamnosys clips``."""

    def arguments(seed: str) -> Callable[[Path], list[str]]:
        return lambda out: [
            *("clips", "-o", str(out / "clips"), "--signs", "5", "--takes", "1", "--seed", seed),
            *("--test-signs", "2", "--frames", "8", "--size", "96"),
        ]

    return Case(
        "clips",
        arguments("1"),
        ("--force",),
        lambda out: digests(out, top=True),
        over=("--force",),
        earlier=arguments("2"),
    )


def frames(videos: Path) -> Case:
    """``hamnosys frames``; a clip's folder is what must be whole."""

    def arguments(*options: str) -> Callable[[Path], list[str]]:
        return lambda out: ["frames", str(videos), "-o", str(out), *options]

    return Case(
        "frames",
        arguments(),
        ("--force",),
        lambda out: digests(out, top=True),
        over=("--force",),
        earlier=arguments("--quality", "50"),
    )


def videos(folder: Path) -> Path:
    """Four short videos of moving noise."""
    import av
    import numpy as np

    folder.mkdir()
    random = np.random.default_rng(0)
    for number in range(4):
        with av.open(str(folder / f"video{number}.mp4"), "w") as container:
            stream = container.add_stream("libx264", rate=25)
            stream.width, stream.height, stream.pix_fmt = 320, 240, "yuv420p"
            stream.options = {"threads": "1"}
            picture = random.integers(0, 255, (240, 320, 3), dtype=np.uint8)
            for _ in range(40):
                picture = np.roll(picture, 4, axis=1)
                frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    return folder


_TRAINING: dict[str, Any] = {
    "general_parameters": {"gpu": -1, "deterministic": True, "ratio_train_test": 0.75},
    "train_parameters": {
        "use_frames": False,
        "use_landmarks": True,
        "epochs": 4,
        "batch_size": 4,
        "num_segments": 4,
        "lr": 2e-3,
        "save_steps": 3,
    },
    "feature_extractor": {"name": "landmark_extractor", "representation_size": 32},
    "landmarks": {"hidden_size": 32},
    "transformer": {
        "num_attention_heads": 2,
        "num_encoder_layers": 1,
        "feedforward_size": 32,
        "output_size": 32,
        "dropout_rate": 0.1,
    },
}


def training(data: Path) -> Case:
    """``hamnosys train``, resumed; what must be equal are weights, history and scores."""

    def arguments(out: Path) -> list[str]:
        import yaml

        config = {name: dict(section) for name, section in _TRAINING.items()}
        config["general_parameters"] |= {
            "data_path": str(data / "train"),
            "path_to_save": str(out / "run"),
        }
        file = out.parent / f"{out.name}.yaml"
        file.write_text(yaml.safe_dump(config), encoding="utf-8")
        return ["train", str(file)]

    return Case("train", arguments, ("--resume",), lambda out: _seen(out / "run"))


def _seen(folder: Path) -> dict[str, str]:
    try:
        return dict(_of_run(folder))
    except Exception as error:
        return {"run": f"half-written: {error!r}"}


def _of_run(folder: Path) -> Iterator[tuple[str, str]]:
    """What a finished run holds; of an unfinished one it only sees to it that all can be read."""
    import torch
    from safetensors.torch import load_file

    found: dict[str, str] = {}
    for weights in sorted(folder.glob("*.safetensors")):
        load_file(weights)
        found[weights.name] = hashlib.sha256(weights.read_bytes()).hexdigest()
    for file in sorted(folder.glob("*.json")):
        data = json.loads(file.read_text(encoding="utf-8"))
        if file.stem in ("best", "last"):
            data = [data["epoch"], data["temperatures"]]
        found[file.name] = json.dumps(data)
    if (folder / "resume.pt").exists():
        torch.load(folder / "resume.pt", weights_only=True)
    if (folder / "history.csv").exists():
        found["history.csv"] = json.dumps(list(_history(folder / "history.csv")))
    if (folder / "scores.json").exists():
        yield from found.items()


def _history(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if None in row or None in row.values():
                raise ValueError("half a history")
            yield [value for name, value in row.items() if name not in _TIMES]


_TIMES = ("seconds", "clips_per_second")


_IMPORTED = (
    *("matplotlib.pyplot", "av", "openpyxl", "pyarrow.parquet", "lxml.etree", "hamnosys.fonts"),
    *("hamnosys.video.clip", "hamnosys.posture.practice.job", "stats.job", "trainer.job"),
    *("hamnosys.cli.convert", "hamnosys.cli.frames", "hamnosys.cli.clips", "stats.cli"),
    *("hamnosys.cli.convert_elan", "hamnosys.formats.xlsx", "hamnosys.formats.parquet"),
    "trainer.cli.train",
)
"""What the commands load, loaded before the processes fork."""


def cases(folder: Path) -> dict[str, Case]:
    """All of them, with their inputs in a directory."""
    for module in _IMPORTED:
        import_module(module)
    rows = lexicon(folder / "lexicon.csv")
    lexicon(folder / "small.csv", 600)
    made = folder / "made"
    made.mkdir()
    for name in ("lexicon", "small"):
        classes = str(made / f"{name}.txt")
        run(["convert", str(folder / f"{name}.csv"), "-o", classes], folder / "log")
    data = folder / "data"
    clips = ["clips", "-o", str(data), "--signs", "16", "--takes", "2", "--test-signs", "1"]
    clips += ["--landmarks-only", "--frames", "8"]
    if run(clips, folder / "log"):
        raise SystemExit((folder / "log").read_text())
    source = folder / "lexicon.csv"
    found = [
        conversion(source, rows, "txt"),
        conversion(source, rows, "txt", "--jobs", "2"),
        *(conversion(source, rows, to, "--to", to) for to in ("xlsx", "parquet", "sigml", "jsonl")),
        elan(SAMPLES / "lexicon.eaf"),
        statistics(two_heads(made / "lexicon.txt"), two_heads(made / "small.txt")),
        practice(),
        frames(videos(folder / "videos")),
        training(data),
    ]
    return {case.name: case for case in found}
