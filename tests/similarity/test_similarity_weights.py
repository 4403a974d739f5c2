"""The weights as data: what may be changed, and what is refused."""

import re
from pathlib import Path

import pytest
import yaml
from builders import sign_of

from hamnosys import UsageError, inventory
from hamnosys.resources import data_file
from hamnosys.similarity import PARAMETERS, compare, load_weights
from hamnosys.similarity.parts import PARTS


def test_every_part_has_a_weight_and_every_weight_a_part() -> None:
    weights = load_weights()
    named = {(part.parameter, part.name) for part in PARTS}
    given = {(parameter, name) for parameter, parts in weights.parts.items() for name in parts}
    assert named == given
    assert tuple(weights.parameters) == PARAMETERS
    assert {part.near for part in PARTS if part.near} == set(weights.near)


def test_near_values_are_symbols_or_told_words() -> None:
    words = {"none", "one hand", "two hands"}
    for pairs in load_weights().near.values():
        for one, other, _ in pairs:
            for name in (*one.split("+"), *other.split("+")):
                assert name in words or name in inventory().characters, name


def test_a_file_changes_what_it_names_alone(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(
        "weights: {handshape: 7}\nparts: {movement: {symbols: {of: [repetition]}}}\n"
        "near: {contact: [[hamtouch, hamclose, 0.1]]}\nmovement: {sizes: {}}\n",
        encoding="utf-8",
    )
    usual, mine = load_weights(), load_weights(path, {"location": 0})
    assert mine.parameters == {**usual.parameters, "handshape": 7, "location": 0}
    assert mine.parts["movement"]["symbols"].of == ("repetition",)
    assert mine.parts["movement"]["symbols"].weight == usual.parts["movement"]["symbols"].weight
    assert mine.parts["location"] == usual.parts["location"]
    assert mine.near["contact"] == (("hamtouch", "hamclose", 0.1),)
    assert not mine.sizes


def test_the_built_in_file_may_be_given_as_a_whole(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_bytes(data_file("similarity.yaml").read_bytes())
    assert load_weights(path) == load_weights()
    assert yaml.safe_load(path.read_text(encoding="utf-8"))["weights"].keys() == {*PARAMETERS}


def test_weights_are_relative() -> None:
    one = sign_of("fist extfingeru palml chest")
    other = sign_of("flathand extfingeru palmd chin")
    doubled = {name: 2 * weight for name, weight in load_weights().parameters.items()}
    apart = compare(one, other, weights=load_weights(changes=doubled))
    assert apart.split == pytest.approx(compare(one, other).split)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- 1\n", "weights are a mapping"),
        ("weights: [1]\n", "weights must be a mapping"),
        ("weights: {colour: 1}\n", "no parameter 'weights.colour'"),
        ("weights: {handshape: -1}\n", "weights.handshape must be a number from 0 up, not -1"),
        ("weights: {handshape: yes}\n", "weights.handshape must be a number"),
        ("weights: {handshape: .nan}\n", "weights.handshape must be a number"),
        (
            "weights: {handshape: 0, orientation: 0, location: 0, movement: 0, hands: 0}\n",
            "all weights are 0",
        ),
        ("speed: 1\n", "no key 'speed'"),
        ("writing: 0\n", "writing must be from 0.0001 to 0.5"),
        ("any_difference: 1\n", "any_difference must be from 0.0001 to 0.5"),
        ("parts: {location: {place: {reach: 0}}}\n", "parts.location.place.reach must be more"),
        ("parts: {location: {colour: {weight: 1}}}\n", "no key 'parts.location.colour'"),
        ("parts: {location: {symbols: {of: [colour]}}}\n", "of must be a list of categories"),
        ("parts: {location: {symbols: {of: side_mark}}}\n", "of must be a list of categories"),
        ("near: {contact: [[hamtouch, hamclose]]}\n", "is not [value, value, distance]"),
        ("near: {contact: [[hamtouch, hamclose, 2]]}\n", "the distance must be more than 0"),
        ("near: {contact: 3}\n", "near.contact must be a list"),
        ("movement: {sizes: {hamtiny: 1}}\n", "'hamtiny' is no symbol"),
        ("movement: {sizes: 3}\n", "movement.sizes must be a mapping"),
        ("reference_hand: hamchest\n", "hamchest is no base form"),
        ("weights: {a: [\n", "cannot be read"),
    ],
)
def test_a_faulty_file_is_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as failure:
        load_weights(path)
    assert message in str(failure.value)
    assert str(failure.value).startswith(str(path))
    assert "\n" not in str(failure.value)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_weights(tmp_path / "none.yaml")


def test_the_example_of_the_documentation_is_a_file_of_weights(tmp_path: Path) -> None:
    page = Path(__file__).parents[2] / "docs" / "similar.md"
    (example,) = re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.S)
    path = tmp_path / "example.yaml"
    path.write_text(example, encoding="utf-8")
    weights = load_weights(path)
    assert weights.parameters["location"] == 4
    assert weights.parts["location"]["place"].reach == 60
