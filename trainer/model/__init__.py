"""The model: features of each frame, features of the clip, one head a classification."""
