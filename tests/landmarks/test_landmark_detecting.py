import numpy as np
import pytest
from landmark_builders import StandIn

from hamnosys.landmarks import LandmarkError
from hamnosys.landmarks.detecting import detect_clip


def picture(grey, size=(8, 6)):
    return np.full((size[1], size[0], 3), grey, dtype=np.uint8)


def test_each_frame_has_its_row_and_lost_parts_are_zeros():
    pictures = [(1, picture(51)), (3, picture(102))]
    found = detect_clip(pictures, 5, 25.0, StandIn())
    assert found.size == (8, 6)
    shapes = {part: points.shape for part, points in found.parts.items()}
    assert shapes == {"right_hand": (5, 21, 4), "left_hand": (5, 21, 4), "pose": (5, 33, 4)}
    right = found.parts["right_hand"]
    assert right.dtype == np.float32
    np.testing.assert_allclose(right[:, 0, 0], [0, 0.2, 0, 0.4, 0], atol=1e-6)
    assert right[:, 0, 3].tolist() == [0, 1, 0, 1, 0]
    assert not found.parts["left_hand"].any()


@pytest.mark.parametrize(
    ("fps", "times"), [(25, [0, 40, 120]), (30, [0, 33, 100]), (5000, [0, 1, 2])]
)
def test_the_times_rise(fps, times):
    detector = StandIn()
    detect_clip([(0, picture(0)), (1, picture(0)), (3, picture(0))], 4, fps, detector)
    assert detector.times == times


def test_a_clip_has_pictures_of_one_size():
    with pytest.raises(LandmarkError, match="no pictures"):
        detect_clip([], 1, 25.0, StandIn())
    pictures = [(0, picture(0)), (7, picture(0, (6, 8)))]
    with pytest.raises(LandmarkError, match="frame 7 has 6 × 8 pixels, others 8 × 6"):
        detect_clip(pictures, 8, 25.0, StandIn())
