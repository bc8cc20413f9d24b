# SPDX-License-Identifier: Apache-2.0
"""KMS keys, secrets, and log groups encrypted by such keys."""

from __future__ import annotations

import io
import zipfile

from scene.context import HOME, Account, Scene
from scene.documents import document, statement, trust
from scene.identity import identity


def build(scene: Scene) -> None:
    """Makes the keys, secrets and log groups of shop."""
    account = scene["shop"]
    make_keys(account)
    make_secrets(account)
    make_log_groups(account)


def make_key(
    account: Account, name: str, policy: str | None = None, **options: str
) -> str:
    """Makes a KMS key with an alias; returns its ARN."""
    client = account.client("kms", HOME)
    if policy:
        options["Policy"] = policy
    arn = client.create_key(Description=name, **options)["KeyMetadata"]["Arn"]
    client.create_alias(AliasName=f"alias/{name}", TargetKeyId=arn)
    return arn


def make_keys(account: Account) -> None:
    """Makes keys with and without rotation, open and closed policies."""
    client = account.client("kms", HOME)
    rotated = make_key(account, "rotated")
    client.enable_key_rotation(KeyId=rotated)
    account.passes(rotated, "kms-rotation", "kms-key-policy-public")
    account.fails(make_key(account, "never-rotated"), "kms-rotation")
    own = statement("kms:*", Principal={"AWS": identity(account, "root")})
    for name, extra, good in (
        ("policy-everyone", {"Principal": {"AWS": "*"}}, False),
        (
            "policy-own-callers",
            {
                "Principal": {"AWS": "*"},
                "Condition": {
                    "StringEquals": {"kms:CallerAccount": account.id}
                },
            },
            True,
        ),
    ):
        policy = document(own, statement("kms:Decrypt", **extra))
        account.judge(
            make_key(account, name, policy), "kms-key-policy-public", good
        )
    doomed = make_key(account, "doomed")
    client.schedule_key_deletion(
        KeyId=doomed.split("/")[-1], PendingWindowInDays=7
    )
    account.fails(doomed, "kms-pending-deletion")
    account.passes(rotated, "kms-pending-deletion")
    # Asymmetric keys cannot rotate: no verdict of that kind is wanted on them.
    make_key(account, "signing", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY")


def make_secrets(account: Account) -> None:
    """Makes secrets with and without rotation, own key and public policy."""
    client = account.client("secretsmanager", HOME)
    key = make_key(account, "secrets")
    rotator = make_rotator(account)
    rotated = client.create_secret(
        Name="rotated", SecretString="x", KmsKeyId=key
    )["ARN"]
    client.rotate_secret(
        SecretId=rotated,
        RotationLambdaARN=rotator,
        RotationRules={"AutomaticallyAfterDays": 30},
        RotateImmediately=False,
    )
    account.passes(
        rotated, "secret-rotation", "secret-own-key", "secret-public"
    )
    plain = client.create_secret(Name="never-rotated", SecretString="x")["ARN"]
    account.fails(plain, "secret-rotation", "secret-own-key")
    account.passes(plain, "secret-public")
    shared = client.create_secret(Name="for-everyone", SecretString="x")["ARN"]
    client.put_resource_policy(
        SecretId=shared,
        ResourcePolicy=document(
            statement("secretsmanager:GetSecretValue", Principal="*")
        ),
    )
    account.fails(shared, "secret-public", "secret-rotation")


def make_rotator(account: Account) -> str:
    """Makes the function that rotates a secret; returns its ARN."""
    account.client("iam").create_role(
        RoleName="functions",
        AssumeRolePolicyDocument=trust({"Service": "lambda.amazonaws.com"}),
    )
    reply = account.client("lambda", HOME).create_function(
        FunctionName="rotate-secret",
        Runtime="python3.13",
        Role=identity(account, "role/functions"),
        Handler="main.handler",
        Code={"ZipFile": archive()},
    )
    return reply["FunctionArn"]


def archive() -> bytes:
    """Returns a zip archive with the least function there is."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        file.writestr(
            "main.py", "def handler(event, context):\n    return event\n"
        )
    return buffer.getvalue()


def make_log_groups(account: Account) -> None:
    """Makes log groups with and without retention and own key."""
    client = account.client("logs", HOME)
    key = make_key(account, "logs")
    client.create_log_group(logGroupName="kept-a-year", kmsKeyId=key)
    client.put_retention_policy(logGroupName="kept-a-year", retentionInDays=365)
    client.create_log_group(logGroupName="kept-a-day")
    client.put_retention_policy(logGroupName="kept-a-day", retentionInDays=1)
    client.create_log_group(logGroupName="kept-for-ever")
    year = account.arn("logs", "log-group:kept-a-year")
    account.passes(year, "log-group-retention", "log-group-encrypted")
    for name in ("kept-a-day", "kept-for-ever"):
        arn = account.arn("logs", f"log-group:{name}")
        account.fails(arn, "log-group-retention", "log-group-encrypted")
