#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Starts and stops a simulated AWS: moto on a free port of this machine.

From the command line:

    simulator.py start --pid-file FILE    prints the endpoint URL when ready
    simulator.py stop --pid-file FILE

From Python:

    with Simulator() as simulator:
        boto3.client("s3", endpoint_url=simulator.url)

The server is moto's own, threaded, in a process of its own, with HTTP/1.1
keep-alive. moto has no call that sets the state of an account's root user or
the age of a password or key (neither has AWS), so the process answers three
more paths below /plimsoll-simulator/ that set them (simulator_backdoor.py), and
answers some calls that moto does not know (simulator_gaps.py).
"""

from __future__ import annotations

import argparse
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

READY_SECONDS = 60
STOP_SECONDS = 10
# Without these moto offers no AWS-managed policies, and adds 1,177 images and
# snapshots to every region.
SETTINGS = {
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
    "MOTO_EC2_LOAD_DEFAULT_AMIS": "false",
}
# Proxies of the environment must not be asked for a loopback address.
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


class Simulator:
    """One running simulated AWS. `url` is its endpoint, `pid` its process."""

    def __init__(self, port: int = 0, log: pathlib.Path | None = None) -> None:
        """Keeps the wishes; nothing starts before start(). Port 0 = any."""
        self._wanted_port = port
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        """The process id; 0 before start()."""
        return self._process.pid if self._process else 0

    def start(self) -> "Simulator":
        """Starts the server and returns when it answers.

        Raises RuntimeError when the process ends, or does not answer in time.
        """
        listener = socket.create_server(("127.0.0.1", self._wanted_port))
        with listener:
            port = listener.getsockname()[1]
            self._process = self._spawn(listener)
        self.url = f"http://127.0.0.1:{port}"
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """Ends the server; does nothing when it is not running."""
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def __enter__(self) -> "Simulator":
        return self.start()

    def __exit__(self, *unused: object) -> None:
        self.stop()

    def _spawn(self, listener: socket.socket) -> subprocess.Popen[bytes]:
        """Runs the `serve` command on an already listening socket."""
        fd = listener.fileno()
        command = [
            sys.executable,
            str(pathlib.Path(__file__).resolve()),
            "serve",
        ]
        output = open(self._log, "wb") if self._log else subprocess.DEVNULL
        try:
            return subprocess.Popen(
                command + ["--fd", str(fd)],
                pass_fds=[fd],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **SETTINGS},
                start_new_session=True,
            )
        finally:
            if self._log:
                output.close()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            code = self._process.poll()
            if code is not None:
                raise RuntimeError(
                    f"the simulator ended with code {code}{self._hint()}"
                )
            try:
                with OPENER.open(
                    f"{self.url}/plimsoll-simulator/ready", timeout=2
                ):
                    return
            except (urllib.error.URLError, OSError):
                time.sleep(0.1)
        raise RuntimeError(
            f"the simulator did not answer within {READY_SECONDS} s{self._hint()}"
        )

    def _hint(self) -> str:
        return f"; see {self._log}" if self._log else ""


def serve(fd: int) -> None:
    """Serves moto on the listening socket `fd` until SIGTERM."""
    from moto.moto_server.werkzeug_app import (
        DomainDispatcherApplication,
        create_backend_app,
    )
    from simulator_backdoor import Backdoor
    from simulator_gaps import Gaps
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(WSGIRequestHandler):
        """Keeps connections open, and is silent about each request."""

        protocol_version = "HTTP/1.1"
        # A small answer leaves in two writes; without this each waits 40 ms
        # for the peer's delayed acknowledgement.
        disable_nagle_algorithm = True

        def log_request(self, *unused: object) -> None:
            """Logs nothing: a scan makes thousands of requests."""

    signal.signal(signal.SIGTERM, lambda *unused: sys.exit(0))
    application = Backdoor(
        Gaps(DomainDispatcherApplication(create_backend_app))
    )
    with socket.socket(fileno=os.dup(fd)) as listener:
        host, port = listener.getsockname()[:2]
    server = make_server(
        host, port, application, threaded=True, request_handler=Handler, fd=fd
    )
    server.daemon_threads = True
    server.serve_forever()


def command_start(options: argparse.Namespace) -> int:
    """`start`: leaves a server running and its pid in a file."""
    pid_file = pathlib.Path(options.pid_file)
    if pid_file.exists() and runs(read_pid(pid_file), "simulator.py"):
        print(f"already running, see {pid_file}", file=sys.stderr)
        return 1
    log = pathlib.Path(options.log) if options.log else None
    try:
        simulator = Simulator(options.port, log).start()
    except (RuntimeError, OSError) as error:
        print(f"cannot start the simulator: {error}", file=sys.stderr)
        return 1
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    pid_file.write_text(f"{simulator.pid}\n")
    print(simulator.url)
    return 0


def command_stop(
    options: argparse.Namespace, program: str = "simulator.py"
) -> int:
    """`stop`: ends the server whose pid is in the file, if it still runs."""
    pid_file = pathlib.Path(options.pid_file)
    if not pid_file.exists():
        return 0
    pid = read_pid(pid_file)
    deadline = time.monotonic() + STOP_SECONDS
    while runs(pid, program):
        late = time.monotonic() > deadline
        os.kill(pid, signal.SIGKILL if late else signal.SIGTERM)
        time.sleep(0.05)
    pid_file.unlink()
    return 0


def read_pid(pid_file: pathlib.Path) -> int:
    """Returns the number in a pid file; 0 when there is none."""
    text = pid_file.read_text().strip()
    return int(text) if text.isdigit() else 0


def runs(pid: int, program: str) -> bool:
    """True when `pid` is a living process that runs this Python program.

    A pid is used again after a while: a stale file must not end a stranger.
    """
    try:
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return pid > 0 and program.encode() in command


def main() -> int:
    """Parses the command line and runs one command."""
    parser = argparse.ArgumentParser(description="a simulated AWS for tests")
    commands = parser.add_subparsers(dest="command", required=True)
    start = commands.add_parser("start", help="start, print the endpoint URL")
    start.add_argument("--pid-file", required=True)
    start.add_argument("--port", type=int, default=0)
    start.add_argument("--log", help="file for what the server prints")
    stop = commands.add_parser("stop", help="stop what start started")
    stop.add_argument("--pid-file", required=True)
    internal = commands.add_parser("serve")
    internal.add_argument("--fd", type=int, required=True)
    options = parser.parse_args()
    if options.command == "serve":
        serve(options.fd)
        return 0
    return (
        command_start(options)
        if options.command == "start"
        else command_stop(options)
    )


if __name__ == "__main__":
    sys.exit(main())
