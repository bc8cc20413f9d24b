# SPDX-License-Identifier: Apache-2.0
"""A port on which connecting hangs, as to a region that is cut off."""

from __future__ import annotations

import contextlib
import socket

FILLERS = 8


class BlackHole:
    """A listening socket that nobody serves and whose queue is full.

    Linux drops the SYN of every further connection, so that the client waits
    for its own connect deadline. `url` is its address.
    """

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self.url = ""

    def __enter__(self) -> "BlackHole":
        listener = socket.socket()
        self._stack.enter_context(listener)
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = listener.getsockname()
        for _ in range(FILLERS):
            filler = socket.socket()
            self._stack.enter_context(filler)
            filler.setblocking(False)
            filler.connect_ex(address)
        self.url = f"http://127.0.0.1:{address[1]}"
        return self

    def __exit__(self, *unused: object) -> None:
        self._stack.close()
