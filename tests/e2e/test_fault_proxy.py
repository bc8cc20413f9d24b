# SPDX-License-Identifier: Apache-2.0
"""Each fault, seen through botocore, which knows what AWS answers."""

from __future__ import annotations

import http.client
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
from typing import Any

import boto3
import botocore.config
import botocore.exceptions as errors
import botocore.parsers
import fault_proxy
from black_hole import BlackHole
from fault_proxy import FaultProxy
from faults import REPEATED_TOKEN, Rule
from scene.context import MANAGEMENT_KEY
from simulator import OPENER, Simulator

# One call of each protocol, with its code for a refusal and for throttling.
CALLS = [
    (
        "ec2",
        "describe_vpcs",
        {},
        "UnauthorizedOperation",
        "RequestLimitExceeded",
    ),
    ("iam", "list_users", {}, "AccessDenied", "Throttling"),
    ("kms", "list_keys", {}, "AccessDeniedException", "ThrottlingException"),
    (
        "eks",
        "list_clusters",
        {},
        "AccessDeniedException",
        "TooManyRequestsException",
    ),
    ("s3", "get_bucket_acl", {"Bucket": "bbb"}, "AccessDenied", "SlowDown"),
]
BROKEN_ANSWERS = (
    errors.HTTPClientError,
    botocore.parsers.ResponseParserError,
    errors.ConnectionError,
)


def make_client(url: str, service: str, attempts: int = 1, **more: Any) -> Any:
    """Makes a client of the management account that does not retry."""
    return boto3.client(
        service,
        endpoint_url=url,
        region_name="eu-west-1",
        aws_access_key_id=more.get("key", MANAGEMENT_KEY[0]),
        aws_secret_access_key="x",
        config=botocore.config.Config(
            retries={"total_max_attempts": attempts},
            s3={"addressing_style": "path"},
            proxies={},
            read_timeout=more.get("timeout", 10),
            connect_timeout=more.get("timeout", 10),
        ),
    )


class FaultProxyTest(unittest.TestCase):
    """One simulator for all tests; a proxy for each."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.simulator = Simulator().start()
        cls.addClassCleanup(cls.simulator.stop)
        make_client(cls.simulator.url, "s3").create_bucket(
            Bucket="bbb",
            CreateBucketConfiguration={"LocationConstraint": "eu-west-1"},
        )

    def proxy(self, *rules: dict, **more: Any) -> FaultProxy:
        """Starts a proxy for this test."""
        proxy = FaultProxy(self.simulator.url, list(rules), **more)
        return self.enterContext(proxy)

    def code(
        self, proxy: FaultProxy, service: str, call: str, given: dict
    ) -> str:
        """Makes the call; returns the error code, empty when it worked."""
        try:
            getattr(make_client(proxy.url, service), call)(**given)
        except errors.ClientError as error:
            return error.response["Error"]["Code"]
        return ""

    def test_passes_everything_on_without_rules(self) -> None:
        """All protocols work through the proxy, and the log names each call."""
        proxy = self.proxy(accounts={MANAGEMENT_KEY[0]: "123456789012"})
        for service, call, given, _, _ in CALLS:
            self.assertEqual(
                self.code(proxy, service, call, given), "", service
            )
        names = [(one["service"], one["operation"]) for one in proxy.requests]
        self.assertEqual(
            names,
            [
                ("ec2", "DescribeVpcs"),
                ("iam", "ListUsers"),
                ("kms", "ListKeys"),
                ("eks", "ListClusters"),
                ("s3", "GetBucketAcl"),
            ],
        )
        for one in proxy.requests:
            self.assertEqual(
                (one["status"], one["account"]), (200, "123456789012")
            )
            self.assertEqual(one["region"], "eu-west-1")

    def test_bodies_survive(self) -> None:
        """A large object goes up and down unchanged, over one connection."""
        proxy = self.proxy()
        client = make_client(proxy.url, "s3")
        data = bytes(range(256)) * 8192
        client.put_object(Bucket="bbb", Key="k", Body=data)
        self.assertEqual(
            client.get_object(Bucket="bbb", Key="k")["Body"].read(), data
        )
        head = client.head_object(Bucket="bbb", Key="k")
        self.assertEqual(head["ContentLength"], len(data))
        client.delete_object(Bucket="bbb", Key="k")

    def test_deny_and_throttle_speak_each_protocol(self) -> None:
        """The code that AWS uses, parsed by botocore from the right form."""
        for service, call, given, denied, throttled in CALLS:
            with self.subTest(service=service):
                proxy = self.proxy({"service": service, "fault": "deny"})
                self.assertEqual(self.code(proxy, service, call, given), denied)
                proxy.set_rules([{"service": service, "fault": "throttle"}])
                self.assertEqual(
                    self.code(proxy, service, call, given), throttled
                )
                proxy.set_rules([{"service": "other", "fault": "deny"}])
                self.assertEqual(self.code(proxy, service, call, given), "")

    def test_deny_one_role(self) -> None:
        """`contains` refuses AssumeRole for one account and not for another."""
        proxy = self.proxy(
            {
                "operation": "AssumeRole",
                "contains": "222222222222",
                "fault": "deny",
            }
        )
        sts = make_client(proxy.url, "sts")

        def assume(account: str) -> Any:
            return sts.assume_role(
                RoleArn=f"arn:aws:iam::{account}:role/audit",
                RoleSessionName="scan",
            )

        key = assume("333333333333")["Credentials"]["AccessKeyId"]
        with self.assertRaises(errors.ClientError) as caught:
            assume("222222222222")
        self.assertEqual(
            caught.exception.response["Error"]["Code"], "AccessDenied"
        )
        make_client(proxy.url, "ec2", key=key).describe_vpcs()
        self.assertEqual(proxy.requests[-1]["account"], "333333333333")

    def test_storm_ends(self) -> None:
        """`first` counts each call by itself, and a retrying client gets through."""
        proxy = self.proxy({"fault": "throttle", "first": 2, "retry_after": 0})
        make_client(proxy.url, "iam", attempts=4).list_users()
        make_client(proxy.url, "kms", attempts=4).list_keys()
        statuses = [one["status"] for one in proxy.requests]
        self.assertEqual(statuses, [400, 400, 200] * 2)
        proxy.set_rules([{"fault": "error", "first": 1, "per": "rule"}])
        self.assertEqual(
            self.code(proxy, "iam", "list_users", {}), "InternalFailure"
        )
        self.assertEqual(self.code(proxy, "kms", "list_keys", {}), "")

    def test_server_errors(self) -> None:
        """5xx of each protocol, with the wished status."""
        for service, call, given, _, _ in CALLS:
            with self.subTest(service=service):
                proxy = self.proxy({"fault": "error", "status": 503})
                self.assertTrue(
                    self.code(proxy, service, call, given).startswith("Intern")
                )
                self.assertEqual(proxy.requests[-1]["status"], 503)

    def fetch(self, url: str, service: str, target: str) -> bytes:
        """Sends a JSON request by hand: botocore forgives broken JSON."""
        scope = f"{MANAGEMENT_KEY[0]}/20260101/eu-west-1/{service}/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, Signature=0",
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": target,
        }
        request = urllib.request.Request(url, b"{}", headers)
        with OPENER.open(request, timeout=10) as reply:
            return reply.read()

    def test_broken_xml(self) -> None:
        """botocore cannot read a truncated or malformed page of XML."""
        for fault in ("truncate", "garble"):
            for service, call in (
                ("ec2", "describe_vpcs"),
                ("iam", "list_users"),
            ):
                with self.subTest(fault=fault, service=service):
                    proxy = self.proxy({"fault": fault})
                    with self.assertRaises(BROKEN_ANSWERS):
                        getattr(make_client(proxy.url, service), call)()
        # For S3 botocore takes an unreadable success for a server error.
        self.assertEqual(
            self.code(proxy, "s3", "get_bucket_acl", {"Bucket": "bbb"}), "500"
        )

    def test_broken_json(self) -> None:
        """A truncated body is short of its length, a malformed one is not."""
        target = "TrentService.ListKeys"
        proxy = self.proxy({"fault": "truncate"})
        with self.assertRaises(http.client.IncompleteRead):
            self.fetch(proxy.url, "kms", target)
        proxy.set_rules([{"fault": "garble"}])
        with self.assertRaises(ValueError):
            json.loads(self.fetch(proxy.url, "kms", target))
        proxy.set_rules([])
        self.assertEqual(
            json.loads(self.fetch(proxy.url, "kms", target))["Keys"], []
        )

    def test_repeated_token(self) -> None:
        """Every page names the same next page, also where there was one page."""
        cases = [
            ("iam", "list_users", "Marker", "Users"),
            ("ec2", "describe_vpcs", "NextToken", "Vpcs"),
            ("kms", "list_keys", "NextMarker", "Keys"),
            ("lambda", "list_functions", "NextMarker", "Functions"),
            ("rds", "describe_db_instances", "Marker", "DBInstances"),
            ("elbv2", "describe_load_balancers", "NextMarker", "LoadBalancers"),
            ("sns", "list_topics", "NextToken", "Topics"),
            ("eks", "list_clusters", "nextToken", "clusters"),
            ("dynamodb", "list_tables", "LastEvaluatedTableName", "TableNames"),
            ("logs", "describe_log_groups", "nextToken", "logGroups"),
        ]
        proxy = self.proxy({"fault": "repeat-token"})
        for service, call, field, _ in cases:
            with self.subTest(service=service):
                client = make_client(proxy.url, service)
                page = getattr(client, call)()
                self.assertEqual(page.get(field), REPEATED_TOKEN)
                with self.assertRaises(errors.PaginationError):
                    list(client.get_paginator(call).paginate())

    def test_slow_answers(self) -> None:
        """Slow and trickling answers arrive whole, late."""
        for fault in ("slow", "trickle"):
            with self.subTest(fault=fault):
                proxy = self.proxy({"fault": fault, "seconds": 0.5})
                start = time.monotonic()
                self.assertEqual(
                    self.code(proxy, "ec2", "describe_vpcs", {}), ""
                )
                self.assertGreater(time.monotonic() - start, 0.4)

    def test_cut_and_hang(self) -> None:
        """No answer is an error of the connection or of its deadline."""
        proxy = self.proxy({"fault": "cut"})
        with self.assertRaises(errors.ConnectionClosedError):
            make_client(proxy.url, "iam").list_users()
        proxy.set_rules([{"fault": "hang", "seconds": 30}])
        with self.assertRaises(errors.ReadTimeoutError):
            make_client(proxy.url, "iam", timeout=0.5).list_users()
        self.assertEqual([one["status"] for one in proxy.requests], [0, 0])

    def test_clock_skew(self) -> None:
        """A client by the right clock is refused and told the other time."""
        cases = {"s3": "RequestTimeTooSkewed", "iam": "SignatureDoesNotMatch"}
        proxy = self.proxy({"fault": "skew", "seconds": 3600})
        for service, call, given, _, _ in CALLS:
            code = self.code(proxy, service, call, given)
            if service in cases:
                self.assertEqual(code, cases[service])
            self.assertNotEqual(code, "", service)
        proxy.set_rules([{"fault": "skew", "seconds": 60}])
        self.assertEqual(self.code(proxy, "iam", "list_users", {}), "")
        shifted = 7200
        proxy.set_rules([{"fault": "skew", "seconds": shifted}])
        with self.assertRaises(errors.ClientError) as caught:
            make_client(proxy.url, "iam").list_users()
        headers = caught.exception.response["ResponseMetadata"]["HTTPHeaders"]
        told = time.mktime(
            time.strptime(headers["date"], "%a, %d %b %Y %H:%M:%S %Z")
        )
        ahead = told - time.mktime(time.gmtime())
        self.assertAlmostEqual(ahead, shifted, delta=30)

    def test_expired_until_new_key(self) -> None:
        """With `same_key` only the credentials that were refused stay refused."""
        proxy = self.proxy({"fault": "expired", "same_key": True})
        self.assertEqual(
            self.code(proxy, "iam", "list_users", {}), "ExpiredToken"
        )
        self.assertEqual(
            self.code(proxy, "iam", "list_users", {}), "ExpiredToken"
        )
        fresh = make_client(proxy.url, "iam", key="AKIAQQQQQQQQEXAMPLE2")
        self.assertEqual(fresh.list_users()["Users"], [])

    def test_wrong_rules_are_refused(self) -> None:
        """A misspelt rule is an error, not a rule that never applies."""
        for rule in ({"fault": "denny"}, {"fault": "deny", "servce": "s3"}, {}):
            with self.assertRaises(ValueError):
                Rule(rule)

    def test_connecting_to_a_black_hole_hangs(self) -> None:
        """The client's connect deadline ends the wait, not a refusal."""
        with BlackHole() as hole:
            start = time.monotonic()
            with self.assertRaises(errors.ConnectTimeoutError):
                make_client(hole.url, "iam", timeout=0.5).list_users()
            self.assertLess(time.monotonic() - start, 5)

    def test_dead_simulator_is_a_bad_gateway(self) -> None:
        """When moto itself is gone the proxy says so."""
        with Simulator() as gone:
            url = gone.url
        with FaultProxy(url) as proxy:
            with self.assertRaises(errors.ClientError):
                make_client(proxy.url, "iam").list_users()
            self.assertEqual(proxy.requests[-1]["status"], 502)


class CommandLineTest(unittest.TestCase):
    """The program: start, change rules, log, stop."""

    def run_program(self, *arguments: str) -> subprocess.CompletedProcess:
        """Runs fault_proxy.py."""
        program = pathlib.Path(fault_proxy.__file__).resolve()
        return subprocess.run(
            [sys.executable, str(program), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def test_start_rules_log_stop(self) -> None:
        """Rules from a file, then others by PUT; the log file at the end."""
        folder = self.enterContext(tempfile.TemporaryDirectory())
        simulator = self.enterContext(Simulator())
        files = {
            name: str(pathlib.Path(folder, name))
            for name in ("pid", "log", "rules")
        }
        pathlib.Path(files["rules"]).write_text(
            '{"rules": [{"fault": "deny"}]}'
        )
        started = self.run_program(
            "start",
            *("--upstream", simulator.url, "--rules", files["rules"]),
            *("--log", files["log"], "--pid-file", files["pid"]),
        )
        self.addCleanup(self.run_program, "stop", "--pid-file", files["pid"])
        self.assertEqual(started.returncode, 0, started.stderr)
        url = started.stdout.strip()
        with self.assertRaises(errors.ClientError):
            make_client(url, "iam").list_users()
        self.assertEqual(self.put_rules(url, {"rules": []}), 200)
        make_client(url, "iam").list_users()
        self.assertEqual(self.put_rules(url, {"rules": [{"fault": "x"}]}), 400)
        with OPENER.open(f"{url}/fault-proxy/log", timeout=10) as reply:
            self.assertEqual(len(reply.read().splitlines()), 2)
        self.assertEqual(
            self.run_program("stop", "--pid-file", files["pid"]).returncode, 0
        )
        lines = pathlib.Path(files["log"]).read_text().splitlines()
        found = [
            (one["operation"], one["status"]) for one in map(json.loads, lines)
        ]
        self.assertEqual(found, [("ListUsers", 403), ("ListUsers", 200)])

    def put_rules(self, url: str, setting: dict) -> int:
        """Replaces the rules of a running proxy; returns the status."""
        request = urllib.request.Request(
            f"{url}/fault-proxy/rules",
            json.dumps(setting).encode(),
            method="PUT",
        )
        try:
            with OPENER.open(request, timeout=10) as reply:
                return reply.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code


if __name__ == "__main__":
    unittest.main()
