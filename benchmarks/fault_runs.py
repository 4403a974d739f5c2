"""Commands run in forked processes, so that a kill hits the work and not the imports."""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Case:
    """A command whose process is killed.

    ``arguments`` makes its command line from the directory that it writes into; ``again`` is what
    the user adds to go on. ``seen`` gives what its outputs hold, by the parts that must be whole
    or absent. ``lost`` counts rows of the input that the outputs lack. ``over`` runs it over an
    earlier output in every other round, which the options ``over`` allow to be replaced.
    """

    name: str
    arguments: Callable[[Path], list[str]]
    again: tuple[str, ...]
    seen: Callable[[Path], dict[str, str]]
    lost: Callable[[Path], int] = lambda _folder: 0
    over: tuple[str, ...] | None = None
    earlier: Callable[[Path], list[str]] | None = None
    status: int = 0


@dataclass(slots=True)
class Tally:
    """What became of a case."""

    kills: int = 0
    whole: int = 0
    absent: int = 0
    half: int = 0
    mixed: int = 0
    lost: int = 0
    equal: int = 0
    left: int = 0
    seconds: float = 0.0
    faults: list[str] = field(default_factory=list)


def start(arguments: Sequence[str], log: Path, limit: int = 0) -> int:
    """Run a command line in a child; gives its process id. ``limit``: bytes a file may have."""
    child = os.fork()
    if child:
        return child
    status = 70
    try:
        os.setsid()
        descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        if limit:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        from hamnosys.cli.main import main

        sys.argv = ["hamnosys", *arguments]
        main(arguments)
    except SystemExit as stop:
        status = stop.code if isinstance(stop.code, int) else 1
    except BaseException:
        import traceback

        traceback.print_exc()
    finally:
        os._exit(status)


def ended(child: int) -> int:
    """The exit status; minus the signal if one ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def run(arguments: Sequence[str], log: Path, limit: int = 0) -> int:
    """Run a command line to its end."""
    return ended(start(arguments, log, limit))


def digests(folder: Path, *, top: bool) -> dict[str, str]:
    """A digest of each file, or (``top``) of all files of each visible entry; hidden ones no."""
    found: dict[str, list[str]] = {}
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if file.is_file() and not any(part.startswith(".") for part in parts):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            found.setdefault(parts[0] if top else "/".join(parts), []).append(
                f"{'/'.join(parts)} {content}"
            )
    return {name: "\n".join(lines) for name, lines in found.items()}


def leftovers(folder: Path) -> list[str]:
    """Hidden files and directories: all temporaries of ours are hidden."""
    return sorted(str(p.relative_to(folder)) for p in folder.rglob(".*"))


def torment(case: Case, folder: Path, kills: int, random_: random.Random, sign: int) -> Tally:
    """Kill a command at random moments, look at what is there, run it again and look once more."""
    tally, log = Tally(), folder / "log"
    reference, old, target = folder / "reference", folder / "old", folder / "out"
    reference.mkdir(parents=True)
    begin = time.perf_counter()
    _expect(run(case.arguments(reference), log), case, log)
    tally.seconds = time.perf_counter() - begin
    whole, before = case.seen(reference), {}
    if case.earlier:
        old.mkdir()
        _expect(run(case.earlier(old), log), case, log)
        before = case.seen(old)
    while tally.kills < kills:
        shutil.rmtree(target, ignore_errors=True)
        over = case.earlier is not None and tally.kills % 2 == 1
        if over:
            shutil.copytree(old, target)
        else:
            target.mkdir()
        child = start([*case.arguments(target), *(case.over or ()) * over], log)
        time.sleep(random_.uniform(0, 1) * tally.seconds)
        if os.waitpid(child, os.WNOHANG)[0]:  # it was faster than usual
            tally.seconds *= 0.95
            continue
        os.kill(child, sign)
        tally.kills += 1
        ended(child)
        time.sleep(0.05)  # its helpers end with it
        _judge(case.seen(target), whole, before if over else {}, tally)
        begin = time.perf_counter()
        status = run([*case.arguments(target), *case.again], log)
        if case.again == ("--force",):  # the load of the machine changes
            tally.seconds = (3 * tally.seconds + time.perf_counter() - begin) / 4
        _look_again(case, target, whole, status, log, tally)
    return tally


def _look_again(
    case: Case, target: Path, whole: dict[str, str], status: int, log: Path, tally: Tally
) -> None:
    """What is there after the command was run once more."""
    if status != case.status:
        tally.faults.append(f"again: status {status}: {log.read_text()[-300:]}")
    after = case.seen(target)
    tally.lost += case.lost(target)
    names = [name for name in whole if after.get(name) != whole[name]]
    tally.equal += not names
    if names:
        tally.faults.append(f"again: differs in {names}")
    found = leftovers(target)
    tally.left += len(found)
    tally.faults += [f"left: {name}" for name in found]


def _judge(
    found: dict[str, str], whole: dict[str, str], before: dict[str, str], tally: Tally
) -> None:
    parts = [name for name in found if found[name] not in (whole.get(name), before.get(name))]
    new = [name for name in whole if found.get(name) == whole[name]]
    if parts:
        tally.half += 1
        tally.faults.append(f"half-written: {parts}")
    elif before and found == before:
        tally.absent += 1
    elif before and len(new) < len(whole):
        tally.mixed += 1
    elif len(new) == len(whole):
        tally.whole += 1
    else:
        tally.absent += 1


def _expect(status: int, case: Case, log: Path) -> None:
    if status != case.status:
        raise SystemExit(f"{case.name}: status {status}: {log.read_text()}")
