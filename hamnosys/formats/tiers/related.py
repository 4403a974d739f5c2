"""What other tiers say about an annotation."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from hamnosys.formats.tiers.model import Annotation, Tier
from hamnosys.formats.tiers.timing import Span

_DEEPEST = 100
"""Steps from an annotation to those above it; real documents have a tier for each."""


class Related:
    """The annotations of some tiers that belong to annotations of others.

    These are, in this order: one that the annotation refers to, over any number of steps; those
    that refer to it, in the order of time; the one that shares most time with it.
    """

    def __init__(self, tiers: Sequence[Tier], parents: Mapping[str, str]) -> None:
        """``parents`` is the id of every annotation to that of the one it refers to."""
        self.parents = parents
        self.by_id = {a.id: a for tier in tiers for a in tier.annotations if a.id}
        self.children: dict[str, list[Annotation]] = {}
        for tier in tiers:
            for child in tier.in_time():
                for ancestor in self._ancestors(child):
                    self.children.setdefault(ancestor, []).append(child)
        self.timed = [_Timed(tier.annotations) for tier in tiers]

    def value(self, annotation: Annotation) -> str:
        """What they say; several values are joined by spaces, empty is nothing."""
        for ancestor in self._ancestors(annotation):
            if ancestor in self.by_id:
                return self.by_id[ancestor].value
        if children := self.children.get(annotation.id):
            return " ".join(child.value for child in children if child.value.strip())
        if annotation.span is None:
            return ""
        nearest = [timed.nearest(annotation.span) for timed in self.timed]
        found = [pair for pair in nearest if pair is not None]
        return max(found, key=lambda pair: pair[0])[1].value if found else ""

    def _ancestors(self, annotation: Annotation) -> Iterator[str]:
        seen = {annotation.id}
        above = annotation.parent
        while above and above not in seen and len(seen) < _DEEPEST:
            yield above
            seen.add(above)
            above = self.parents.get(above, "")


_Nearness = tuple[int, int, int]


class _Timed:
    """The annotations of a tier, found by time."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        pairs = [(a.span, a) for a in annotations if a.span is not None]
        self.pairs = sorted(pairs, key=lambda pair: pair[0])
        self.begins = [span[0] for span, _ in self.pairs]
        self.longest = max((span[1] - span[0] for span, _ in self.pairs), default=0)

    def nearest(self, span: Span) -> tuple[_Nearness, Annotation] | None:
        """The annotation that shares most time; of equals the one most like it, then the first."""
        best: tuple[_Nearness, Annotation] | None = None
        first = bisect_left(self.begins, span[0] - self.longest)
        for other, annotation in self.pairs[first : bisect_left(self.begins, span[1] + 1)]:
            shared = min(span[1], other[1]) - max(span[0], other[0])
            if shared <= 0 and other != span:
                continue
            unlike = abs((other[1] - other[0]) - (span[1] - span[0]))
            nearness = (shared, -unlike, -other[0])
            if best is None or nearness > best[0]:
                best = (nearness, annotation)
        return best
