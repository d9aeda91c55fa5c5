"""A thread beside a room's loop for calls that may take long: who asks waits only as long as they like."""

import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

Answer = TypeVar("Answer")


class CallThread:
    """One call after the other. It ends with the process, whatever it waits for."""

    def __init__(self, name: str):
        self._calls: SimpleQueue[Callable[[], None]] = SimpleQueue()
        threading.Thread(target=self._live, name=name, daemon=True).start()

    def ask(self, call: Callable[[], Answer]) -> Future[Answer]:
        """Begins the call as soon as those before it are done."""
        future: Future[Answer] = Future()

        def answer() -> None:
            try:
                future.set_result(call())
            except Exception as error:  # whoever asks for the result meets it
                future.set_exception(error)

        self._calls.put(answer)
        return future

    def _live(self) -> None:
        while True:
            self._calls.get()()
