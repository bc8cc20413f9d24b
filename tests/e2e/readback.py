# SPDX-License-Identifier: Apache-2.0
"""Readers of single settings by AWS's own calls, one for each simple topic.

A reader takes (account, resource, region) and says whether the setting is
right, from the API's answer alone: it never looks at what the scene intended.
"""

from __future__ import annotations

import csv
import io
import json
from typing import Any, Callable

from scene.context import HOME, Account

Reader = Callable[[Account, str, str], bool]
# Arguments that take the whole ARN; others take its last part.
WHOLE_ARN = ("SecretId", "LoadBalancerArn", "KeyId", "TopicArn")


def last(arn: str) -> str:
    """Returns what follows the last slash or colon of an ARN."""
    return arn.replace("/", ":").rpartition(":")[2]


def bucket_reader(call: str, good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of one bucket setting; an absent setting is wrong."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("s3", HOME)
        try:
            return bool(good(getattr(client, call)(Bucket=last(arn))))
        except client.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            if not (
                code.startswith("NoSuch") or code.endswith("NotFoundError")
            ):
                raise
            return False

    return read


def ec2_reader(call: str, argument: str, good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of one EC2 resource found by its id."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("ec2", region)
        reply = getattr(client, call)(**{argument: [last(arn)]})
        return bool(
            good(
                next(v for k, v in reply.items() if k != "ResponseMetadata")[0]
            )
        )

    return read


def rds_reader(kind: str, good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of a database instance, cluster or snapshot."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("rds", region)
        call = getattr(client, f"describe_db_{kind.lower()}s")
        title = {
            "instance": "DBInstance",
            "cluster": "DBCluster",
            "snapshot": "DBSnapshot",
        }
        reply = call(**{f"{title[kind]}Identifier": last(arn)})
        return bool(good(reply[f"{title[kind]}s"][0]))

    return read


def trail_reader(good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of a trail with its status."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("cloudtrail", region)
        trail = client.get_trail(Name=arn)["Trail"]
        return bool(good({**trail, **client.get_trail_status(Name=arn)}))

    return read


def group_reader(good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of a log group."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("logs", region)
        name = arn.rpartition(":")[2]
        found = client.describe_log_groups(logGroupNamePrefix=name)["logGroups"]
        return bool(
            good(next(one for one in found if one["logGroupName"] == name))
        )

    return read


def call_reader(
    service: str, call: str, argument: str, good: Callable[[dict], Any]
) -> Reader:
    """Returns a reader of the reply to one call with one name."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client(service, region)
        name = arn if argument in WHOLE_ARN else last(arn)
        return bool(good(getattr(client, call)(**{argument: name})))

    return read


def balancer_reader(attribute: str) -> Reader:
    """Returns a reader of one true-or-false load balancer attribute."""

    def good(reply: dict) -> bool:
        found = {one["Key"]: one["Value"] for one in reply["Attributes"]}
        return found.get(attribute) == "true"

    return call_reader(
        "elbv2", "describe_load_balancer_attributes", "LoadBalancerArn", good
    )


def stream_reader(good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of the settings of one Kinesis stream."""
    return call_reader(
        "kinesis",
        "describe_stream_summary",
        "StreamName",
        lambda reply: good(reply["StreamDescriptionSummary"]),
    )


def repository_reader(good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of an ECR repository."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("ecr", region)
        reply = client.describe_repositories(repositoryNames=[last(arn)])
        return bool(good(reply["repositories"][0]))

    return read


def region_reader(
    service: str, call: str, good: Callable[[dict], Any]
) -> Reader:
    """Returns a reader of a service's state in one region."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client(service, region)
        try:
            return bool(good(getattr(client, call)()))
        except client.exceptions.ClientError:
            return False

    return read


def guardduty_on(account: Account, arn: str, region: str) -> bool:
    """True when the region has an enabled detector."""
    client = account.client("guardduty", region)
    ids = client.list_detectors()["DetectorIds"]
    return any(
        client.get_detector(DetectorId=one)["Status"] == "ENABLED"
        for one in ids
    )


def root_reader(column: str, good: Callable[[str], bool]) -> Reader:
    """Returns a reader of the root user's row in the credential report."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("iam")
        client.generate_credential_report()
        text = client.get_credential_report()["Content"].decode()
        return good(next(csv.DictReader(io.StringIO(text)))[column])

    return read


def blocks_all(reply: dict) -> bool:
    """True when all four flags of a public access block are on."""
    flags = reply["PublicAccessBlockConfiguration"]
    return len(flags) == 4 and all(flags.values())


def mounts_guarded(reply: dict) -> bool:
    """True when an EFS policy serves mount targets only."""
    return "Condition" in json.loads(reply["Policy"])["Statement"][0]


def flow_logged(account: Account, arn: str, region: str) -> bool:
    """True when a flow log records the VPC."""
    wanted = [{"Name": "resource-id", "Values": [last(arn)]}]
    reply = account.client("ec2", region).describe_flow_logs(Filters=wanted)
    return bool(reply["FlowLogs"])


def snapshot_private(account: Account, arn: str, region: str) -> bool:
    """True when an EBS snapshot is not shared with everybody."""
    reply = account.client("ec2", region).describe_snapshot_attribute(
        SnapshotId=last(arn), Attribute="createVolumePermission"
    )
    return all(
        one.get("Group") != "all" for one in reply["CreateVolumePermissions"]
    )


def database_snapshot_private(account: Account, arn: str, region: str) -> bool:
    """True when an RDS snapshot is not shared with everybody."""
    reply = account.client("rds", region).describe_db_snapshot_attributes(
        DBSnapshotIdentifier=last(arn)
    )
    found = reply["DBSnapshotAttributesResult"]["DBSnapshotAttributes"]
    return all("all" not in one["AttributeValues"] for one in found)


def queue_encrypted(account: Account, arn: str, region: str) -> bool:
    """True when SQS or KMS encrypts a queue."""
    client = account.client("sqs", region)
    url = client.get_queue_url(QueueName=last(arn))["QueueUrl"]
    names = ["SqsManagedSseEnabled", "KmsMasterKeyId"]
    found = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)
    return found.get("Attributes", {}).get("SqsManagedSseEnabled") == "true"


def console_mfa(account: Account, arn: str, region: str) -> bool:
    """True when a user has an MFA device."""
    client = account.client("iam")
    return bool(client.list_mfa_devices(UserName=last(arn))["MFADevices"])


def password_reader(field: str, good: Callable[[Any], bool]) -> Reader:
    """Returns a reader of one field of the password policy; none is wrong."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("iam")
        try:
            policy = client.get_account_password_policy()["PasswordPolicy"]
        except client.exceptions.NoSuchEntityException:
            return False
        return good(policy.get(field))

    return read


def account_blocks(account: Account, arn: str, region: str) -> bool:
    """True when the account's own public access block is complete."""
    client = account.client("s3control", "us-east-1")
    try:
        return blocks_all(client.get_public_access_block(AccountId=account.id))
    except client.exceptions.ClientError:
        return False


def lifecycle_reader(account: Account, arn: str, region: str) -> bool:
    """True when an ECR repository has a lifecycle policy."""
    client = account.client("ecr", region)
    try:
        return bool(client.get_lifecycle_policy(repositoryName=last(arn)))
    except client.exceptions.LifecyclePolicyNotFoundException:
        return False


def backup_on(account: Account, arn: str, region: str) -> bool:
    """True when EFS backs a file system up by itself."""
    client = account.client("efs", region)
    try:
        reply = client.describe_backup_policy(FileSystemId=last(arn))
    except client.exceptions.ClientError:
        return False
    return reply["BackupPolicy"]["Status"] in ("ENABLED", "ENABLING")


def listener_reader(good: Callable[[dict], Any]) -> Reader:
    """Returns a reader of all listeners of a load balancer."""

    def read(account: Account, arn: str, region: str) -> bool:
        client = account.client("elbv2", region)
        found = client.describe_listeners(LoadBalancerArn=arn)["Listeners"]
        return bool(found) and all(good(one) for one in found)

    return read


def speaks_tls(listener: dict) -> bool:
    """True when a listener is HTTPS or sends everybody to HTTPS."""
    actions = listener["DefaultActions"]
    redirects = [one for one in actions if one["Type"] == "redirect"]
    return listener["Protocol"] == "HTTPS" or any(
        one["RedirectConfig"]["Protocol"] == "HTTPS" for one in redirects
    )


def endpoint_closed(reply: dict) -> bool:
    """True when not everybody reaches the Kubernetes endpoint."""
    network = reply["cluster"]["resourcesVpcConfig"]
    sources = network.get("publicAccessCidrs") or ["0.0.0.0/0"]
    return not network["endpointPublicAccess"] or "0.0.0.0/0" not in sources
