# SPDX-License-Identifier: Apache-2.0
"""Tests of starting, stopping and steering the simulator."""

from __future__ import annotations

import pathlib
import subprocess
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
from typing import Any

import simulator
from scene.context import Scene, days_ago
from scene.functions import make_function
from simulator import OPENER, Simulator

PROGRAM = pathlib.Path(simulator.__file__).resolve()


def answers(url: str) -> bool:
    """True when somebody serves at the URL."""
    try:
        OPENER.open(f"{url}/plimsoll-simulator/ready", timeout=5).close()
    except (urllib.error.URLError, OSError):
        return False
    return True


class SimulatorTest(unittest.TestCase):
    """The context manager and the command line."""

    def test_starts_answers_and_stops(self) -> None:
        """Two at once get two ports; both are gone afterwards."""
        with Simulator() as one, Simulator() as other:
            self.assertNotEqual(one.url, other.url)
            self.assertTrue(answers(one.url) and answers(other.url))
            urls = one.url, other.url
        self.assertFalse(any(answers(url) for url in urls))

    def test_taken_port_is_an_error(self) -> None:
        """A wished port that is taken raises, and leaves nothing behind."""
        with Simulator() as one:
            port = int(one.url.rpartition(":")[2])
            with self.assertRaises(OSError):
                Simulator(port).start()

    def run_program(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs simulator.py."""
        command = [sys.executable, str(PROGRAM), *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=90, check=False
        )

    def test_command_line(self) -> None:
        """start prints the URL, refuses a second start; stop may come twice."""
        with tempfile.TemporaryDirectory() as folder:
            pid_file = str(pathlib.Path(folder, "pid"))
            started = self.run_program("start", "--pid-file", pid_file)
            self.addCleanup(self.run_program, "stop", "--pid-file", pid_file)
            self.assertEqual((started.returncode, started.stderr), (0, ""))
            url = started.stdout.strip()
            self.assertTrue(answers(url))
            again = self.run_program("start", "--pid-file", pid_file)
            self.assertEqual(again.returncode, 1)
            self.assertIn("already running", again.stderr)
            for _ in range(2):
                stopped = self.run_program("stop", "--pid-file", pid_file)
                self.assertEqual(stopped.returncode, 0)
                self.assertFalse(answers(url))

    def test_stop_ends_no_stranger(self) -> None:
        """A stale pid file that names another program's pid ends nobody."""
        with tempfile.TemporaryDirectory() as folder:
            stranger = subprocess.Popen(["sleep", "60"])
            self.addCleanup(stranger.wait)
            self.addCleanup(stranger.kill)
            pid_file = pathlib.Path(folder, "pid")
            pid_file.write_text(f"{stranger.pid}\n")
            self.run_program("stop", "--pid-file", str(pid_file))
            self.assertIsNone(stranger.poll())
            self.assertFalse(pid_file.exists())


class BackdoorTest(unittest.TestCase):
    """State that no AWS call can set, read back by AWS's calls."""

    def test_root_user_and_ages(self) -> None:
        """Root MFA and keys, ages of users and keys show where AWS has them."""
        with Simulator() as running:
            scene = Scene(running.url)
            self.assertTrue(scene.has_backdoor)
            account = scene.add_management()
            iam = account.client("iam")
            before = iam.get_account_summary()["SummaryMap"]
            self.assertEqual(before["AccountMFAEnabled"], 0)
            scene.backdoor(
                "root-user", account=account.id, mfa=True, access_keys=1
            )
            after = iam.get_account_summary()["SummaryMap"]
            self.assertEqual(after["AccountMFAEnabled"], 1)
            self.assertEqual(after["AccountAccessKeysPresent"], 1)
            iam.create_user(UserName="ann")
            key = iam.create_access_key(UserName="ann")["AccessKey"][
                "AccessKeyId"
            ]
            made = days_ago(200)
            scene.backdoor(
                "access-key",
                account=account.id,
                user="ann",
                id=key,
                created=made,
            )
            found = iam.list_access_keys(UserName="ann")["AccessKeyMetadata"][0]
            self.assertEqual(found["CreateDate"].isoformat(), made)
            iam.generate_credential_report()
            rows = iam.get_credential_report()["Content"].decode().splitlines()
            self.assertTrue(
                rows[1].startswith(f"<root_account>,arn:aws:iam::{account.id}")
            )
            widths = {len(row.split(",")) for row in rows}
            self.assertEqual(widths, {22})
            self.assertEqual(rows[1].split(",")[7:9], ["true", "true"])
            self.assertIn(made[:10], rows[2])

    def test_wrong_request_is_refused(self) -> None:
        """A missing field is a 400 with a text, not a broken server."""
        with Simulator() as running:
            request = urllib.request.Request(
                f"{running.url}/plimsoll-simulator/user", data=b"{}"
            )
            with self.assertRaises(urllib.error.HTTPError) as caught:
                OPENER.open(request, timeout=10)
            self.assertEqual(caught.exception.code, 400)
            caught.exception.close()
            self.assertTrue(answers(running.url))


class GapsTest(unittest.TestCase):
    """Calls that moto lacks; those with state are read back by the scene's test."""

    def test_calls_that_moto_does_not_know(self) -> None:
        """Each is answered in its protocol, as botocore understands it."""
        with Simulator() as running:
            account = Scene(running.url).add_management()
            iam = account.client("iam")
            self.assertEqual(
                iam.list_organizations_features()["EnabledFeatures"], []
            )
            hub = account.client("securityhub")
            with self.assertRaises(hub.exceptions.InvalidAccessException):
                hub.get_enabled_standards()
            hub.enable_security_hub()
            found = hub.get_enabled_standards()["StandardsSubscriptions"]
            self.assertEqual(len(found), 2)
            functions = account.client("lambda")
            with self.assertRaises(
                functions.exceptions.ResourceNotFoundException
            ):
                functions.list_function_url_configs(FunctionName="none")
            iam.create_role(RoleName="functions", AssumeRolePolicyDocument="{}")
            make_function(account, "open")
            self.assertEqual(urls_of(functions, "open"), [])
            functions.create_function_url_config(
                FunctionName="open", AuthType="NONE"
            )
            self.assertEqual(urls_of(functions, "open"), ["NONE"])


def urls_of(functions: Any, name: str) -> list[str]:
    """Returns the kind of authentication of each URL of a function."""
    found = functions.list_function_url_configs(FunctionName=name)
    return [one["AuthType"] for one in found["FunctionUrlConfigs"]]


if __name__ == "__main__":
    unittest.main()
