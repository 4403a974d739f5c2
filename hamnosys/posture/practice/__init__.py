"""Practice clips: labelled video made of a posed signer, for training and for tests of it."""
