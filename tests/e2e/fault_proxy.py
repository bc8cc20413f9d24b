#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A proxy in front of a simulated AWS that injects faults and counts calls.

    fault_proxy.py start --upstream URL [--rules FILE] [--log FILE] --pid-file F
    fault_proxy.py stop --pid-file F

`start` prints the URL that clients use as their endpoint. FILE of --rules is a
JSON object {"rules": [...], "accounts": {KEY: ACCOUNT}}; faults.py says what a
rule can be, "accounts" names the accounts of access keys (those from AssumeRole
are learnt); with "remember": true the same request is asked once only, for tests
that scan an account again and again which nobody changes. --log gets, at the end, one JSON line a request: n, service,
operation, region, account, status (0 when no answer was sent), fault, bytes.
While it runs, PUT /fault-proxy/rules replaces the rules, and
GET /fault-proxy/log returns the lines so far.

From Python:

    with FaultProxy(simulator.url, rules) as proxy:
        ... proxy.url ... proxy.requests ...

Only the standard library; HTTP/1.1 with keep-alive to both sides.
"""

from __future__ import annotations

import argparse
import asyncio
import email.utils
import json
import pathlib
import re
import signal
import subprocess
import sys
import threading
import urllib.parse
from typing import Any

import faults
import simulator
from aws_request import Call, account_of_key, form_text, recognise
from faults import Rule
from wire import Reply, Request, head, read_body, read_head, read_request, send

READY_SECONDS = 20
MAX_HEAD_BYTES = 128 * 1024
HOP_HEADERS = {
    "connection",
    "content-length",
    "transfer-encoding",
    "keep-alive",
}
NO_ANSWER_FAULTS = ("cut", "hang")


class Disconnect(Exception):
    """Ends a client's connection; part of a fault or of its normal life."""


class Upstream:
    """One kept connection to the simulator; renewed when it was closed."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._streams: (
            tuple[asyncio.StreamReader, asyncio.StreamWriter] | None
        ) = None

    async def ask(self, request: Request) -> Reply:
        """Sends the request and returns the answer; tries a stale link twice."""
        for attempt in (1, 2):
            try:
                if self._streams is None:
                    self._streams = await asyncio.open_connection(
                        *self._address, limit=MAX_HEAD_BYTES
                    )
                return await self._exchange(request)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Closes the connection, if there is one."""
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _exchange(self, request: Request) -> Reply:
        reader, writer = self._streams
        kept = {
            k: v for k, v in request.headers.items() if k not in HOP_HEADERS
        }
        kept.pop("expect", None)
        kept["content-length"] = str(len(request.body))
        writer.write(
            head(f"{request.method} {request.target} HTTP/1.1", kept.items())
        )
        writer.write(request.body)
        await writer.drain()
        line, headers = await read_head(reader)
        status = int(line.split(" ", 2)[1])
        named = {name.lower(): value for name, value in headers}
        body = b""
        if request.method != "HEAD" and status not in (204, 304):
            body = await read_body(reader, named, until_close=True)
        if named.get("connection", "").lower() == "close" or line.startswith(
            "HTTP/1.0"
        ):
            self.close()
        dropped = HOP_HEADERS
        if request.method == "HEAD":  # Its length speaks of a body not sent.
            dropped = HOP_HEADERS - {"content-length"}
        kept_headers = [(k, v) for k, v in headers if k.lower() not in dropped]
        return Reply(status, kept_headers, body)


class Proxy:
    """The proxy's state: rules, log, what it learnt of accounts."""

    def __init__(self, upstream: str, setting: dict, log: Any = None) -> None:
        """Takes the content of a rules file; ValueError when it is wrong."""
        parts = urllib.parse.urlsplit(upstream)
        self._host, self._port = parts.hostname, parts.port or 80
        self.configure(setting)
        self.requests: list[dict[str, Any]] = []
        self._log = log
        # Accounts of the keys that AssumeRole gave out while we watched.
        self._learnt: dict[str, str] = {}
        self._memory: dict[tuple, Reply] = {}

    def configure(self, setting: dict) -> None:
        """Replaces rules and known accounts by those of a rules file."""
        rules = [Rule(fields) for fields in setting["rules"]]
        self.rules, self._known = rules, dict(setting.get("accounts", {}))
        self.remember = bool(setting.get("remember", False))

    async def serve_client(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Answers one client's requests until it or a fault ends them."""
        upstream = Upstream(self._host, self._port)
        try:
            while True:
                request = await read_request(reader, writer)
                if request.target.startswith("/fault-proxy/"):
                    await send(writer, self._control(request), request.method)
                    continue
                await self._answer(request, upstream, writer)
        except (Disconnect, ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            upstream.close()
            writer.close()

    def _control(self, request: Request) -> Reply:
        what = request.target.removeprefix("/fault-proxy/")
        kind = [("Content-Type", "application/json")]
        if request.method == "PUT" and what == "rules":
            try:
                self.configure(json.loads(request.body))
            except (ValueError, KeyError, TypeError) as error:
                return Reply(
                    400, kind, json.dumps({"error": str(error)}).encode()
                )
            return Reply(200, kind, b"{}")
        if request.method == "GET" and what == "log":
            lines = "".join(json.dumps(one) + "\n" for one in self.requests)
            return Reply(200, kind, lines.encode())
        return Reply(404, kind, b"{}")

    async def _answer(
        self, request: Request, upstream: Upstream, writer: asyncio.StreamWriter
    ) -> None:
        call = recognise(
            request.method, request.target, request.headers, request.body
        )
        account = self._account(call)
        text = urllib.parse.unquote(request.target) + urllib.parse.unquote_plus(
            request.body.decode("utf-8", "replace")
        )
        rule = self._rule(call, account, text)
        entry = self._note(call, account, rule)
        if rule and rule.fault in NO_ANSWER_FAULTS:
            if rule.fault == "hang":
                await asyncio.sleep(rule.seconds(60))
            raise Disconnect
        reply = None
        if rule:
            signed_at = request.headers.get("x-amz-date", "")
            reply = faults.refusal(rule, call, account, signed_at)
        if reply is None:
            if rule and rule.fault == "repeat-token":
                request = without_token(request)
            reply = await self._recall(upstream, request, call, account)
            self._learn(call, request, reply)
        entry["status"], entry["bytes"] = reply.status, len(reply.body)
        await self._deliver(rule, call, reply, request, writer)

    async def _recall(
        self, upstream: Upstream, request: Request, call: Call, account: str
    ) -> Reply:
        """The answer to the same request of before, if those are remembered.

        STS is always asked: its credentials end.
        """
        if not self.remember or call.service in ("", "sts"):
            return await self._ask(upstream, request, call)
        target = request.headers.get("x-amz-target", "")
        key = (account, call.service, call.region, request.method)
        key += (request.headers.get("host"), request.target, target, request.body)
        if key not in self._memory:
            reply = await self._ask(upstream, request, call)
            if reply.status >= 500:
                return reply
            self._memory[key] = reply
        kept = self._memory[key]
        fresh = [h for h in kept.headers if h[0].lower() != "date"]
        now = email.utils.formatdate(usegmt=True)
        return Reply(kept.status, [*fresh, ("Date", now)], kept.body)

    async def _ask(
        self, upstream: Upstream, request: Request, call: Call
    ) -> Reply:
        try:
            return await upstream.ask(request)
        except (OSError, asyncio.IncompleteReadError, ValueError) as error:
            text = f"no answer from the simulator ({type(error).__name__})"
            return faults.error_reply(call, 502, "BadGateway", text)

    async def _deliver(
        self,
        rule: Rule | None,
        call: Call,
        reply: Reply,
        request: Request,
        writer: asyncio.StreamWriter,
    ) -> None:
        fault = rule.fault if rule else ""
        if fault == "skew":
            faults.shift_date(reply, rule.seconds(0))
        if fault in ("garble", "repeat-token"):
            # DynamoDB's checksum would betray the change to some clients only.
            reply.headers = [
                h for h in reply.headers if h[0].lower() != "x-amz-crc32"
            ]
        if fault == "garble":
            reply.body = reply.body[: max(1, len(reply.body) // 2)]
        if fault == "repeat-token" and reply.status == 200:
            reply.body = faults.repeat_token(call, reply.body)
        if fault == "slow":
            await asyncio.sleep(rule.seconds(1))
        if fault == "trickle":
            await send(
                writer, reply, request.method, pause=rule.seconds(1) / 10
            )
        elif fault == "truncate":
            await send(writer, reply, request.method, cut=True)
            raise Disconnect
        else:
            await send(writer, reply, request.method)
        if request.headers.get("connection", "").lower() == "close":
            raise Disconnect

    def _rule(self, call: Call, account: str, text: str) -> Rule | None:
        return next(
            (r for r in self.rules if r.meets(call, account, text)), None
        )

    def _account(self, call: Call) -> str:
        key = call.access_key
        known = self._known.get(key) or self._learnt.get(key)
        return known or account_of_key(key)

    def _learn(self, call: Call, request: Request, reply: Reply) -> None:
        """Remembers which account the keys of an AssumeRole answer belong to."""
        if call.operation != "AssumeRole" or reply.status != 200:
            return
        form = urllib.parse.parse_qs(form_text(request.headers, request.body))
        role = form.get("RoleArn", [""])[0].split(":")
        key = re.search(rb"<AccessKeyId>([^<]+)<", reply.body)
        if key and len(role) > 4:
            self._learnt[key[1].decode()] = role[4]

    def _note(
        self, call: Call, account: str, rule: Rule | None
    ) -> dict[str, Any]:
        entry = {
            "n": len(self.requests) + 1,
            "service": call.service,
            "operation": call.operation,
            "region": call.region,
            "account": account,
            "status": 0,
            "fault": rule.fault if rule else "",
            "bytes": 0,
        }
        self.requests.append(entry)
        return entry

    def write_log(self) -> None:
        """Writes the log file, one JSON line a request."""
        if self._log:
            lines = "".join(json.dumps(one) + "\n" for one in self.requests)
            pathlib.Path(self._log).write_text(lines, encoding="ascii")


def without_token(request: Request) -> Request:
    """Returns the request for the first page: our made-up token taken out.

    The parameter stays, with an empty value or none where the name is known.
    """
    token = re.escape(faults.REPEATED_TOKEN)
    field = rf"(?:[\w-]*[tT]oken|[mM]arker|ExclusiveStartTableName)={token}&?"
    target = re.sub(field, "", request.target).rstrip("?&")
    body = re.sub(field.encode(), b"", request.body)
    member = rf'"\w+"\s*:\s*"{token}"\s*,?'.encode()
    body = re.sub(rb",\s*}", b"}", re.sub(member, b"", body))
    return Request(request.method, target, request.headers, body)


class FaultProxy:
    """A proxy running in a thread of this process; see the head of this file."""

    def __init__(
        self, upstream: str, rules: list[dict] | None = None, **more: Any
    ):
        """Takes rules, and optionally `accounts` and `port`."""
        port = more.pop("port", 0)
        self._proxy = Proxy(upstream, {"rules": rules or [], **more})
        self._wanted_port = port
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.url = ""

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The log so far, in the order of arrival."""
        return self._proxy.requests

    def set_remember(self, remember: bool) -> None:
        """Whether the same request is asked once only."""
        self._proxy.remember = remember

    def set_rules(self, rules: list[dict]) -> None:
        """Replaces the rules; requests under way finish under the old ones."""
        self._proxy.rules = [Rule(fields) for fields in rules]

    def __enter__(self) -> "FaultProxy":
        self._thread.start()
        if not self._ready.wait(READY_SECONDS):
            raise RuntimeError("the fault proxy did not start")
        return self

    def __exit__(self, *unused: object) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(READY_SECONDS)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        await serve(self._proxy, self._wanted_port, self._stop, self._started)

    def _started(self, url: str) -> None:
        self.url = url
        self._ready.set()


async def serve(
    proxy: Proxy, port: int, stop: asyncio.Event, started: Any
) -> None:
    """Serves on loopback until `stop`; calls started(url) when listening."""
    clients: set[asyncio.Task] = set()

    async def client(reader, writer):
        task = asyncio.current_task()
        clients.add(task)
        try:
            await proxy.serve_client(reader, writer)
        except asyncio.CancelledError:
            writer.close()
        finally:
            clients.discard(task)

    server = await asyncio.start_server(
        client, "127.0.0.1", port, limit=MAX_HEAD_BYTES, backlog=512
    )
    started(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    async with server:
        await stop.wait()
    for task in list(clients):
        task.cancel()
    await asyncio.gather(*clients, return_exceptions=True)


def make_proxy(options: argparse.Namespace) -> Proxy:
    """Makes the proxy that the options describe; ValueError on wrong rules."""
    setting = {"rules": []}
    if options.rules:
        setting = json.loads(pathlib.Path(options.rules).read_text())
    return Proxy(options.upstream, setting, options.log)


def command_serve(options: argparse.Namespace) -> int:
    """`serve`: the proxy in the foreground, until SIGTERM."""
    proxy = make_proxy(options)

    async def run() -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        asyncio.get_running_loop().add_signal_handler(signal.SIGINT, stop.set)
        await serve(
            proxy, options.port, stop, lambda url: print(url, flush=True)
        )

    asyncio.run(run())
    proxy.write_log()
    return 0


def command_start(options: argparse.Namespace) -> int:
    """`start`: `serve` in a process of its own."""
    try:
        make_proxy(options)
    except (OSError, ValueError, KeyError) as error:
        print(f"cannot start the fault proxy: {error}", file=sys.stderr)
        return 1
    command = [sys.executable, str(pathlib.Path(__file__).resolve()), "serve"]
    command += ["--upstream", options.upstream, "--port", str(options.port)]
    for name in ("rules", "log"):
        value = getattr(options, name)
        command += [f"--{name}", value] if value else []
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    url = process.stdout.readline().decode().strip()
    if not url:
        print("cannot start the fault proxy", file=sys.stderr)
        return 1
    pathlib.Path(options.pid_file).write_text(f"{process.pid}\n")
    print(url)
    return 0


def main() -> int:
    """Parses the command line and runs one command."""
    parser = argparse.ArgumentParser(description="a fault-injecting proxy")
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("start", "serve"):
        command = commands.add_parser(name)
        command.add_argument("--upstream", required=True)
        command.add_argument("--rules")
        command.add_argument("--log")
        command.add_argument("--port", type=int, default=0)
        if name == "start":
            command.add_argument("--pid-file", required=True)
    stop = commands.add_parser("stop")
    stop.add_argument("--pid-file", required=True)
    options = parser.parse_args()
    if options.command == "serve":
        return command_serve(options)
    if options.command == "start":
        return command_start(options)
    return simulator.command_stop(options, "fault_proxy.py")


if __name__ == "__main__":
    sys.exit(main())
