"""Scores: numbers by hand, by a second way of counting, and put together from parts."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from trainer.data.batch import ABSENT
from trainer.heads import HeadSpec
from trainer.scoring import HeadScores, ScoreKeeper, Scores, score_table

TWO = (HeadSpec("bending", ("a", "b", "c")), HeadSpec("side", ("left", "right"), 3.0))


def sure_of(predictions: Sequence[int], classes: int) -> Tensor:
    """Logits that say these classes."""
    return torch.nn.functional.one_hot(torch.tensor(predictions), classes) * 5.0


def kept(
    heads: Sequence[HeadSpec], logits: Sequence[Tensor], labels: Sequence[Sequence[int]]
) -> ScoreKeeper:
    keeper = ScoreKeeper(heads, torch.device("cpu"))
    keeper.add(logits, torch.tensor(labels))
    return keeper


def one_head(labels: Sequence[int], predictions: Sequence[int], classes: int) -> HeadScores:
    head = HeadSpec("head", tuple(f"class {number}" for number in range(classes)))
    columns = [[label] for label in labels]
    return kept([head], [sure_of(predictions, classes)], columns).scores().heads[0]


def test_numbers_by_hand() -> None:
    scores = one_head([0, 0, 0, 1, 1, 2, ABSENT], [0, 0, 1, 1, 3, 0, 2], 5)
    assert scores.count == 6
    assert scores.accuracy == pytest.approx(3 / 6)
    assert scores.balanced_accuracy == pytest.approx((2 / 3 + 1 / 2 + 0) / 3)
    # F1: class 0 4/6, class 1 2/4, class 2 0, class 3 predicted only, class 4 never seen.
    assert scores.macro_f1_present == pytest.approx((4 / 6 + 2 / 4) / 3)
    assert scores.macro_f1_all == pytest.approx((4 / 6 + 2 / 4) / 5)
    assert scores.majority_accuracy == pytest.approx(3 / 6)
    assert scores.majority_macro_f1_present == pytest.approx(2 * 0.5 / 1.5 / 3)
    assert [found.support for found in scores.classes] == [3, 2, 1, 0, 0]
    assert [found.precision for found in scores.classes] == [2 / 3, 0.5, None, 0.0, None]
    assert [found.recall for found in scores.classes] == [2 / 3, 0.5, 0.0, None, None]
    assert scores.classes[4].f1 == 0.0


def test_top_k_counts_labels_among_the_best_under_the_number_of_classes() -> None:
    logits = torch.tensor([[4.0, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1], [4, 3, 2, 1]])
    head = HeadSpec("head", tuple("abcd"))
    scores = kept([head], [logits], [[0], [1], [2], [3]]).scores().heads[0]
    assert scores.top_k == {1: 0.25, 2: 0.5, 3: 0.75}
    assert set(one_head([0], [0], 9).top_k) == {1, 2, 3, 4, 5}


def test_of_equal_logits_the_first_class_is_said() -> None:
    head = HeadSpec("head", tuple("abc"))
    scores = kept([head], [torch.zeros(3, 3)], [[0], [1], [2]]).scores().heads[0]
    assert scores.accuracy == pytest.approx(1 / 3)
    assert scores.top_k == {1: pytest.approx(1 / 3), 2: pytest.approx(2 / 3)}


def test_what_is_no_number_is_no_hit() -> None:
    head = HeadSpec("head", tuple("abc"))
    scores = kept([head], [torch.full((1, 3), math.nan)], [[1]]).scores()
    assert scores.heads[0].top_k == {1: 0.0, 2: 0.0}
    assert scores.to_json()["loss"] is None


def test_loss_is_cross_entropy_in_the_mean_of_clips_and_by_weight_of_heads() -> None:
    logits = [torch.randn(4, 3), torch.randn(4, 2)]
    labels = [[0, 1], [1, ABSENT], [2, 0], [ABSENT, ABSENT]]
    scores = kept(TWO, logits, labels).scores()
    first = torch.nn.functional.cross_entropy(logits[0][:3], torch.tensor([0, 1, 2])).item()
    second = torch.nn.functional.cross_entropy(logits[1][[0, 2]], torch.tensor([1, 0])).item()
    assert scores.heads[0].loss == pytest.approx(first, rel=1e-5)
    assert scores.heads[1].loss == pytest.approx(second, rel=1e-5)
    assert scores.loss == pytest.approx((first + 3 * second) / 4, rel=1e-5)


def test_all_heads_right_is_of_clips_with_all_labels() -> None:
    logits = [sure_of([0, 1, 2, 0], 3), sure_of([0, 1, 1, 0], 2)]
    scores = kept(TWO, logits, [[0, 0], [1, 0], [2, ABSENT], [0, 0]]).scores()
    assert scores.complete == 3
    assert scores.all_right == pytest.approx(2 / 3)


def test_heads_that_are_not_trained_are_left_out() -> None:
    heads = (TWO[0], HeadSpec("idle", ("x", "y"), 0.0), TWO[1])
    logits = [sure_of([0, 1], 3), sure_of([1, 1], 2), sure_of([0, 1], 2)]
    labels = [[0, ABSENT, 0], [1, 0, 1]]
    scores = kept(heads, logits, labels).scores()
    assert [head.name for head in scores.heads] == ["bending", "side"]
    assert (scores.complete, scores.all_right, scores.mean_macro_f1) == (2, 1.0, 1.0)
    named = ScoreKeeper(heads, "cpu")
    named.add({"side": logits[2], "bending": logits[0]}, torch.tensor(labels))
    assert named.scores() == scores


def test_a_head_without_labels_has_no_figures_and_does_not_count_in_the_mean() -> None:
    logits = [sure_of([0, 1], 3), sure_of([0, 1], 2)]
    scores = kept(TWO, logits, [[0, ABSENT], [1, ABSENT]]).scores()
    silent = scores.head("side")
    assert silent.count == 0
    figures = ("loss", "accuracy", "balanced_accuracy", "macro_f1_all", "macro_f1_present", "ece")
    for figure in figures:
        assert getattr(silent, figure) is None
    assert silent.majority_accuracy is None
    assert silent.majority_macro_f1_present is None
    assert silent.top_k == {1: None}
    assert (scores.all_right, scores.mean_macro_f1) == (None, 1.0)
    assert scores.loss == pytest.approx(scores.heads[0].loss)


@pytest.mark.parametrize("heads", [TWO, ()])
def test_nothing_added_gives_no_figures(heads: tuple[HeadSpec, ...]) -> None:
    scores = ScoreKeeper(heads, "cpu").scores()
    assert (scores.loss, scores.all_right, scores.mean_macro_f1) == (None, None, None)
    json.dumps(scores.to_json(), allow_nan=False)


def test_clips_that_only_fill_a_batch_up_do_not_count() -> None:
    logits = [sure_of([0, 1, 1], 3), sure_of([0, 1, 0], 2)]
    labels = torch.tensor([[0, 0], [1, 1], [2, 1]])
    keeper = ScoreKeeper(TWO, "cpu")
    keeper.add(logits, labels, real=torch.tensor([True, True, False]))
    expected = kept(TWO, [part[:2] for part in logits], labels[:2].tolist())
    assert keeper.scores() == expected.scores()


def test_half_precision_is_counted_in_full() -> None:
    head = HeadSpec("head", tuple("ab"))
    keeper = ScoreKeeper([head], "cpu")
    logits = torch.zeros(4096, 2, dtype=torch.bfloat16)
    for _ in range(2):
        keeper.add([logits], torch.zeros(4096, 1, dtype=torch.int64))
    assert keeper.scores().loss == pytest.approx(math.log(2), rel=1e-9)


CLIPS = st.lists(
    st.tuples(st.integers(-1, 3), st.integers(0, 3), st.integers(-1, 1), st.integers(0, 1)),
    max_size=30,
)
FOUR = (HeadSpec("four", tuple("abcd")), HeadSpec("two", ("x", "y")))


def added(keeper: ScoreKeeper, clips: Sequence[tuple[int, int, int, int]]) -> None:
    if clips:
        logits = [sure_of([c[1] for c in clips], 4), sure_of([c[3] for c in clips], 2)]
        keeper.add(logits, torch.tensor([[c[0], c[2]] for c in clips]))


@settings(deadline=None, max_examples=60)
@given(CLIPS)
def test_scores_are_those_of_plain_counting(clips: list[tuple[int, int, int, int]]) -> None:
    keeper = ScoreKeeper(FOUR, "cpu")
    added(keeper, clips)
    scores = keeper.scores()
    for found, column, classes in ((scores.heads[0], 0, 4), (scores.heads[1], 2, 2)):
        pairs = [(c[column], c[column + 1]) for c in clips if c[column] != ABSENT]
        assert found.count == len(pairs)
        if not pairs:
            assert found.macro_f1_all is None
            continue
        f1 = [naive_f1(pairs, number) for number in range(classes)]
        present = sorted({label for label, _ in pairs})
        assert found.macro_f1_all == pytest.approx(sum(f1) / classes)
        assert found.macro_f1_present == pytest.approx(sum(f1[n] for n in present) / len(present))
        recalls = [naive_share([p == n for label, p in pairs if label == n]) for n in present]
        assert found.balanced_accuracy == pytest.approx(sum(recalls) / len(recalls))
        assert found.accuracy == pytest.approx(naive_share([x == y for x, y in pairs]))
        assert found.top_k[1] == found.accuracy
        labels = [label for label, _ in pairs]
        common = max(set(labels), key=labels.count)
        guesses = [(label, common) for label in labels]
        assert found.majority_accuracy == pytest.approx(labels.count(common) / len(labels))
        assert found.majority_macro_f1_present == pytest.approx(
            sum(naive_f1(guesses, number) for number in present) / len(present)
        )
    whole = [c for c in clips if c[0] != ABSENT and c[2] != ABSENT]
    assert scores.complete == len(whole)
    if whole:
        right = [c[0] == c[1] and c[2] == c[3] for c in whole]
        assert scores.all_right == pytest.approx(naive_share(right))


def naive_share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


def naive_f1(pairs: Sequence[tuple[int, int]], number: int) -> float:
    hits = sum(label == predicted == number for label, predicted in pairs)
    said = sum(predicted == number for _, predicted in pairs)
    meant = sum(label == number for label, _ in pairs)
    precision, recall = (hits / said if said else 0.0), (hits / meant if meant else 0.0)
    return 2 * precision * recall / (precision + recall) if hits else 0.0


@settings(deadline=None, max_examples=30)
@given(CLIPS, st.integers(0, 30))
def test_parts_together_are_the_whole(clips: list[tuple[int, int, int, int]], cut: int) -> None:
    whole, one, other = (ScoreKeeper(FOUR, "cpu") for _ in range(3))
    added(whole, clips)
    added(one, clips[:cut])
    added(other, clips[cut:])
    merged = ScoreKeeper(FOUR, "cpu")
    merged.load(one.state() + other.state())
    counts = [found.counts.tolist() for found in whole.confusions()]
    assert [found.counts.tolist() for found in merged.confusions()] == counts
    assert merged.scores().to_json() == whole.scores().to_json()
    batches = ScoreKeeper(FOUR, "cpu")
    added(batches, clips[:cut])
    added(batches, clips[cut:])
    assert torch.allclose(batches.state(), whole.state())


def test_a_state_of_other_heads_is_refused() -> None:
    with pytest.raises(ValueError, match="none of these heads"):
        ScoreKeeper(TWO, "cpu").load(ScoreKeeper(FOUR, "cpu").state())


def example() -> Scores:
    logits = [sure_of([0, 1, 2, 0], 3), sure_of([0, 1, 1, 0], 2)]
    return kept(TWO, logits, [[0, 0], [1, 0], [2, 1], [1, 0]]).scores()


def test_scores_as_json_have_all_figures() -> None:
    data = json.loads(json.dumps(example().to_json(), allow_nan=False))
    assert data["all_heads_right"] == 0.5
    head = data["heads"][0]
    assert (head["head"], head["clips"], head["accuracy"]) == ("bending", 4, 0.75)
    assert head["top_k"] == {"1": 0.75, "2": 1.0}
    assert head["classes"][1] == {
        "class": 1,
        "label": "b",
        "support": 2,
        "precision": 1.0,
        "recall": 0.5,
        "f1": 0.666667,
    }
    assert data["mean_macro_f1_present"] == pytest.approx(
        (head["macro_f1_present"] + data["heads"][1]["macro_f1_present"]) / 2, abs=1e-6
    )


def test_the_table_is_aligned_and_says_what_is_missing() -> None:
    scores = example()
    absent = replace(scores.heads[1], name="a_head_of_a_long_name", count=0, accuracy=None)
    lines = score_table(replace(scores, heads=(*scores.heads, absent))).splitlines()
    assert lines[0].split()[:4] == ["head", "clips", "accuracy", "majority"]
    assert len({len(line) for line in lines[:4]}) == 1
    figures = ["0.750", "0.500", "0.833", "0.778", "0.778", "-", f"{scores.heads[0].ece:.3f}"]
    assert lines[1].split() == ["bending", "4", *figures]
    assert lines[3].split()[:3] == ["a_head_of_a_long_name", "0", "-"]
    assert lines[4] == "all heads right: 0.500 of 4 clips with all labels"
    assert lines[5].startswith("mean macro-F1 over present classes: 0.7")
