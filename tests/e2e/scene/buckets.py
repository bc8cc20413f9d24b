# SPDX-License-Identifier: Apache-2.0
"""S3 buckets: public by policy, by ACL, by a missing block, and their twins.

What "public" means follows AWS's own definition:
https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html
"""

from __future__ import annotations

from scene.baseline import BLOCK_ALL, log_bucket
from scene.context import HOME, Account, Scene
from scene.documents import document, statement

EVERYONE = {"Principal": "*"}


def build(scene: Scene) -> None:
    """Makes the buckets of shop, one for each way to be public or not."""
    account = scene["shop"]
    for name, (statements, public) in policies(account).items():
        make_by_policy(account, name, statements, public)
    make_by_acl(account)
    make_by_block(account)
    make_settings(account)


def make_bucket(account: Account, name: str, **options: object) -> str:
    """Makes a bucket named after its account; returns the full name."""
    bucket = f"{name}-{account.id}"
    account.client("s3", HOME).create_bucket(
        Bucket=bucket,
        CreateBucketConfiguration={"LocationConstraint": HOME},
        **options,
    )
    return bucket


def block(account: Account, bucket: str, **changes: bool) -> None:
    """Sets the bucket's public access block: all on, except `changes`."""
    account.client("s3", HOME).put_public_access_block(
        Bucket=bucket, PublicAccessBlockConfiguration={**BLOCK_ALL, **changes}
    )


def read(bucket: str, **more: object) -> dict:
    """Returns a statement that lets somebody read the bucket's objects."""
    return statement("s3:GetObject", f"arn:aws:s3:::{bucket}/*", **more)


def policies(account: Account) -> dict[str, tuple[list[dict], bool]]:
    """Returns bucket policies by name, as statements and "is it public".

    The statements' resource is filled in by make_by_policy().
    """
    return {**public_policies(), **private_policies(account)}


def condition(operator: str, key: str, value: object) -> dict:
    """Returns statement elements: everyone, under one condition."""
    return {**EVERYONE, "Condition": {operator: {key: value}}}


def public_policies() -> dict[str, tuple[list[dict], bool]]:
    """Returns policies that serve the world, though some do not look so."""
    return {
        "policy-everyone": ([EVERYONE], True),
        "policy-everyone-aws": ([{"Principal": {"AWS": ["*"]}}], True),
        "policy-not-principal": (
            [{"NotPrincipal": {"AWS": "arn:aws:iam::111122223333:root"}}],
            True,
        ),
        "policy-half-the-world": (
            [
                condition(
                    "IpAddress", "aws:SourceIp", ["0.0.0.0/1", "128.0.0.0/1"]
                )
            ],
            True,
        ),
        "policy-any-vpce": (
            [condition("StringLike", "aws:SourceVpce", "vpce-*")],
            True,
        ),
        "policy-referer": (
            [
                condition(
                    "StringLike", "aws:Referer", "https://shop.example.com/*"
                )
            ],
            True,
        ),
        "policy-tls-only": (
            [condition("Bool", "aws:SecureTransport", "true")],
            True,
        ),
        # Denying one address does not make a bucket private (S3 ignores Deny
        # when it decides what is public).
        "policy-deny-one": (
            [
                EVERYONE,
                {
                    "Effect": "Deny",
                    **condition("IpAddress", "aws:SourceIp", "198.51.100.7/32"),
                },
            ],
            True,
        ),
    }


def private_policies(account: Account) -> dict[str, tuple[list[dict], bool]]:
    """Returns policies that look public to a text search and are not."""
    return {
        "policy-office": (
            [condition("IpAddress", "aws:SourceIp", "203.0.113.0/24")],
            False,
        ),
        "policy-organisation": (
            [condition("StringEquals", "aws:PrincipalOrgID", "o-exampleorgid")],
            False,
        ),
        "policy-vpce": (
            [condition("StringEquals", "aws:SourceVpce", "vpce-1a2b3c4d")],
            False,
        ),
        "policy-account": (
            [condition("StringEquals", "aws:SourceAccount", account.id)],
            False,
        ),
        "policy-deny-everyone": ([{"Effect": "Deny", **EVERYONE}], False),
        "policy-deny-plain-http": (
            [
                {
                    "Effect": "Deny",
                    "Action": "s3:*",
                    **condition("Bool", "aws:SecureTransport", "false"),
                }
            ],
            False,
        ),
        "policy-partner": (
            [{"Principal": {"AWS": "arn:aws:iam::111122223333:role/reader"}}],
            False,
        ),
        "policy-service": (
            [{"Principal": {"Service": "cloudfront.amazonaws.com"}}],
            False,
        ),
    }


def make_by_policy(
    account: Account, name: str, statements: list[dict], public: bool
) -> None:
    """Makes a bucket with this policy and nothing to block it."""
    bucket = make_bucket(account, name)
    client = account.client("s3", HOME)
    client.delete_public_access_block(Bucket=bucket)
    whole = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"]
    filled = [{**read(bucket), **one} for one in statements]
    for one in filled:
        one["Resource"] = whole if one["Action"] == "s3:*" else one["Resource"]
    client.put_bucket_policy(Bucket=bucket, Policy=document(*filled))
    arn = f"arn:aws:s3:::{bucket}"
    account.judge(arn, "bucket-policy-public", not public)
    account.judge(arn, "bucket-public", not public)
    account.judge(arn, "bucket-tls-only", name == "policy-deny-plain-http")
    account.fails(arn, "bucket-public-access-block")


def make_by_acl(account: Account) -> None:
    """Makes buckets whose ACL grants the world, void or in force."""
    client = account.client("s3", HOME)
    writer = {"ObjectOwnership": "ObjectWriter"}
    cases = {
        "acl-public-read": ("public-read", {}, True),
        "acl-authenticated": ("authenticated-read", {}, True),
        "acl-private": ("private", {}, False),
        "acl-ignored": ("public-read", {"IgnorePublicAcls": True}, False),
    }
    for name, (acl, flags, public) in cases.items():
        bucket = make_bucket(account, name, **writer)
        client.delete_public_access_block(Bucket=bucket)
        client.put_bucket_acl(Bucket=bucket, ACL=acl)
        if flags:
            none = dict.fromkeys(BLOCK_ALL, False)
            client.put_public_access_block(
                Bucket=bucket, PublicAccessBlockConfiguration={**none, **flags}
            )
        arn = f"arn:aws:s3:::{bucket}"
        account.judge(arn, "bucket-acl-public", not public)
        account.judge(arn, "bucket-public", not public)
        account.fails(arn, "bucket-public-access-block", "bucket-acl-disabled")


def make_by_block(account: Account) -> None:
    """Makes buckets that differ in the public access block only."""
    client = account.client("s3", HOME)
    bucket = make_bucket(account, "block-removed")
    client.delete_public_access_block(Bucket=bucket)
    account.fails(f"arn:aws:s3:::{bucket}", "bucket-public-access-block")
    for flag in BLOCK_ALL:
        bucket = make_bucket(account, f"block-without-{flag.lower()}"[:50])
        block(account, bucket, **{flag: False})
        account.fails(f"arn:aws:s3:::{bucket}", "bucket-public-access-block")
        account.passes(f"arn:aws:s3:::{bucket}", "bucket-public")
    # A public policy that RestrictPublicBuckets makes harmless.
    bucket = make_bucket(account, "block-restricts-policy")
    client.delete_public_access_block(Bucket=bucket)
    client.put_bucket_policy(
        Bucket=bucket, Policy=document(read(bucket, **EVERYONE))
    )
    block(account, bucket)
    arn = f"arn:aws:s3:::{bucket}"
    account.passes(arn, "bucket-public-access-block", "bucket-public")


def make_settings(account: Account) -> None:
    """Makes one bucket with every protection and one with none."""
    client = account.client("s3", HOME)
    bucket = make_bucket(
        account, "settings-good", ObjectLockEnabledForBucket=True
    )
    arn = f"arn:aws:s3:::{bucket}"
    whole = [arn, f"{arn}/*"]
    plain = condition("Bool", "aws:SecureTransport", "false")
    block(account, bucket)
    client.put_bucket_policy(
        Bucket=bucket,
        Policy=document(statement("s3:*", whole, "Deny", **plain)),
    )
    client.put_bucket_versioning(
        Bucket=bucket, VersioningConfiguration={"Status": "Enabled"}
    )
    client.put_bucket_logging(
        Bucket=bucket, BucketLoggingStatus=log_target(account)
    )
    client.put_bucket_encryption(
        Bucket=bucket, ServerSideEncryptionConfiguration=kms_encryption()
    )
    client.put_bucket_ownership_controls(
        Bucket=bucket,
        OwnershipControls={
            "Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]
        },
    )
    client.put_bucket_lifecycle_configuration(
        Bucket=bucket, LifecycleConfiguration=lifecycle()
    )
    topics = (
        "versioning",
        "logging",
        "encryption-kms",
        "tls-only",
        "acl-disabled",
    )
    account.passes(arn, *[f"bucket-{topic}" for topic in topics])
    account.passes(
        arn, "bucket-lifecycle", "bucket-object-lock", "bucket-public"
    )
    account.passes(arn, "bucket-public-access-block")
    bare = f"arn:aws:s3:::{make_bucket(account, 'settings-none')}"
    account.fails(
        bare, "bucket-versioning", "bucket-logging", "bucket-encryption-kms"
    )
    account.fails(
        bare, "bucket-tls-only", "bucket-lifecycle", "bucket-object-lock"
    )


def kms_encryption() -> dict:
    """Returns default encryption by the AWS-managed KMS key."""
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": "alias/aws/s3"}
    rule = {
        "ApplyServerSideEncryptionByDefault": default,
        "BucketKeyEnabled": True,
    }
    return {"Rules": [rule]}


def lifecycle() -> dict:
    """Returns a lifecycle that ends unfinished uploads and old versions."""
    rule = {
        "ID": "tidy",
        "Status": "Enabled",
        "Filter": {"Prefix": ""},
        "AbortIncompleteMultipartUpload": {"DaysAfterInitiation": 7},
        "NoncurrentVersionExpiration": {"NoncurrentDays": 90},
    }
    return {"Rules": [rule]}


def log_target(account: Account) -> dict:
    """Returns server access logging into the account's log bucket."""
    target = {"TargetBucket": log_bucket(account), "TargetPrefix": "access/"}
    return {"LoggingEnabled": target}
