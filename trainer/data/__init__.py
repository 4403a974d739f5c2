"""Clips: found, checked, split, sampled and loaded."""
