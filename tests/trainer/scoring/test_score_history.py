"""``history.csv``: written after every epoch, read back when training goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from hamnosys.errors import InputError, OutputError
from trainer.heads import HeadSpec
from trainer.scoring import EpochRow, HeadFigures, History, ScoreKeeper, read_history

HEADS = ("bending", "side, of the body")


def row_of(epoch: int) -> EpochRow:
    return EpochRow(
        epoch=epoch,
        step=10 * epoch,
        lr=0.1 / 3,
        train_loss=1 / 7,
        validation_loss=None if epoch == 1 else 2 / 7,
        mean_macro_f1_present=0.5,
        all_right=None,
        seconds=1.5,
        clips_per_second=80.25,
        heads={
            HEADS[0]: HeadFigures(1 / 3, 0.25, 0.125, 0.0625),
            HEADS[1]: HeadFigures(None, None, None, None),
        },
    )


def test_what_is_written_is_read_back_to_the_bit(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    history = History(path, HEADS)
    for epoch in (1, 2, 3):
        history.append(row_of(epoch))
        assert read_history(path, HEADS) == history.rows
    assert history.rows == tuple(map(row_of, (1, 2, 3)))
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith(
        "epoch,step,lr,train_loss,validation_loss,mean_macro_f1_present,all_right,seconds,"
        "clips_per_second,bending_accuracy,bending_macro_f1_present,bending_loss,bending_ece,"
    )
    assert [file.name for file in tmp_path.iterdir()] == ["history.csv"]


def test_going_on_forgets_what_came_after_the_checkpoint(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    history = History(path, HEADS)
    for epoch in (1, 2, 3):
        history.append(row_of(epoch))
    whole = path.read_bytes()
    resumed = History.resumed(path, HEADS, epoch=1)
    assert resumed.rows == (row_of(1),)
    assert path.read_bytes() == whole
    for epoch in (2, 3):
        resumed.append(row_of(epoch))
    assert path.read_bytes() == whole


def test_a_run_that_ended_before_its_first_epoch_has_no_rows(tmp_path: Path) -> None:
    assert History.resumed(tmp_path / "history.csv", HEADS, epoch=0).rows == ()


def test_rows_take_their_figures_from_scores(tmp_path: Path) -> None:
    keeper = ScoreKeeper([HeadSpec("side", ("x", "y"))], "cpu")
    keeper.add([torch.tensor([[3.0, 0.0], [3.0, 0.0]])], torch.tensor([[0], [1]]))
    scores = keeper.scores()
    row = EpochRow.of(
        scores, epoch=1, step=2, lr=0.1, train_loss=0.5, seconds=0.12345, clips_per_second=9.87654
    )
    assert (row.validation_loss, row.all_right) == (scores.loss, 0.5)
    assert (row.seconds, row.clips_per_second) == (0.123, 9.877)
    head = scores.heads[0]
    assert row.heads == {"side": HeadFigures(0.5, head.macro_f1_present, head.loss, head.ece)}
    history = History(tmp_path / "history.csv", ["side"])
    history.append(row)
    assert read_history(tmp_path / "history.csv", ["side"]) == (row,)


@pytest.mark.parametrize(
    ("change", "row"),
    [
        (lambda text: "", None),
        (lambda text: text.replace("bending", "other", 1), None),
        (lambda text: text.replace("\n1,", "\none,"), 2),
        (lambda text: text.rstrip("\n").rpartition(",")[0], 3),
        (lambda text: text.replace("\n2,20,", "\n2,,"), 3),
    ],
)
def test_a_damaged_file_is_refused(tmp_path: Path, change, row: int | None) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "history.csv"
    history = History(path, HEADS)
    history.append(row_of(1))
    history.append(row_of(2))
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_history(path, HEADS)
    assert (caught.value.file, caught.value.row) == (str(path), row)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(InputError, match="cannot be read"):
        read_history(path, HEADS)


def test_a_directory_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        History(tmp_path / "none" / "history.csv", HEADS).append(row_of(1))
