"""Memory that is no longer needed goes back to the system. glibc would keep it; elsewhere nothing is done."""

import ctypes
import threading

_EVERY = 30.0  # seconds between two looks
_ARENA_MAX = -8  # M_ARENA_MAX of malloc.h
_LIBRARY = ctypes.CDLL(None)


def keep_in_one_place() -> None:
    """Have all threads of this process and its children share one heap; to be called before there are any."""
    if (set_option := getattr(_LIBRARY, "mallopt", None)) is not None:
        set_option(_ARENA_MAX, 1)


def give_back() -> None:
    """Give free memory to the system: what malloc keeps in the middle of its heaps too."""
    if (trim := getattr(_LIBRARY, "malloc_trim", None)) is not None:
        trim(0)


def give_back_now_and_then(stopping: threading.Event, *, every: float = _EVERY) -> threading.Thread:
    """Do so every so many seconds, until told to stop."""

    def work() -> None:
        while not stopping.wait(every):
            give_back()

    thread = threading.Thread(target=work, daemon=True, name="memory")
    thread.start()
    return thread
