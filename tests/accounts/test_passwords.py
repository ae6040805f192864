"""Hashing is dear in memory and time: a process does one at a time, whoever waits."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from learnmentor.accounts import passwords


class Watched:
    """A hasher that notes how many are at it at once."""

    def __init__(self) -> None:
        self.most = self._now = 0
        self._guard = threading.Lock()

    def hash(self, password: str, *, salt: bytes) -> str:
        return f"{self._work()}{password}{salt.hex()}"

    def verify(self, _kept: str, _password: str) -> bool:
        return bool(self._work())

    def _work(self) -> str:
        with self._guard:
            self._now += 1
            self.most = max(self.most, self._now)
        time.sleep(0.005)
        with self._guard:
            self._now -= 1
        return "$argon2"


def test_one_password_at_a_time_is_hashed_or_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    watched = Watched()
    monkeypatch.setattr(passwords, "_HASHER", watched)
    with ThreadPoolExecutor(12) as pool:
        for _ in range(4):
            pool.submit(passwords.hashed, "a password")
            pool.submit(passwords.matches, "a password", "$argon2-kept")
            pool.submit(passwords.matches, "a password", None)
    assert watched.most == 1
