"""Landmarks of hands, face and body: points that a tracker finds in each frame of a clip.

    from hamnosys.landmarks import read_landmarks

    found = read_landmarks("data/sign1/sign1.npz")
    found.parts["right_hand"].shape  # frames, points, 4: x, y, z, visibility

The files and what a missing point is: docs/landmarks.md.
"""

from hamnosys.landmarks.data import PARTS, LandmarkFile, Points
from hamnosys.landmarks.errors import LandmarkError
from hamnosys.landmarks.reading import LANDMARK_SUFFIXES, landmark_frames, read_landmarks
from hamnosys.landmarks.writing import write_landmarks

__all__ = [
    "LANDMARK_SUFFIXES",
    "PARTS",
    "LandmarkError",
    "LandmarkFile",
    "Points",
    "landmark_frames",
    "read_landmarks",
    "write_landmarks",
]
