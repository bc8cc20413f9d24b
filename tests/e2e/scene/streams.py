# SPDX-License-Identifier: Apache-2.0
"""Kinesis streams: encrypted by whose key, kept how long, open to whom."""

from __future__ import annotations

from scene.context import HOME, Account, Scene
from scene.documents import document, statement
from scene.keys import make_key


def build(scene: Scene) -> None:
    """Makes the streams of shop."""
    account = scene["shop"]
    make_plain(account)
    make_sealed(account, "sealed-by-aws", "alias/aws/kinesis", own=False)
    key = make_key(account, "streams")
    make_sealed(account, "sealed-by-shop", key, own=True)
    for name, extra, good in (
        ("everyone", {"Principal": "*"}, False),
        ("everyone-aws", {"Principal": {"AWS": "*"}}, False),
        (
            "own-organisation",
            {
                "Principal": "*",
                "Condition": {
                    "StringEquals": {"aws:PrincipalOrgID": "o-example1234"}
                },
            },
            True,
        ),
    ):
        arn = make_stream(account, f"shared-with-{name}")
        account.client("kinesis", HOME).put_resource_policy(
            ResourceARN=arn,
            Policy=document(statement("kinesis:GetRecords", arn, **extra)),
        )
        account.judge(arn, "stream-public", good)


def make_stream(account: Account, name: str) -> str:
    """Makes a stream as AWS makes it; returns its ARN."""
    account.client("kinesis", HOME).create_stream(StreamName=name, ShardCount=1)
    return account.arn("kinesis", f"stream/{name}")


def make_plain(account: Account) -> None:
    """Makes a stream on which nothing is set."""
    arn = make_stream(account, "plain")
    account.fails(arn, "stream-encrypted", "stream-own-key", "stream-retention")
    account.passes(arn, "stream-public")


def make_sealed(account: Account, name: str, key: str, own: bool) -> None:
    """Makes an encrypted stream that keeps its records for a week."""
    arn = make_stream(account, name)
    client = account.client("kinesis", HOME)
    client.start_stream_encryption(
        StreamName=name, EncryptionType="KMS", KeyId=key
    )
    client.increase_stream_retention_period(
        StreamName=name, RetentionPeriodHours=168
    )
    account.passes(arn, "stream-encrypted", "stream-retention", "stream-public")
    account.judge(arn, "stream-own-key", own)
