# SPDX-License-Identifier: Apache-2.0
"""Runs the program under test against an endpoint and reads what it says."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANAGEMENT_KEY = "AKIAIOSFODNN7EXAMPLE"


def program() -> str:
    """The program: PLIMSOLL in the environment, or else the newer of the release
    program (`make test` makes it first) and that of the build under test."""
    if "PLIMSOLL" in os.environ:
        return os.environ["PLIMSOLL"]
    built = [ROOT / "build" / "plimsoll", pathlib.Path(os.environ.get("PLIMSOLL_OF_BUILD", ""))]
    return str(max((p for p in built if p.is_file()), key=lambda p: p.stat().st_mtime))


class Run:
    """One finished run."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def lines(self) -> list[dict]:
        """The objects of a jsonl report."""
        return [json.loads(line) for line in self.out.splitlines()]

    def findings(self) -> list[dict]:
        return [line for line in self.lines() if line["kind"] == "finding"]

    def gaps(self) -> list[dict]:
        return [line for line in self.lines() if line["kind"] == "gap"]

    def verdicts(self) -> dict[tuple[str, str], str]:
        """(check, resource) -> verdict."""
        return {(f["check"], f["resource"]): f["verdict"] for f in self.findings()}

    def passes(self) -> set[tuple[str, str]]:
        return {key for key, verdict in self.verdicts().items() if verdict == "pass"}


class Scanner:
    """Knows the endpoint and a state folder of its own."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint
        self._state = tempfile.TemporaryDirectory()
        self.state = pathlib.Path(self._state.name)

    def close(self) -> None:
        self._state.cleanup()

    def environment(self) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
        return kept | {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": MANAGEMENT_KEY,
            "AWS_SECRET_ACCESS_KEY": "secret-of-a-simulated-organisation",
            "AWS_REGION": "eu-west-1",
            "AWS_CONFIG_FILE": "/dev/null",
            "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
            "XDG_STATE_HOME": str(self.state),
            "NO_PROXY": "127.0.0.1",
        }

    def command(self, *arguments: str, report: str = "jsonl") -> list[str]:
        return [program(), "scan", "aws", "--output", report, *arguments]

    def scan(self, *arguments: str, report: str = "jsonl", **more: str) -> Run:
        """A whole scan; `more` goes into the environment."""
        done = subprocess.run(
            self.command(*arguments, report=report),
            env=self.environment() | more,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return Run(done.returncode, done.stdout, done.stderr)

    def interrupted_scan(self, *arguments: str, after: float, how: int) -> Run:
        """A scan that gets a signal `after` seconds."""
        process = subprocess.Popen(
            self.command(*arguments),
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        time.sleep(after)
        process.send_signal(how)
        out, err = process.communicate(timeout=120)
        return Run(process.returncode, out, err)

    def kill_scan(self, *arguments: str, after: float) -> Run:
        return self.interrupted_scan(*arguments, after=after, how=signal.SIGKILL)
