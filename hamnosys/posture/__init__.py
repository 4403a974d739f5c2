"""A posed signer: a sign's initial position as a skeleton, its pictures, and practice clips.

Sign → `pose_sign` → `Posture` (joints in the signer's frame, centimetres) → `drawing`. Needs numpy;
pictures need Pillow (extra ``charts``).
"""
