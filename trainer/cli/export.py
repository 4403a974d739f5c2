"""``hamnosys export``."""

from __future__ import annotations

import click

from hamnosys.cli.options import force_option
from hamnosys.cli.progress import say
from hamnosys.extras import needs
from hamnosys.output import check_target


@click.command()
@click.argument("checkpoint", metavar="CHECKPOINT")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE",
    help="The ONNX file; - is standard output.",
)
@click.option("--logits", is_flag=True, help="Give logits instead of calibrated probabilities.")
@click.option(
    "--opset",
    type=click.IntRange(18, 23),
    default=18,
    show_default=True,
    metavar="N",
    help="Version of the ONNX operators.",
)
@force_option
def export(checkpoint: str, output: str, logits: bool, opset: int, force: bool) -> int:
    """Write a trained model as ONNX.

    \b
    CHECKPOINT is a run directory (its best weights) or a .safetensors file in
    one. The graph takes frames and mask, landmarks too if the model does, and
    gives the probabilities of each head; labels and preprocessing travel with
    it. It is compared with the model before anything is written.

    \b
    Examples:
      hamnosys export runs/first -o model.onnx
      hamnosys export runs/first/last.safetensors -o logits.onnx --logits
    """
    check_target(output, force=force)
    with needs("train", "numpy", "torch", "torchvision", "timm", "safetensors"):
        from trainer.cli.shown import quiet
        from trainer.exporting import export_onnx
    quiet()
    done = export_onnx(checkpoint, output, logits=logits, opset=opset, force=force)
    if done.untrained:
        say(f"heads that were not trained are left out: {', '.join(done.untrained)}")
    inputs = [name for name in ("frames", "landmarks") if done.metadata[name]]
    say(
        f"{output}: {' and '.join(inputs)} to {done.metadata['outputs']} of "
        f"{len(done.metadata['heads'])} heads, {done.size / 1e6:,.1f} MB, opset {opset}"
    )
    say(f"largest difference from the model on random clips: {done.difference:.1e}")
    return 0
