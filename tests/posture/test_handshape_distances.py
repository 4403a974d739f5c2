"""Handshapes that are written differently are bent differently."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from hamnosys import load_scheme
from hamnosys.posture.hand import hand_joints
from hamnosys.posture.handshape import shape_angles
from hamnosys.sign import Shape

SCHEME = load_scheme("hearai")
BENDINGS = SCHEME.head("hand_shape_bending").labels


@pytest.mark.parametrize("thumb", SCHEME.head("hand_shape_thumb_position").labels)
def test_all_base_forms_and_bendings_can_be_told_under_one_thumb_position(thumb: str) -> None:
    joints = {}
    for base in SCHEME.head("hand_shape_base_form").labels:
        for bending in BENDINGS[:1] if base == "hamfist" else BENDINGS:
            modifiers = tuple(name for name in (thumb, bending) if name != "none")
            joints[base, bending] = hand_joints(shape_angles(Shape(base, modifiers)))
    for one, other in combinations(joints, 2):
        apart = np.linalg.norm(joints[one] - joints[other], axis=1).max()
        assert apart > 0.85, (one, other, apart)
