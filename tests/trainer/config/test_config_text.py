"""Configurations are written so that they read back equal, and are documented as they are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from trainer.config import Config, as_mapping, config_from, config_text
from trainer.config.kinds import Entry, entries
from trainer.config.notes import OLD_SUFFIXES
from trainer.config.reference import reference
from trainer.config.values import is_line

ROOT = Path(__file__).resolve().parents[3]

lines = st.text(min_size=1, max_size=12).filter(is_line)
plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**40), 2**40) | lines | st.floats(-1e9, 1e9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(lines, inner, max_size=3),
    max_leaves=4,
)


def scalars(entry: Entry) -> st.SearchStrategy[Any]:
    """Values within the limits of a key."""
    key, of = entry.key, entry.kind.of
    if key.choices:
        return st.sampled_from(key.choices)
    if of is bool:
        return st.booleans()
    if of is str:
        return lines
    low = key.low if key.low is not None else key.above
    high = 10_000.0 if key.high is None else key.high
    if of is int:
        return st.integers(int(low or 0), int(high))
    return st.floats(low, high, exclude_min=key.above is not None)


def values(entry: Entry) -> st.SearchStrategy[Any]:
    """What a file may say for a key."""
    form, one = entry.kind.form, scalars
    made: st.SearchStrategy[Any]
    if form == "list":
        made = st.lists(one(entry), max_size=3)
    elif form == "pair":
        made = one(entry) | st.lists(one(entry), min_size=2, max_size=2)
    elif form == "range":
        made = st.lists(one(entry), min_size=2, max_size=2).map(sorted)
    elif form == "section":
        made = sections(entry.kind.of)
    elif form == "sections":
        made = st.dictionaries(lines, sections(entry.kind.of), max_size=3)
    elif form == "free":
        made = st.dictionaries(lines, plain, max_size=3)
    elif form == "flags":
        made = st.dictionaries(
            lines, st.lists(st.booleans(), min_size=2, max_size=2), min_size=1, max_size=3
        )
    else:
        made = one(entry)
    return st.none() | made if entry.kind.nullable else made


def sections(section: type) -> st.SearchStrategy[dict[str, Any]]:
    """What a file may say in a section, some keys left out."""
    return st.fixed_dictionaries({}, optional={e.name: values(e) for e in entries(section)})


def fitting(data: dict[str, Any]) -> dict[str, Any]:
    """The same with keys that fit together."""
    general = data.setdefault("general_parameters", {})
    general["data_path"] = general.get("data_path") or "data"
    if general.get("ratio_train_test") == 1.0:
        general["validation_data_paths"] = ["more"]
    training = data.setdefault("train_parameters", {})
    extractor = data.setdefault("feature_extractor", {})
    landmarks = data.setdefault("landmarks", {})
    landmarks["parts"] = list(dict.fromkeys(landmarks.get("parts", []))) or ["pose"]
    if extractor.get("name") == "landmark_extractor":
        training |= {"use_frames": False, "use_landmarks": True}
    elif not training.get("use_landmarks") and not training.get("landmarks"):
        training["use_frames"] = True
    heads = data.setdefault("heads", {})
    heads["gloss"] = dict(zip(["gloss"], heads.get("gloss", {}).values(), strict=False))
    for mode in ("gloss", "hamnosys"):
        for head in heads.get(mode, {}).values():
            head["loss_weight"] = head.get("loss_weight") or 1.0
    width = extractor.get("representation_size", 512)
    heads_of_attention = data.setdefault("transformer", {}).get("num_attention_heads", 8)
    extractor["representation_size"] = width * heads_of_attention
    freeze = data.get("freeze_scheduler")
    if freeze is not None:
        freeze["model_params"] = freeze.get("model_params") or {"transformer": [True, False]}
        freeze["freeze_pattern_repeats"] = [3, 4]
    else:
        data["freeze_scheduler"] = None
    return data


configs = sections(Config).map(fitting).map(lambda data: config_from(data, "random.yml"))


@given(configs)
def test_the_text_reads_back_equal(config: Config) -> None:
    text = config_text(config, [("a.b", "because\nof c")])
    assert text.endswith("\n")
    assert config_from(yaml.safe_load(text), "again.yml") == config
    assert config_text(config_from(yaml.safe_load(text), "again.yml")) == config_text(config)


@given(configs)
def test_the_mapping_goes_through_json(config: Config) -> None:
    mapping = as_mapping(config)
    assert json.loads(json.dumps(mapping, allow_nan=False)) == mapping
    assert config_from(json.loads(json.dumps(mapping)), "again.json") == config


def test_random_configurations_are_not_all_defaults() -> None:
    seen: set[str] = set()

    @given(configs)
    def look(config: Config) -> None:
        default = config_from({"general_parameters": {"data_path": "data"}}, "default.yml")
        for name, section in as_mapping(config).items():
            if section != as_mapping(default)[name]:
                seen.add(name)

    look()
    assert seen == {entry.name for entry in entries(Config)}


def small() -> Config:
    return config_from({"general_parameters": {"data_path": "data"}}, "small.yml")


def test_every_section_and_key_is_there_in_order() -> None:
    data = yaml.safe_load(config_text(small()))
    assert list(data) == [entry.name for entry in entries(Config)]
    for entry in entries(Config):
        if data[entry.name] is not None:
            assert list(data[entry.name]) == [inner.name for inner in entries(entry.kind.of)]


def test_lists_take_one_line_and_nothing_is_a_reference() -> None:
    same = {"num_class": 3}
    heads = {"hamnosys": {"a": same, "b": same}}
    text = config_text(config_from({"general_parameters": {"data_path": "d"}, "heads": heads}, ""))
    assert "  color_jitter_hue: [-0.02, 0.02]\n" in text
    assert "&" not in text
    assert text.count("num_class: 3\n") == 2


def test_unused_keys_are_comments_at_the_end() -> None:
    unused = (("transformer.pooling", "name is lstm"), ("heads.gloss", "two\nlines"))
    text = config_text(small(), unused)
    assert text.startswith(config_text(small()))
    assert text.removeprefix(config_text(small())).splitlines() == [
        "",
        "# Set, but not used here:",
        "#   transformer.pooling (name is lstm)",
        "#   heads.gloss (two\\nlines)",
    ]


def test_the_documentation_has_the_tables_of_the_schema() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page.endswith(reference()), "python -m trainer.config.reference prints the tables"


def test_the_tables_have_every_key_and_say_what_it_means() -> None:
    rows = [line for line in reference().splitlines() if line.startswith("| `")]
    assert len(rows) > 80
    for row in rows:
        assert len(row.replace("\\|", "").strip("|").split("|")) == 4, row
        assert len(row.rsplit("| ", 1)[1].strip(" |")) >= 5, row


def test_the_faults_that_the_documentation_shows() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    data = {
        "general_parameters": {"data_path": "d", "batch_size": 3},
        "train_parameters": {"epochs": "ten"},
        "transformer": {"nam": "lstm"},
    }
    with pytest.raises(Exception, match="3 faults") as caught:
        config_from(data, "config.yml")
    assert f"```\n{caught.value}\n```" in page


def test_the_old_suffixes_are_those_that_the_documentation_names() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert ", ".join(f"`{suffix}`" for suffix in OLD_SUFFIXES) in page
