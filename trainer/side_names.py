"""The sides of a split; nothing else, so that the command line may show them at once."""

SIDES = ("train", "validation", "test")
