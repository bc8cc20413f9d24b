# SPDX-License-Identifier: Apache-2.0
"""CloudTrail: a good trail, one stopped, one of a single region, and none."""

from __future__ import annotations

from scene.accounts import account_resource
from scene.baseline import GOOD, log_bucket
from scene.context import HOME, SECOND, Account, Scene
from scene.documents import document, statement, trust

LOG_GROUP = "audit-trail"


def build(scene: Scene) -> None:
    """Makes the trails; sandbox gets none, which baseline.py has noted."""
    for name in GOOD:
        build_good(scene[name])
    build_shop(scene["shop"])


def build_good(account: Account) -> None:
    """Makes a trail that is right in every respect, and its log group."""
    client = account.client("cloudtrail", HOME)
    client.create_trail(
        Name="audit",
        S3BucketName=log_bucket(account),
        IsMultiRegionTrail=True,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=True,
        KmsKeyId=trail_key(account),
        CloudWatchLogsLogGroupArn=trail_log_group(account),
        CloudWatchLogsRoleArn=trail_role(account),
    )
    client.put_event_selectors(
        TrailName="audit",
        EventSelectors=[
            {
                "ReadWriteType": "All",
                "IncludeManagementEvents": True,
                "DataResources": [
                    {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]}
                ],
            }
        ],
    )
    client.start_logging(Name="audit")
    trail = account.arn("cloudtrail", "trail/audit")
    account.passes(
        trail, "trail-logging", "trail-multi-region", "trail-validation"
    )
    account.passes(trail, "trail-encrypted", "trail-to-log-group")
    me = account_resource(account)
    account.passes(me, "account-trail-multi-region", region=SECOND)


def build_shop(account: Account) -> None:
    """Makes a multi-region trail that is stopped, and a local one that runs."""
    client = account.client("cloudtrail", HOME)
    bucket = log_bucket(account)
    client.create_trail(
        Name="stopped",
        S3BucketName=bucket,
        IsMultiRegionTrail=True,
        EnableLogFileValidation=True,
    )
    client.start_logging(Name="stopped")
    client.stop_logging(Name="stopped")
    client.create_trail(
        Name="local", S3BucketName=bucket, IsMultiRegionTrail=False
    )
    client.start_logging(Name="local")
    stopped = account.arn("cloudtrail", "trail/stopped")
    account.fails(
        stopped, "trail-logging", "trail-encrypted", "trail-to-log-group"
    )
    account.passes(stopped, "trail-multi-region", "trail-validation")
    local = account.arn("cloudtrail", "trail/local")
    account.fails(
        local, "trail-multi-region", "trail-validation", "trail-encrypted"
    )
    account.passes(local, "trail-logging")
    me = account_resource(account)
    account.fails(me, "account-trail-multi-region", region=SECOND)


def trail_key(account: Account) -> str:
    """Makes the rotating key that encrypts the trail; returns its ARN."""
    client = account.client("kms", HOME)
    own_root = {"AWS": f"arn:aws:iam::{account.id}:root"}
    policy = document(
        statement("kms:*", Principal=own_root),
        statement(
            "kms:GenerateDataKey*",
            Principal={"Service": "cloudtrail.amazonaws.com"},
            Condition={"StringEquals": {"aws:SourceAccount": account.id}},
        ),
    )
    key = client.create_key(Description="audit trail", Policy=policy)[
        "KeyMetadata"
    ]
    client.enable_key_rotation(KeyId=key["KeyId"])
    account.passes(key["Arn"], "kms-rotation", "kms-key-policy-public")
    return key["Arn"]


def trail_log_group(account: Account) -> str:
    """Makes the log group that the trail writes to; returns its ARN."""
    client = account.client("logs", HOME)
    client.create_log_group(logGroupName=LOG_GROUP)
    client.put_retention_policy(logGroupName=LOG_GROUP, retentionInDays=365)
    arn = account.arn("logs", f"log-group:{LOG_GROUP}")
    account.passes(arn, "log-group-retention")
    account.fails(arn, "log-group-encrypted")
    return f"{arn}:*"


def trail_role(account: Account) -> str:
    """Makes the role by which CloudTrail writes to the log group."""
    client = account.client("iam")
    client.create_role(
        RoleName="trail-to-logs",
        AssumeRolePolicyDocument=trust({"Service": "cloudtrail.amazonaws.com"}),
    )
    client.put_role_policy(
        RoleName="trail-to-logs",
        PolicyName="write",
        PolicyDocument=document(
            statement(
                ["logs:CreateLogStream", "logs:PutLogEvents"],
                account.arn("logs", f"log-group:{LOG_GROUP}:*"),
            )
        ),
    )
    return f"arn:aws:iam::{account.id}:role/trail-to-logs"
