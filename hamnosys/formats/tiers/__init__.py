"""Annotations in tiers along a time line, whatever file they come from."""
