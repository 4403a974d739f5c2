"""The training configuration: what it may say, read, checked and written."""
