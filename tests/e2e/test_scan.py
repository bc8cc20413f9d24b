# SPDX-License-Identifier: Apache-2.0
"""`plimsoll scan aws` against the simulated organisation: what must be found,
what must never be called good, and what a scan survives."""

from __future__ import annotations

import json
import pathlib
import signal
import subprocess
import unittest

import organisation
from fault_proxy import FaultProxy
from plimsoll_run import MANAGEMENT_KEY, Scanner, program
from simulator import Simulator

HERE = pathlib.Path(__file__).resolve().parent
REGIONS = ["--region", "eu-central-1,eu-west-1,us-east-1"]
WHOLE = ["--organization", *REGIONS]


def topics() -> dict[str, list[str]]:
    """Topic of the scene -> checks that must answer it."""
    known: dict[str, list[str]] = {}
    for file in sorted((HERE / "topics").glob("*.json")):
        for topic, checks in json.loads(file.read_text()).items():
            known.setdefault(topic, []).extend(checks)
    return known


class ScanTest(unittest.TestCase):
    """One organisation for all tests: none of them changes it."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.simulator = Simulator().start()
        cls.addClassCleanup(cls.simulator.stop)
        scene = organisation.build(cls.simulator.url)
        cls.expected = organisation.expected(scene)
        cls.accounts = cls.expected["accounts"]
        cls.refusal = {
            "service": "sts",
            "operation": "AssumeRole",
            "contains": cls.accounts["legacy"],
            "fault": "deny",
        }
        cls.proxy = FaultProxy(
            cls.simulator.url,
            [cls.refusal],
            accounts={MANAGEMENT_KEY: cls.accounts["management"]},
        )
        cls.proxy.__enter__()
        cls.addClassCleanup(cls.proxy.__exit__)
        cls.scanner = Scanner(cls.proxy.url)
        cls.addClassCleanup(cls.scanner.close)
        cls.good = cls.scanner.scan(*WHOLE)
        cls.shop = ["--accounts", cls.accounts["shop"], "--region", "eu-west-1"]

    def setUp(self) -> None:
        self.proxy.set_rules([self.refusal])
        # A scan that failed leaves its journal, for --resume.
        for journal in (self.scanner.state / "plimsoll").glob("*.journal"):
            journal.unlink()

    def with_faults(self, *rules: dict) -> None:
        self.proxy.set_rules([*rules, self.refusal])

    def test_finds_what_the_scene_holds(self) -> None:
        self.assertEqual(self.good.code, 3, self.good.err)
        checks_of = topics()
        verdicts = self.good.verdicts()
        wrong = []
        judged = 0
        for want in self.expected["expectations"]:
            # Several checks may share a topic: one that fails is a failure.
            got = {
                verdicts.get((check, want["resource"]))
                for check in checks_of.get(want["topic"], [])
            } - {None}
            if not checks_of.get(want["topic"]):
                continue
            judged += 1
            if want["verdict"] == "fail":
                good = "fail" in got
            else:
                good = got == {"pass"}
            if not good:
                wrong.append(f"{want}: {sorted(got)}")
        self.assertGreater(judged, 300)
        self.assertEqual(wrong, [], "\n".join(wrong[:20]))

    def test_every_topic_has_a_check(self) -> None:
        wanted = {want["topic"] for want in self.expected["expectations"]}
        self.assertEqual(sorted(wanted - set(topics())), [])

    def test_account_that_cannot_be_entered_is_a_finding_and_a_gap(self) -> None:
        legacy = self.accounts["legacy"]
        failed = [
            f
            for f in self.good.findings()
            if f["account"] == legacy and f["verdict"] == "fail"
        ]
        self.assertTrue(failed)
        self.assertTrue(
            any(gap["account"] == legacy for gap in self.good.gaps())
        )
        # What is known of it without entering it comes from the organisation.
        entered = {
            f["check"]
            for f in self.good.findings()
            if f["account"] == legacy and f["verdict"] == "pass"
        }
        self.assertLessEqual(
            entered,
            {"aws-account-guardrail-scp", "aws-account-in-organization"},
        )

    def test_same_state_gives_the_same_bytes(self) -> None:
        for report in ("json", "csv", "html", "junit", "table"):
            with self.subTest(report):
                first = self.scanner.scan(*WHOLE, report=report)
                second = self.scanner.scan(
                    *WHOLE, "--threads", "3", report=report
                )
                self.assertTrue(first.out)
                self.assertEqual(first.out, second.out)

    def test_denying_any_call_never_makes_a_pass(self) -> None:
        # A hundred scans of one account that nobody changes.
        self.proxy.set_remember(True)
        self.addCleanup(self.proxy.set_remember, False)
        self.proxy.requests.clear()
        arguments = [*self.shop, "--quiet"]
        base = self.scanner.scan(*arguments)
        operations = sorted(
            {
                (r["service"], r["operation"])
                for r in self.proxy.requests
                if r["service"] != "sts"
            }
        )
        self.assertGreater(len(operations), 40)
        for service, operation in operations:
            with self.subTest(f"{service}.{operation}"):
                self.with_faults(
                    {
                        "service": service,
                        "operation": operation,
                        "fault": "deny",
                    }
                )
                run = self.scanner.scan(*arguments)
                self.assertIn(run.code, (3, 4), run.err)
                self.assertEqual(run.passes() - base.passes(), set())
                if run.verdicts() == base.verdicts():
                    continue
                self.assertTrue(run.gaps(), "a loss without a gap")

    def test_survives_faults_without_a_false_pass(self) -> None:
        base = self.scanner.scan(*self.shop)
        faults = {
            "throttling storm": {"fault": "throttle", "first": 2, "per": "operation"},
            "server errors": {"fault": "error", "first": 1, "per": "operation"},
            "truncated": {"fault": "truncate", "service": "ec2"},
            "garbled XML": {"fault": "garble", "service": "iam"},
            "garbled JSON": {"fault": "garble", "service": "kms"},
            "same page again": {"fault": "repeat-token", "service": "logs"},
            "slow": {"fault": "slow", "seconds": 0.05},
            "cut": {"fault": "cut", "service": "rds"},
            "clock skew": {"fault": "skew", "seconds": 3600},
        }
        for name, rule in faults.items():
            with self.subTest(name):
                self.with_faults(rule)
                run = self.scanner.scan(*self.shop)
                self.assertIn(run.code, (3, 4), run.err)
                self.assertEqual(run.passes() - base.passes(), set())
                if name in ("throttling storm", "server errors", "slow", "clock skew"):
                    self.assertEqual(run.verdicts(), base.verdicts())

    def test_expired_credentials_are_said(self) -> None:
        self.with_faults({"fault": "expired", "service": "sts"})
        run = self.scanner.scan("--region", "eu-west-1")
        self.assertEqual(run.code, 1)
        self.assertIn("expired", run.err.lower())
        self.assertEqual(run.out, "")

    def test_dead_service_does_not_hold_up_the_rest(self) -> None:
        run = self.scanner.scan(
            *self.shop,
            "--connect-timeout",
            "1",
            AWS_ENDPOINT_URL_RDS="http://127.0.0.1:9",
        )
        self.assertIn(run.code, (3, 4))
        self.assertTrue(
            any(g["subject"].startswith("rds:") for g in run.gaps()), run.gaps()
        )
        self.assertEqual(run.passes() - self.good.passes(), set())

    def test_killed_scan_resumes(self) -> None:
        self.with_faults({"fault": "slow", "seconds": 0.02})
        arguments = [*WHOLE, "--threads", "4"]
        killed = self.scanner.kill_scan(*arguments, after=1.5)
        self.assertEqual(killed.code, -signal.SIGKILL)
        journals = list((self.scanner.state / "plimsoll").glob("*.journal"))
        self.assertEqual(len(journals), 1)
        self.proxy.set_rules([self.refusal])
        self.proxy.requests.clear()
        resumed = self.scanner.scan(*arguments, "--resume")
        resumed_calls = len(self.proxy.requests)
        self.proxy.requests.clear()
        whole = self.scanner.scan(*arguments)
        self.assertIn("resuming", resumed.err)
        self.assertEqual(resumed.verdicts(), whole.verdicts())
        self.assertLess(resumed_calls, len(self.proxy.requests))
        self.assertEqual(list((self.scanner.state / "plimsoll").iterdir()), [])

    def test_interrupt_still_reports(self) -> None:
        self.with_faults({"fault": "slow", "seconds": 0.05})
        run = self.scanner.interrupted_scan(
            *WHOLE, "--threads", "4", after=2.0, how=signal.SIGINT
        )
        self.assertEqual(run.code, 130, run.err)
        self.assertTrue(run.lines())
        self.assertTrue(any(g["code"] == "cancelled" for g in run.gaps()))
        self.assertEqual(run.passes() - self.good.passes(), set())
        for journal in (self.scanner.state / "plimsoll").iterdir():
            journal.unlink()

    def test_saved_inventory_gives_the_same_verdicts(self) -> None:
        saved = self.scanner.state / "inventory.jsonl"
        live = self.scanner.scan(*WHOLE, "--save-inventory", str(saved))
        again = subprocess.run(
            [program(), "scan", "inventory", str(saved), "-o", "jsonl"],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        self.assertEqual(again.returncode, 3, again.stderr)
        verdicts = {
            (f["check"], f["resource"]): f["verdict"]
            for f in map(json.loads, again.stdout.splitlines())
            if f["kind"] == "finding"
        }
        self.assertEqual(verdicts, live.verdicts())
        saved.unlink()

    def test_usage_errors(self) -> None:
        for arguments, words in (
            (["--checks", "aws-s3-bucket-versionin"], "did you mean"),
            (["--severity", "severe"], "severe"),
            (["--region", "eu-wets-1"], "eu-wets-1"),
            (["--output", "yaml"], "no format"),
            (["--compliance", "cis-aws-9"], "no framework"),
        ):
            with self.subTest(arguments):
                run = self.scanner.scan(*arguments)
                self.assertIn(run.code, (1, 2))
                self.assertIn(words, run.err)


if __name__ == "__main__":
    unittest.main()
