"""From the landmarks of a frame to features."""
