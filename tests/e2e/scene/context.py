# SPDX-License-Identifier: Apache-2.0
"""What all modules of the scene share: accounts, clients, the expectations."""

from __future__ import annotations

import dataclasses
import datetime
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

import boto3
import botocore.config

HOME = "eu-west-1"
SECOND = "us-east-1"
ROLE = "OrganizationAccountAccessRole"
# The moment the scene was built; ages are counted back from it.
NOW = datetime.datetime.now(datetime.timezone.utc).replace(microsecond=0)

# moto does not look at the key, and knows it as the management account's.
MANAGEMENT_KEY = (
    "AKIAIOSFODNN7EXAMPLE",
    "management-of-a-simulated-organisation",
)


@dataclasses.dataclass(frozen=True, order=True)
class Expectation:
    """What a scanner must say about one resource on one topic.

    `topic` is a short slug of ours (the end-to-end test maps it to check ids);
    `verdict` is "fail" or "pass".
    """

    account: str
    region: str
    resource: str
    topic: str
    verdict: str


class Account:
    """One account of the organisation, entered by its role."""

    def __init__(
        self, scene: "Scene", name: str, account_id: str, key: tuple
    ) -> None:
        self.scene = scene
        self.name = name
        self.id = account_id
        self._key = key
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = HOME) -> Any:
        """Returns a boto3 client in this account; the same one each time."""
        if (service, region) not in self._clients:
            self._clients[service, region] = self.scene.make_client(
                service, region, self._key
            )
        return self._clients[service, region]

    def arn(self, service: str, rest: str, region: str = HOME) -> str:
        """Returns the ARN of something of this account."""
        return f"arn:aws:{service}:{region}:{self.id}:{rest}"

    def fails(self, resource: str, *topics: str, region: str = HOME) -> None:
        """Notes that `resource` is wrong on each of the topics."""
        self._expect(resource, topics, region, "fail")

    def passes(self, resource: str, *topics: str, region: str = HOME) -> None:
        """Notes that `resource` is right on each of the topics."""
        self._expect(resource, topics, region, "pass")

    def judge(
        self, resource: str, topic: str, good: bool, region: str = HOME
    ) -> None:
        """Notes one verdict: pass when `good`."""
        self._expect(resource, (topic,), region, "pass" if good else "fail")

    def _expect(
        self, resource: str, topics: tuple, region: str, verdict: str
    ) -> None:
        for topic in topics:
            self.scene.expectations.append(
                Expectation(self.id, region, resource, topic, verdict)
            )


class Scene:
    """The organisation under construction at one endpoint."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.accounts: dict[str, Account] = {}
        self.expectations: list[Expectation] = []
        # Rules for the fault proxy that make what moto cannot: a locked role.
        self.proxy_rules: list[dict[str, Any]] = []
        self._session = boto3.session.Session()
        self.has_backdoor = self._probe_backdoor()

    def __getitem__(self, name: str) -> Account:
        return self.accounts[name]

    def make_client(self, service: str, region: str, key: tuple) -> Any:
        """Makes a boto3 client; all share one session, so models load once."""
        client = self._session.client(
            service,
            region_name=region,
            endpoint_url=self.endpoint,
            aws_access_key_id=key[0],
            aws_secret_access_key=key[1],
            aws_session_token=key[2] if len(key) > 2 else None,
            config=botocore.config.Config(
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": 1},
                proxies={},
            ),
        )
        client.meta.events.register(
            "before-send.s3-control", self._drop_host_prefix
        )
        return client

    def add_management(self) -> Account:
        """Registers the account that owns the organisation."""
        sts = self.make_client("sts", SECOND, MANAGEMENT_KEY)
        account_id = sts.get_caller_identity()["Account"]
        account = Account(self, "management", account_id, MANAGEMENT_KEY)
        self.accounts["management"] = account
        return account

    def add_member(self, name: str, account_id: str) -> Account:
        """Registers a member account and enters it by assume-role."""
        sts = self["management"].client("sts", SECOND)
        reply = sts.assume_role(
            RoleArn=f"arn:aws:iam::{account_id}:role/{ROLE}",
            RoleSessionName="build-the-scene",
        )["Credentials"]
        key = (
            reply["AccessKeyId"],
            reply["SecretAccessKey"],
            reply["SessionToken"],
        )
        self.accounts[name] = Account(self, name, account_id, key)
        return self.accounts[name]

    def regions(self) -> list[str]:
        """Returns the enabled regions, sorted."""
        reply = self["management"].client("ec2", SECOND).describe_regions()
        return sorted(region["RegionName"] for region in reply["Regions"])

    def backdoor(self, path: str, **fields: Any) -> bool:
        """Sets what no AWS call can (see simulator_backdoor.py).

        Returns false, and changes nothing, at an endpoint that is plain moto.
        """
        if not self.has_backdoor:
            return False
        body = json.dumps(fields).encode()
        self._open(f"/plimsoll-simulator/{path}", body)
        return True

    def seed(self, number: int) -> None:
        """Makes moto's random ids the same on every run."""
        self._open(f"/moto-api/seed?a={number}", b"")

    def _drop_host_prefix(self, request: Any, **unused: Any) -> None:
        """Sends S3 Control calls to the endpoint itself, not ACCOUNT.endpoint."""
        path = urllib.parse.urlsplit(request.url).path
        request.url = self.endpoint + path

    def _probe_backdoor(self) -> bool:
        try:
            return self._open("/plimsoll-simulator/ready", None) == b"{}"
        except urllib.error.URLError:
            return False

    def _open(self, path: str, body: bytes | None) -> bytes:
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        request = urllib.request.Request(self.endpoint + path, data=body)
        with opener.open(request, timeout=30) as reply:
            return reply.read()


def days_ago(count: int) -> str:
    """Returns the RFC 3339 time so many days before the scene was built."""
    return (NOW - datetime.timedelta(days=count)).isoformat()
