"""Seconds that `hamnosys similar` takes, by the size of the lexicon.

    python benchmarks/similar.py [--signs 1000 5000 10000] [--record]

The signs are put together from the parts of the notation as lexicons use them (one hand and two,
handshapes with thumb and bending, places with side and contact, one or two movements), drawn by
chance and all different. Beside it, for a few of them, a plain loop over all signs and parts, with
the distances of the parts at hand.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from random import Random

import numpy as np
from report import machine, record, table

from hamnosys import Notation, inventory, parse
from hamnosys.similarity import duplicates, minimal_pairs, nearest
from hamnosys.similarity.search import nearest_forms
from hamnosys.similarity.space import Space
from hamnosys.similarity.values import form_of
from hamnosys.similarity.weights import load_weights

SIZES = (1_000, 5_000, 10_000)
COUNT = 5
SAMPLE = 20
ROUNDS = 3


class Lexicon:
    """Draws different signs."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)

    def notations(self, count: int) -> list[Notation]:
        """So many, all different."""
        texts: dict[str, None] = {}
        while len(texts) < count:
            texts[" ".join(self.names())] = None
        return [parse(text) for text in texts]

    def one(self, category: str) -> str:
        return self.chance.choice(inventory().of_category(category)).name

    def maybe(self, share: float, make: Callable[[], list[str]]) -> list[str]:
        return make() if self.chance.random() < share else []

    def names(self) -> list[str]:
        one, maybe = self.one, self.maybe
        first = [*maybe(0.4, lambda: [one("symmetry_operator")]), *self.hands()]
        place = maybe(0.75, lambda: [one("body_place"), *maybe(0.4, lambda: [one("side_mark")])])
        contact = maybe(0.5, lambda: [self.chance.choice(("hamtouch", "hamclose"))])
        return [*first, *place, *(contact if place else []), *self.action()]

    def hands(self) -> list[str]:
        if self.chance.random() < 0.15:
            hand = lambda: [*self.shape(), *self.orientation()]
            return ["hamparbegin", *hand(), "hamplus", *hand(), "hamparend"]
        return [*self.shape(), *self.orientation()]

    def shape(self) -> list[str]:
        bending = self.chance.choice(("straight_bending", "finger_bending", "double_bending"))
        return [
            self.one("base_form"),
            *self.maybe(0.45, lambda: [self.one("thumb_position")]),
            *self.maybe(0.3, lambda: [self.one(bending)]),
        ]

    def orientation(self) -> list[str]:
        return [self.one("finger_direction"), self.one("palm_orientation")]

    def action(self) -> list[str]:
        size = lambda: [self.chance.choice(("hamsmallmod", "hamlargemod"))]
        move = lambda: [
            self.one(self.chance.choice(("straight_movement",) * 3 + ("circular_movement",))),
            *self.maybe(0.3, size),
        ]
        again = self.maybe(0.4, lambda: [self.one("repetition")])
        replaced = self.maybe(0.2, lambda: ["hamreplace", *self.shape()])
        return [*move(), *self.maybe(0.3, move), *replaced, *again]


def seconds(work: Callable[[], object]) -> float:
    """Median of some rounds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def consume(found: Iterable[object]) -> None:
    deque(found, maxlen=0)


def plain_loop(space: Space, forms: Sequence[int]) -> tuple[list[list[float]], float]:
    """Distances of the nearest of some forms, found one after the other, and seconds."""
    parameters = []
    for parameter in space.parameters:
        parts = []
        for part in parameter.parts:
            block = part.distances.block(part.of[parameter.of[list(forms)]])
            parts.append((part.weight, part.of.tolist(), block.T.tolist()))
        parameters.append((parameter.share, parameter.any_difference, parameter.of.tolist(), parts))
    result = []
    begin = time.perf_counter()
    for place, form in enumerate(forms):
        row = []
        for other in range(space.count):
            total = 0.0 if other == form else space.writing
            for share, least, of, parts in parameters:
                value = of[other]
                if value == of[form]:
                    continue
                apart = 0.0
                for weight, points, block in parts:
                    apart += weight * block[place][points[value]]
                total += share * (least + (1 - least) * min(1.0, apart))
            row.append(total)
        row_nearest = sorted(range(space.count), key=row.__getitem__)[: COUNT + 1]
        result.append([row[other] for other in row_nearest[1:]])
    return result, time.perf_counter() - begin


def measure(count: int) -> list[str]:
    """A line of the table."""
    notations = Lexicon(count).notations(count)
    forms = [form_of(each) for each in notations]
    taken = seconds(lambda: [form_of(each) for each in notations])
    weights = load_weights()
    space = Space(forms, weights)
    chosen = list(range(0, space.count, max(1, space.count // SAMPLE)))[:SAMPLE]
    loop, of_some = plain_loop(space, chosen)
    loop_seconds = of_some * count / len(chosen)
    near = seconds(lambda: consume(nearest(notations, COUNT)))
    found = list(nearest_forms([forms[each] for each in chosen], forms, weights, COUNT + 1))
    for ours, theirs in zip(found, loop, strict=True):
        distances = [each.difference.distance for each in ours[1:]]
        assert np.allclose(distances, theirs, atol=1e-6), "the loop finds others"
    pairs = seconds(lambda: consume(minimal_pairs(notations)))
    same = seconds(lambda: consume(duplicates(notations)))
    values = [len({form.values[place] for form in forms}) for place in range(5)]
    return [
        f"{count:,}",
        "/".join(f"{number:,}" for number in values),
        *(f"{each:.2f}" for each in (near, pairs, same, taken)),
        f"{loop_seconds:.0f}",
        f"{loop_seconds / (near - taken):.0f}",
    ]


def main() -> None:
    """Measure everything, print it as Markdown, and record it if asked."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--signs", type=int, nargs="+", default=list(SIZES))
    options.add_argument("--record", action="store_true", help="write benchmarks/RESULTS.md")
    chosen = options.parse_args()
    lines = [measure(count) for count in chosen.signs]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    header = ["signs", "values", "nearest, s", "minimal pairs, s", "duplicates, s"]
    header += ["canonical form, s", "loop, s", "times as fast"]
    text = f"""## Similar signs (the {COUNT} nearest of each among all)

{machine()}; `python benchmarks/similar.py`.
Median of {ROUNDS} rounds. Different signs drawn from the parts of the notation; "values" are how
many different ones of handshape, orientation, location, movement and hands they have. Each time
includes the canonical form, but not the parsing. The loop is plain Python over {SAMPLE} of the
signs, all others and all parts, with the distances of the parts at hand, extrapolated to all;
"times as fast" leaves the canonical form out. Peak memory, with the loop's tables, {peak:.0f} MiB.

{table(header, lines)}
"""
    print(text)
    if chosen.record:
        record("similar", text)


if __name__ == "__main__":
    main()
