"""A configuration with the sections and keys of the predecessor trains as it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from clip_builders import practice_rows, write_clips

from hamnosys import load_scheme
from hamnosys.cli.main import run

CONFIG = """\
general_parameters:
  data_path: {data}
  path_to_save: {run}.pth
  ratio_train_test: 0.75
  workers: 0
  gpu: -1
  seed: 42
  neptune: true

augmentations_parameters:
  apply_resize: true
  apply_center_crop: true
  apply_random_erasing: true
  apply_random_rotation: true
  apply_color_jitter: true
  apply_rgb_shift: true
  apply_blur: true
  resize_size: 40
  center_crop_size: 32
  random_erasing_probability: 0.5
  random_rotation_degree: 5
  color_jitter_brightness: 0.2
  color_jitter_contrast: [0.8, 1.2]
  color_jitter_saturation: 0.2
  color_jitter_hue: 0.05
  rgb_shift_r_shift_limit: 0.1
  rgb_shift_g_shift_limit: 0.1
  rgb_shift_b_shift_limit: 0.1
  blur_limit: 5

train_parameters:
  classification_mode: {mode}
  epochs: 1
  batch_size: 4
  lr: 1.0e-4
  num_segments: 3
  time: null
  warmup_steps: 20.0
  multiply_lr_step: 0.95
  fast_dev_run: false
  pre_training: false
  landmarks: false
  use_frames: true
  use_landmarks: false

feature_extractor:
  name: cnn_extractor
  model_path: resnet10t
  representation_size: 32
  pretrained: false

transformer:
  name: sign_language_transformer
  feedforward_size: 64
  num_attention_heads: 4
  num_encoder_layers: 1
  output_size: 32
  dropout_rate: 0.1

heads:
  model:
    additional_layers: 1
    dropout_rate: 0.1
  gloss:
    gloss:
      num_class: {glosses}
      loss_weight: 1
  hamnosys:
    symmetry_operator: {{num_class: 9, loss_weight: 1}}
    hand_shape_base_form: {{num_class: 12, loss_weight: 1}}
    hand_shape_thumb_position: {{num_class: 4, loss_weight: 0}}
    hand_shape_bending: {{num_class: 6, loss_weight: 0}}
    hand_position_finger_direction: {{num_class: 18, loss_weight: 0}}
    hand_position_palm_orientation: {{num_class: 8, loss_weight: 0}}
    hand_location_x: {{num_class: 5, loss_weight: 0}}
    hand_location_y: {{num_class: 37, loss_weight: 0}}

freeze_scheduler:
  model_params:
    feature_extractor: [true, false]
    transformer: [false, true]
  freeze_pattern_repeats: [1, 1]
  freeze_mode: step
  verbose: true
"""
NAMES = [str(number) for number in range(10010, 10026)]
GLOSSES = [number % 4 for number in range(16)]


def written(folder: Path, data: Path, mode: str, *, glosses: int = 4) -> list[str]:
    """The command that trains with it; the run is in ``run``."""
    path = folder / "train_config.yml"
    text = CONFIG.format(data=data, run=folder / "run", mode=mode, glosses=glosses)
    path.write_text(text, encoding="utf-8")
    return ["train", str(path)]


def scored(folder: Path) -> dict[str, int]:
    """Clips by head."""
    scores = json.loads((folder / "run" / "scores.json").read_text(encoding="utf-8"))
    return {head["head"]: head["clips"] for head in scores["sides"]["validation"]["heads"]}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Class files without a header, of 11 and of 4 integer columns."""
    data = write_clips(
        tmp_path_factory.mktemp("data") / "clips",
        practice_rows(16),
        glosses=GLOSSES,
        names=NAMES,
        spans=[(0, 3)] * 16,
        header=False,
        properties={"FPS": 25},
    )
    for name, columns in {"test_hamnosys.txt": 11, "test_gloss.txt": 4}.items():
        for line in (data / name).read_text(encoding="utf-8").splitlines():
            assert len(list(map(int, line.split(" ")))) == columns
    return data


def test_it_trains_in_hamnosys_mode(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(written(tmp_path, data, "hamnosys")) == 0
    told = capfd.readouterr()
    assert told.out == ""
    lines = told.err.splitlines()
    assert lines[:4] == [
        f"note: path_to_save: the old suffix of {tmp_path}/run.pth is dropped: {tmp_path}/run",
        "note: warmup_steps and multiply_lr_step count with schedule: warmup_multiply; this file "
        "gets onecycle",
        "note: neptune: its client is not installed: results stay in the run directory",
        "note: not trained (loss_weight 0): " + ", ".join(load_scheme("hearai").names[2:]),
    ]
    assert "clips: train 12, validation 4 (grouped by gloss)" in lines
    assert [line for line in lines if line.startswith("step ")] == [
        "step 1: frozen: feature_extractor",
        "step 2: frozen: transformer",
        "step 3: everything is trained",
    ]
    assert scored(tmp_path) == {"symmetry_operator": 4, "hand_shape_base_form": 4}
    assert not (tmp_path / "run.pth").exists()
    resolved = yaml.safe_load((tmp_path / "run" / "config.yaml").read_text(encoding="utf-8"))
    assert resolved["train_parameters"]["schedule"] == "onecycle"


def test_it_trains_in_gloss_mode(
    data: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run(written(tmp_path, data, "gloss", glosses=2400)) == 0
    told = capfd.readouterr()
    assert told.out == ""
    assert "clips: train 12, validation 4 (grouped by clip)" in told.err
    assert scored(tmp_path) == {"gloss": 4}
    best = json.loads((tmp_path / "run" / "best.json").read_text(encoding="utf-8"))
    assert len(best["heads"][0]["labels"]) == 2400


def test_a_file_of_twelve_columns_has_one_head_more_than_the_configuration(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    rows = practice_rows(16, scheme="hearai9")
    data = write_clips(tmp_path / "clips", rows, names=NAMES, header=False)
    line = (data / "test_hamnosys.txt").read_text(encoding="utf-8").splitlines()[0]
    assert len(line.split(" ")) == 12
    assert run(written(tmp_path, data, "hamnosys")) == 0
    told = capfd.readouterr().err
    assert "note: columns without a head in the configuration: distance\n" in told
    assert list(scored(tmp_path)) == ["symmetry_operator", "hand_shape_base_form"]
    best = json.loads((tmp_path / "run" / "best.json").read_text(encoding="utf-8"))
    assert [head["name"] for head in best["heads"]] == list(load_scheme("hearai").names)


def test_without_keys_that_old_files_may_lack_it_still_trains(data: Path, tmp_path: Path) -> None:
    command = written(tmp_path, data, "hamnosys")
    path = Path(command[1])
    mapping = yaml.safe_load(path.read_text(encoding="utf-8"))
    del mapping["augmentations_parameters"]["apply_resize"]
    del mapping["augmentations_parameters"]["apply_center_crop"]
    del mapping["freeze_scheduler"]
    mapping["heads"]["hamnosys"] = {"hand_location_x": {"loss_weight": 1}}
    mapping["train_parameters"]["time"] = 0.04
    path.write_text(yaml.safe_dump(mapping), encoding="utf-8")
    assert run(command) == 0
    best = json.loads((tmp_path / "run" / "best.json").read_text(encoding="utf-8"))
    assert best["picture_size"] == [32, 32]
    assert scored(tmp_path) == {"hand_location_x": 4}
