"""The glosses of a lexicon that are nearest to what a model says of a clip. Needs numpy only."""
