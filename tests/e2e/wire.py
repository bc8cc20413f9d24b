# SPDX-License-Identifier: Apache-2.0
"""HTTP/1.1 messages over asyncio streams, as far as the fault proxy needs it."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any


@dataclasses.dataclass
class Request:
    """One request as it came in; header names are in lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


@dataclasses.dataclass
class Reply:
    """An answer. `headers` are without lengths and connection matters."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


def head(first: str, headers: Any) -> bytes:
    """Returns the head of an HTTP message."""
    lines = [first] + [f"{name}: {value}" for name, value in headers]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


async def read_head(
    reader: asyncio.StreamReader,
) -> tuple[str, list[tuple[str, str]]]:
    """Reads the head of an HTTP message: first line and headers."""
    text = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = text.rstrip("\r\n").split("\r\n")
    headers = []
    for line in lines:
        name, _, value = line.partition(":")
        headers.append((name.strip(), value.strip()))
    return first, headers


async def read_body(
    reader: asyncio.StreamReader, headers: dict[str, str], until_close: bool
) -> bytes:
    """Reads a body by its length, by chunks, or (answers) to the end."""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        parts = []
        while size := int((await reader.readline()).split(b";")[0], 16):
            parts.append(await reader.readexactly(size))
            await reader.readline()
        while (await reader.readline()).strip():
            pass
        return b"".join(parts)
    if "content-length" in headers:
        return await reader.readexactly(int(headers["content-length"]))
    return await reader.read() if until_close else b""


async def read_request(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> Request:
    """Reads one request, answering a wish for "100 Continue"."""
    first, pairs = await read_head(reader)
    method, target, _ = first.split(" ", 2)
    headers = {name.lower(): value for name, value in pairs}
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        await writer.drain()
    body = await read_body(reader, headers, until_close=False)
    return Request(method, target, headers, body)


async def send(
    writer: asyncio.StreamWriter,
    reply: Reply,
    method: str,
    cut: bool = False,
    pause: float = 0,
) -> None:
    """Sends an answer; `cut` stops in its middle, `pause` comes ten times."""
    names = {name.lower() for name, _ in reply.headers}
    length = [("Content-Length", str(len(reply.body)))]
    if method == "HEAD":
        length = [] if "content-length" in names else [("Content-Length", "0")]
    writer.write(head(f"HTTP/1.1 {reply.status} -", reply.headers + length))
    body = b"" if method == "HEAD" else reply.body
    if cut:
        body = body[: len(body) // 2]
    step = max(1, len(body) // 10) if pause else max(1, len(body))
    for start in range(0, len(body), step):
        writer.write(body[start : start + step])
        await writer.drain()
        if pause:
            await asyncio.sleep(pause)
    await writer.drain()
