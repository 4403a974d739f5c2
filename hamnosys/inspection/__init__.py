"""Transcriptions as annotators look at them: what each symbol does, what is wrong, and a page."""
