# SPDX-License-Identifier: Apache-2.0
"""Reads the simulated organisation back and compares it with its expectations.

A scene that says "this volume is encrypted" while the simulator forgot it would
make a good scanner look wrong. So every topic that one setting decides is read
again here by AWS's own calls; topics that need judgement (what is public, who
is an administrator) are the scanner's to judge.
"""

from __future__ import annotations

import collections
import time
import unittest

import organisation
from readback_topics import READERS
from simulator import Simulator


class OrganisationTest(unittest.TestCase):
    """One simulator and one organisation for all tests of this file."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.simulator = Simulator().start()
        cls.addClassCleanup(cls.simulator.stop)
        start = time.monotonic()
        cls.scene = organisation.build(cls.simulator.url)
        cls.seconds = time.monotonic() - start
        cls.truth = organisation.expected(cls.scene)

    def test_simulator_kept_every_setting(self) -> None:
        """Each expectation that one setting decides is what the API answers."""
        by_id = {
            account.id: account for account in self.scene.accounts.values()
        }
        for item in self.truth["expectations"]:
            reader = READERS.get(item["topic"])
            if reader is None:
                continue
            with self.subTest(**item):
                good = reader(
                    by_id[item["account"]], item["resource"], item["region"]
                )
                self.assertEqual("pass" if good else "fail", item["verdict"])

    def test_every_topic_is_right_somewhere_and_wrong_somewhere(self) -> None:
        """A topic without twin could not tell a scanner from a parrot."""
        seen = collections.defaultdict(set)
        for item in self.truth["expectations"]:
            seen[item["topic"]].add(item["verdict"])
        alone = sorted(
            topic for topic, verdicts in seen.items() if len(verdicts) < 2
        )
        self.assertEqual(alone, ["cloudshell-full-access"])

    def test_organisation_has_the_promised_accounts(self) -> None:
        """Management and four members, of which one is refused by the proxy."""
        client = self.scene["management"].client("organizations", "us-east-1")
        ids = {one["Id"] for one in client.list_accounts()["Accounts"]}
        self.assertEqual(ids, set(self.truth["accounts"].values()))
        self.assertEqual(len(ids), 5)
        refused = [rule["contains"] for rule in self.scene.proxy_rules]
        self.assertEqual(refused, [self.truth["accounts"]["legacy"]])

    def test_built_within_the_time_of_the_demo(self) -> None:
        """The demo may take five minutes in all; this is the small part of it."""
        self.assertLess(self.seconds, 120)


if __name__ == "__main__":
    unittest.main()
