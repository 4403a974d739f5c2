"""Multi-head recognition models, trained on class files and frames."""
