# SPDX-License-Identifier: Apache-2.0
"""Metric filters and alarms on the audit trail: section 4 of the CIS benchmark.

security has all fifteen with an alarm that somebody hears. management has the
trail in a log group and no filter. shop has two that alarm nobody.
"""

from __future__ import annotations

from scene.accounts import account_resource
from scene.context import HOME, SECOND, Account, Scene
from scene.documents import document, statement
from scene.trails import LOG_GROUP


def any_of(field: str, values: list[str]) -> str:
    """Returns a filter pattern: `field` is one of the values."""
    return "{" + " || ".join(f"($.{field} = {value})" for value in values) + "}"


def calls(source: str, names: list[str]) -> str:
    """Returns a filter pattern: one of these calls to one service."""
    some = " || ".join(f"($.eventName = {name})" for name in names)
    return f"{{($.eventSource = {source}.amazonaws.com) && ({some})}}"


# What each control of CIS AWS Foundations section 4 wants to be told about, as
# CloudWatch Logs filter patterns over CloudTrail's event names. Their syntax:
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
PATTERNS = {
    "unauthorized-calls": '{($.errorCode = "*UnauthorizedOperation") || '
    '($.errorCode = "AccessDenied*")}',
    "console-without-mfa": '{($.eventName = "ConsoleLogin") && '
    '($.additionalEventData.MFAUsed != "Yes")}',
    "root-usage": '{$.userIdentity.type = "Root" && '
    '$.userIdentity.invokedBy NOT EXISTS && $.eventType != "AwsServiceEvent"}',
    "iam-changes": any_of(
        "eventName",
        [
            verb + kind + "Policy"
            for verb in ("Delete", "Put", "Attach", "Detach")
            for kind in ("Group", "Role", "User")
        ]
        + [
            "CreatePolicy",
            "DeletePolicy",
            "CreatePolicyVersion",
            "DeletePolicyVersion",
        ],
    ),
    "trail-changes": any_of(
        "eventName",
        [
            "CreateTrail",
            "UpdateTrail",
            "DeleteTrail",
            "StartLogging",
            "StopLogging",
        ],
    ),
    "failed-logins": "{($.eventName = ConsoleLogin) && "
    '($.errorMessage = "Failed authentication")}',
    "key-deletion": calls("kms", ["DisableKey", "ScheduleKeyDeletion"]),
    "bucket-policy-changes": calls(
        "s3",
        [
            "PutBucketAcl",
            "PutBucketPolicy",
            "PutBucketCors",
            "PutBucketLifecycle",
            "PutBucketReplication",
            "DeleteBucketPolicy",
            "DeleteBucketCors",
            "DeleteBucketLifecycle",
            "DeleteBucketReplication",
        ],
    ),
    "config-changes": calls(
        "config",
        [
            "StopConfigurationRecorder",
            "DeleteDeliveryChannel",
            "PutDeliveryChannel",
            "PutConfigurationRecorder",
        ],
    ),
    "security-group-changes": any_of(
        "eventName",
        [
            "AuthorizeSecurityGroupIngress",
            "AuthorizeSecurityGroupEgress",
            "RevokeSecurityGroupIngress",
            "RevokeSecurityGroupEgress",
            "CreateSecurityGroup",
            "DeleteSecurityGroup",
        ],
    ),
    "network-acl-changes": any_of(
        "eventName",
        [
            "CreateNetworkAcl",
            "CreateNetworkAclEntry",
            "DeleteNetworkAcl",
            "DeleteNetworkAclEntry",
            "ReplaceNetworkAclEntry",
            "ReplaceNetworkAclAssociation",
        ],
    ),
    "gateway-changes": any_of(
        "eventName",
        [
            "CreateCustomerGateway",
            "DeleteCustomerGateway",
            "AttachInternetGateway",
            "CreateInternetGateway",
            "DeleteInternetGateway",
            "DetachInternetGateway",
        ],
    ),
    "route-table-changes": calls(
        "ec2",
        [
            "CreateRoute",
            "CreateRouteTable",
            "ReplaceRoute",
            "ReplaceRouteTableAssociation",
            "DeleteRouteTable",
            "DeleteRoute",
            "DisassociateRouteTable",
        ],
    ),
    "vpc-changes": any_of(
        "eventName",
        [
            "CreateVpc",
            "DeleteVpc",
            "ModifyVpcAttribute",
            "AcceptVpcPeeringConnection",
            "CreateVpcPeeringConnection",
            "DeleteVpcPeeringConnection",
            "RejectVpcPeeringConnection",
            "AttachClassicLinkVpc",
            "DetachClassicLinkVpc",
            "DisableVpcClassicLink",
            "EnableVpcClassicLink",
        ],
    ),
    "organization-changes": calls(
        "organizations",
        [
            "AcceptHandshake",
            "AttachPolicy",
            "CancelHandshake",
            "CreateAccount",
            "CreateOrganization",
            "CreateOrganizationalUnit",
            "CreatePolicy",
            "DeclineHandshake",
            "DeleteOrganization",
            "DeleteOrganizationalUnit",
            "DeletePolicy",
            "DetachPolicy",
            "DisablePolicyType",
            "EnableAllFeatures",
            "EnablePolicyType",
            "InviteAccountToOrganization",
            "LeaveOrganization",
            "MoveAccount",
            "RemoveAccountFromOrganization",
            "UpdateOrganizationalUnit",
            "UpdatePolicy",
        ],
    ),
}


def build(scene: Scene) -> None:
    """Makes filters, alarms and the topic that carries them."""
    topic = alarm_topic(scene["security"], heard=True)
    for name, pattern in PATTERNS.items():
        add_filter(scene["security"], LOG_GROUP, name, pattern)
        add_alarm(scene["security"], name, [topic])
    build_shop(scene["shop"])
    for account, good in (
        ("security", True),
        ("management", False),
        ("shop", False),
    ):
        for name in PATTERNS:
            me = account_resource(scene[account])
            scene[account].judge(me, f"monitoring-{name}", good, SECOND)


def build_shop(account: Account) -> None:
    """Makes a filter without alarm, and an alarm to a topic nobody hears."""
    account.client("logs", HOME).create_log_group(logGroupName=LOG_GROUP)
    silent = alarm_topic(account, heard=False)
    for name in ("root-usage", "trail-changes"):
        add_filter(account, LOG_GROUP, name, PATTERNS[name])
    add_alarm(account, "trail-changes", [silent])
    group = account.arn("logs", f"log-group:{LOG_GROUP}")
    account.fails(group, "log-group-retention", "log-group-encrypted")


def alarm_topic(account: Account, heard: bool) -> str:
    """Makes the SNS topic for alarms, with or without a subscriber."""
    client = account.client("sns", HOME)
    arn = client.create_topic(
        Name="alarms", Attributes={"KmsMasterKeyId": "alias/aws/sns"}
    )["TopicArn"]
    account.passes(arn, "topic-public", "topic-encrypted")
    if heard:
        queue = alarm_queue(account, arn)
        client.subscribe(TopicArn=arn, Protocol="sqs", Endpoint=queue)
    return arn


def alarm_queue(account: Account, topic: str) -> str:
    """Makes the queue that hears the alarms; returns its ARN."""
    arn = account.arn("sqs", "alarms")
    policy = document(
        statement(
            "sqs:SendMessage",
            arn,
            Principal={"Service": "sns.amazonaws.com"},
            Condition={"ArnEquals": {"aws:SourceArn": topic}},
        )
    )
    account.client("sqs", HOME).create_queue(
        QueueName="alarms",
        Attributes={"Policy": policy, "SqsManagedSseEnabled": "true"},
    )
    account.passes(arn, "queue-public", "queue-encrypted")
    return arn


def add_filter(account: Account, group: str, name: str, pattern: str) -> None:
    """Adds one metric filter to a log group."""
    account.client("logs", HOME).put_metric_filter(
        logGroupName=group,
        filterName=name,
        filterPattern=pattern,
        metricTransformations=[
            {"metricName": name, "metricNamespace": "Audit", "metricValue": "1"}
        ],
    )


def add_alarm(account: Account, name: str, actions: list[str]) -> None:
    """Adds the alarm on the metric of one filter."""
    account.client("cloudwatch", HOME).put_metric_alarm(
        AlarmName=name,
        MetricName=name,
        Namespace="Audit",
        Statistic="Sum",
        Period=300,
        EvaluationPeriods=1,
        Threshold=1,
        ComparisonOperator="GreaterThanOrEqualToThreshold",
        AlarmActions=actions,
    )
