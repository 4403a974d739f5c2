from __future__ import annotations

import os
import signal
import threading

import pytest

from trainer.stopping import Stop, stoppable

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_only_asks(number: int) -> None:
    with stoppable() as stop:
        assert stop.signal == 0
        os.kill(os.getpid(), number)
        assert stop.signal == number


@pytest.mark.parametrize("first", SIGNALS)
def test_ctrl_c_after_a_signal_ends_at_once(first: int) -> None:
    with stoppable() as stop:
        os.kill(os.getpid(), first)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        assert stop.signal == first


def test_a_second_request_to_end_does_not_interrupt_saving() -> None:
    with stoppable() as stop:
        for _ in range(2):
            os.kill(os.getpid(), signal.SIGTERM)
        assert stop.signal == signal.SIGTERM


def test_handlers_are_brought_back() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    with stoppable():
        assert [signal.getsignal(number) for number in SIGNALS] != before
    assert [signal.getsignal(number) for number in SIGNALS] == before
    with pytest.raises(RuntimeError, match="inside"), stoppable():
        raise RuntimeError("inside")
    assert [signal.getsignal(number) for number in SIGNALS] == before


def test_it_ends_as_the_signal_would_have() -> None:
    with pytest.raises(KeyboardInterrupt):
        Stop(signal.SIGINT).end()
    with pytest.raises(SystemExit) as ended:
        Stop(signal.SIGTERM).end()
    assert ended.value.code == 143


def test_outside_the_main_thread_nothing_is_asked() -> None:
    before = signal.getsignal(signal.SIGINT)
    found: list[int] = []

    def run() -> None:
        with stoppable() as stop:
            assert signal.getsignal(signal.SIGINT) is before
            found.append(stop.signal)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [0]
