# SPDX-License-Identifier: Apache-2.0
"""The baseline of each account: who watches, and is the watch switched on.

security: everything on, in every enabled region. management: everything on, in
the regions that the scene speaks about. shop: something wrong with each part.
sandbox: nothing at all.
"""

from __future__ import annotations

from scene.accounts import account_resource, region_resource
from scene.context import HOME, SECOND, Account, Scene
from scene.documents import document, statement

GOOD = ("management", "security")
# Regions whose state is noted one by one.
NOTED_REGIONS = ("eu-central-1", HOME, SECOND)
STRONG_PASSWORDS = {
    "MinimumPasswordLength": 14,
    "RequireSymbols": True,
    "RequireNumbers": True,
    "RequireUppercaseCharacters": True,
    "RequireLowercaseCharacters": True,
    "AllowUsersToChangePassword": True,
    "MaxPasswordAge": 90,
    "PasswordReusePrevention": 24,
}
WEAK_PASSWORDS = {"MinimumPasswordLength": 8, "RequireNumbers": True}
BLOCK_ALL = {
    "BlockPublicAcls": True,
    "IgnorePublicAcls": True,
    "BlockPublicPolicy": True,
    "RestrictPublicBuckets": True,
}
EVERY_RESOURCE = {"allSupported": True, "includeGlobalResourceTypes": True}


def build(scene: Scene) -> None:
    """Sets up the watch in every account that can be entered."""
    build_good(scene["management"], list(NOTED_REGIONS))
    build_good(scene["security"], scene.regions())
    build_shop(scene["shop"])
    build_sandbox(scene["sandbox"])


def build_good(account: Account, regions: list[str]) -> None:
    """Switches everything on in these regions and for the account."""
    for region in regions:
        record_config(account, region, started=True)
        account.client("guardduty", region).create_detector(Enable=True)
        account.client("securityhub", region).enable_security_hub()
    for region in NOTED_REGIONS:
        if account.scene.has_backdoor:  # Plain moto has no Access Analyzer.
            client = account.client("accessanalyzer", region)
            client.create_analyzer(analyzerName="account", type="ACCOUNT")
        note_region(account, region, config=True, guardduty=True, hub=True)
    block_account(account, BLOCK_ALL)
    account.client("iam").update_account_password_policy(**STRONG_PASSWORDS)
    me = account_resource(account)
    account.passes(me, "account-public-access-block", region=SECOND)
    note_passwords(account, good=True)


def build_shop(account: Account) -> None:
    """Leaves each part of the baseline half done."""
    record_config(account, HOME, started=False)
    record_config(account, SECOND, started=True)
    account.client("guardduty", HOME).create_detector(Enable=True)
    account.client("guardduty", "eu-central-1").create_detector(Enable=False)
    account.client("securityhub", HOME).enable_security_hub()
    note_region(account, HOME, config=False, guardduty=True, hub=True)
    note_region(account, SECOND, config=True, guardduty=False, hub=False)
    note_region(
        account, "eu-central-1", config=False, guardduty=False, hub=False
    )
    # All off: one that is on would make the buckets below it harmless.
    block_account(account, dict.fromkeys(BLOCK_ALL, False))
    account.client("iam").update_account_password_policy(**WEAK_PASSWORDS)
    me = account_resource(account)
    account.fails(
        me, "account-public-access-block", "account-baseline", region=SECOND
    )
    note_passwords(account, good=False)


def build_sandbox(account: Account) -> None:
    """Notes that nothing was ever set up here."""
    for region in NOTED_REGIONS:
        note_region(account, region, config=False, guardduty=False, hub=False)
    me = account_resource(account)
    account.fails(
        me,
        "account-public-access-block",
        "account-baseline",
        "account-trail-multi-region",
        region=SECOND,
    )
    note_passwords(account, good=False)


def note_region(
    account: Account, region: str, config: bool, guardduty: bool, hub: bool
) -> None:
    """Notes which of the three regional services are on in one region."""
    me = region_resource(account, region)
    if account.scene.has_backdoor:
        good = account.name in GOOD
        account.judge(me, "access-analyzer-on", good, region)
    account.judge(me, "config-recorder-on", config, region)
    account.judge(me, "guardduty-on", guardduty, region)
    account.judge(me, "securityhub-on", hub, region)


def note_passwords(account: Account, good: bool) -> None:
    """Notes the verdicts on the account's password policy."""
    for topic in (
        "length",
        "symbols",
        "uppercase",
        "lowercase",
        "reuse",
        "expiry",
    ):
        me = account_resource(account)
        account.judge(me, f"password-policy-{topic}", good, SECOND)


def block_account(account: Account, settings: dict[str, bool]) -> None:
    """Sets the account's own S3 public access block."""
    account.client("s3control", SECOND).put_public_access_block(
        AccountId=account.id, PublicAccessBlockConfiguration=settings
    )


def record_config(account: Account, region: str, started: bool) -> None:
    """Makes a Config recorder with its channel, and starts it or not."""
    client = account.client("config", region)
    role = f"arn:aws:iam::{account.id}:role/aws-service-role/config"
    client.put_configuration_recorder(
        ConfigurationRecorder={
            "name": "default",
            "roleARN": role,
            "recordingGroup": EVERY_RESOURCE,
        }
    )
    client.put_delivery_channel(
        DeliveryChannel={"name": "default", "s3BucketName": log_bucket(account)}
    )
    if started:
        client.start_configuration_recorder(ConfigurationRecorderName="default")


def log_bucket(account: Account) -> str:
    """Returns the name of the account's bucket for audit logs, made on demand."""
    name = f"audit-logs-{account.id}"
    if getattr(account, "has_log_bucket", False):
        return name
    client = account.client("s3", HOME)
    client.create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": HOME}
    )
    client.put_public_access_block(
        Bucket=name, PublicAccessBlockConfiguration=BLOCK_ALL
    )
    service = {"Service": ["cloudtrail.amazonaws.com", "config.amazonaws.com"]}
    resource = [f"arn:aws:s3:::{name}", f"arn:aws:s3:::{name}/*"]
    own = {"StringEquals": {"aws:SourceAccount": account.id}}
    policy = document(
        statement(
            ["s3:GetBucketAcl", "s3:PutObject"],
            resource,
            Principal=service,
            Condition=own,
        ),
        statement(
            "s3:PutObject",
            resource[1],
            Principal={"Service": "logging.s3.amazonaws.com"},
            Condition=own,
        ),
    )
    client.put_bucket_policy(Bucket=name, Policy=policy)
    account.has_log_bucket = True
    bucket = f"arn:aws:s3:::{name}"
    account.passes(bucket, "bucket-public", "bucket-public-access-block")
    account.fails(bucket, "bucket-tls-only")
    return name
