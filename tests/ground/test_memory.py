"""Memory goes back to the system."""

import threading

import pytest

from learnmentor.ground import memory


def test_memory_is_given_back_again_and_again_until_told_to_stop(monkeypatch: pytest.MonkeyPatch) -> None:
    stopping, given, twice = threading.Event(), [], threading.Event()

    def give_back() -> None:
        given.append(1)
        if len(given) == 2:
            twice.set()

    monkeypatch.setattr(memory, "give_back", give_back)
    thread = memory.give_back_now_and_then(stopping, every=0.001)
    assert twice.wait(10)
    stopping.set()
    thread.join(10)
    assert not thread.is_alive()


def test_a_system_without_such_a_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "_LIBRARY", object())
    memory.give_back()
    memory.keep_in_one_place()
