# SPDX-License-Identifier: Apache-2.0
"""SNS topics and SQS queues, by who may use them."""

from __future__ import annotations

from scene.context import HOME, Account, Scene
from scene.documents import document, statement


def build(scene: Scene) -> None:
    """Makes the topics and queues of shop."""
    account = scene["shop"]
    for name, (extra, good) in grants(account).items():
        make_topic(account, name, extra, good)
        make_queue(account, name, extra, good)
    client = account.client("sns", HOME)
    arn = client.create_topic(Name="as-aws-makes-it")["TopicArn"]
    account.passes(arn, "topic-public")
    account.fails(arn, "topic-encrypted")
    # SQS encrypts a new queue by itself; this one was told not to.
    account.client("sqs", HOME).create_queue(
        QueueName="plain", Attributes={"SqsManagedSseEnabled": "false"}
    )
    queue = account.arn("sqs", "plain")
    account.passes(queue, "queue-public")
    account.fails(queue, "queue-encrypted")


def grants(account: Account) -> dict[str, tuple[dict, bool]]:
    """Returns who is let in, by name, and whether that is not the world."""
    bucket = "arn:aws:s3:::incoming"
    return {
        "everyone": ({"Principal": "*"}, False),
        "everyone-aws": ({"Principal": {"AWS": "*"}}, False),
        "own-account": (
            {
                "Principal": {"AWS": "*"},
                "Condition": {"StringEquals": {"AWS:SourceOwner": account.id}},
            },
            True,
        ),
        "one-bucket": (
            {
                "Principal": "*",
                "Condition": {"ArnEquals": {"aws:SourceArn": bucket}},
            },
            True,
        ),
        "partner": (
            {"Principal": {"AWS": "arn:aws:iam::111122223333:root"}},
            True,
        ),
    }


def make_topic(account: Account, name: str, extra: dict, good: bool) -> None:
    """Makes an encrypted topic that lets somebody publish."""
    client = account.client("sns", HOME)
    arn = client.create_topic(
        Name=name, Attributes={"KmsMasterKeyId": "alias/aws/sns"}
    )["TopicArn"]
    client.set_topic_attributes(
        TopicArn=arn,
        AttributeName="Policy",
        AttributeValue=document(statement("sns:Publish", arn, **extra)),
    )
    account.judge(arn, "topic-public", good)
    account.passes(arn, "topic-encrypted")


def make_queue(account: Account, name: str, extra: dict, good: bool) -> None:
    """Makes an encrypted queue that lets somebody send."""
    arn = account.arn("sqs", name)
    account.client("sqs", HOME).create_queue(
        QueueName=name,
        Attributes={
            "SqsManagedSseEnabled": "true",
            "Policy": document(statement("sqs:SendMessage", arn, **extra)),
        },
    )
    account.judge(arn, "queue-public", good)
    account.passes(arn, "queue-encrypted")
