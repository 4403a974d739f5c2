"""Fuzzing: bytes in, nothing but our own errors out. `benchmarks/fuzz.py` runs it.

`target.py` says what a target is; `notation.py`, `inputs.py`, `settings.py` and `arrays.py` hold
the targets, `invariants.py` what must hold of a transcription; `mutation.py` makes inputs where
atheris does not; `board.py` is what a process and its overseer share, `worker.py` the process,
`overseer.py` what starts, watches and ends it.
"""
