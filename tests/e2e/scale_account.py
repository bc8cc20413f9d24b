#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fills a simulated account with many resources of common types, one region.

    scale_account.py --endpoint URL [--resources N] [--account ID]

The mix is that of an ordinary account (mostly roles, security groups, buckets,
log groups, volumes and instances); one resource in four is wrong in some way, so
that scans have findings to write. Prints how many there are of each kind.
"""

from __future__ import annotations

import argparse
import collections
import io
import json
import sys
import zipfile
from typing import Any, Callable

import boto3
import botocore.config

ACCOUNT = "777788889999"
REGION = "us-east-1"
SIZE = 2550
# Of 100 resources.
MIX = {
    "bucket": 12,
    "role": 16,
    "user": 5,
    "policy": 6,
    "group": 15,  # security groups
    "instance": 8,
    "volume": 8,
    "snapshot": 6,
    "log": 10,
    "key": 3,
    "queue": 3,
    "topic": 2,
    "table": 2,
    "function": 2,
    "secret": 1,
    "database": 1,
}
TRUST = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": "ec2.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


def client(
    endpoint: str, service: str, key: tuple, region: str = REGION
) -> Any:
    """Makes a boto3 client for the simulator."""
    return boto3.session.Session().client(
        service,
        region_name=region,
        endpoint_url=endpoint,
        aws_access_key_id=key[0],
        aws_secret_access_key=key[1],
        aws_session_token=key[2] if len(key) > 2 else None,
        config=botocore.config.Config(
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": 1},
            proxies={},
            max_pool_connections=4,
        ),
    )


def enter(endpoint: str, account: str) -> tuple[str, str, str]:
    """Returns keys of an account; moto makes the account on first use."""
    sts = client(endpoint, "sts", ("AKIAIOSFODNN7EXAMPLE", "secret"))
    reply = sts.assume_role(
        RoleArn=f"arn:aws:iam::{account}:role/builder", RoleSessionName="build"
    )["Credentials"]
    return reply["AccessKeyId"], reply["SecretAccessKey"], reply["SessionToken"]


def policy(action: str, resource: str) -> str:
    """An identity policy of one statement."""
    allowed = {"Effect": "Allow", "Action": action, "Resource": resource}
    return json.dumps({"Version": "2012-10-17", "Statement": [allowed]})


def archive() -> bytes:
    """The code of a function that does nothing."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("main.py", "def handler(event, context): return 1\n")
    return content.getvalue()


class Builder:
    """Makes the resources; each method makes number `i` of its kind."""

    def __init__(self, endpoint: str, key: tuple) -> None:
        self._endpoint, self._key = endpoint, key
        self._clients: dict[str, Any] = {}
        for service in (
            "s3 iam ec2 logs kms sqs sns dynamodb lambda secretsmanager rds"
        ).split():
            self._clients[service] = client(endpoint, service, key)
        ec2 = self._clients["ec2"]
        self.subnet = ec2.describe_subnets()["Subnets"][0]["SubnetId"]
        self.vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
        self.image = "ami-12345678"
        self.code = archive()
        self.function_role = self.role(-1)
        self.snapshotted = self.volume(1)

    def bucket(self, i: int) -> None:
        s3, name = self._clients["s3"], f"scale-bucket-{i}"
        s3.create_bucket(Bucket=name)
        if i % 4:
            s3.put_public_access_block(
                Bucket=name,
                PublicAccessBlockConfiguration=dict.fromkeys(
                    (
                        "BlockPublicAcls",
                        "IgnorePublicAcls",
                        "BlockPublicPolicy",
                        "RestrictPublicBuckets",
                    ),
                    True,
                ),
            )
            s3.put_bucket_versioning(
                Bucket=name, VersioningConfiguration={"Status": "Enabled"}
            )
        if i % 3 == 0:
            s3.put_bucket_policy(
                Bucket=name,
                Policy=json.dumps(
                    {
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Effect": "Deny",
                                "Principal": "*",
                                "Action": "s3:*",
                                "Resource": [
                                    f"arn:aws:s3:::{name}",
                                    f"arn:aws:s3:::{name}/*",
                                ],
                                "Condition": {
                                    "Bool": {"aws:SecureTransport": "false"}
                                },
                            }
                        ],
                    }
                ),
            )

    def role(self, i: int) -> str:
        iam, name = self._clients["iam"], f"scale-role-{i}"
        role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=TRUST)
        action = "*" if i % 4 == 0 else "s3:GetObject"
        iam.put_role_policy(
            RoleName=name,
            PolicyName="inline",
            PolicyDocument=policy(action, "*"),
        )
        return role["Role"]["Arn"]

    def user(self, i: int) -> None:
        iam, name = self._clients["iam"], f"scale-user-{i}"
        iam.create_user(UserName=name)
        if i % 4 == 0:
            iam.create_access_key(UserName=name)

    def policy(self, i: int) -> None:
        document = policy("*" if i % 4 == 0 else "ec2:Describe*", "*")
        self._clients["iam"].create_policy(
            PolicyName=f"scale-policy-{i}", PolicyDocument=document
        )

    def group(self, i: int) -> None:
        ec2 = self._clients["ec2"]
        made = ec2.create_security_group(
            GroupName=f"scale-{i}", Description="scale", VpcId=self.vpc
        )["GroupId"]
        source = "0.0.0.0/0" if i % 4 == 0 else "10.0.0.0/8"
        ec2.authorize_security_group_ingress(
            GroupId=made,
            IpPermissions=[
                {
                    "IpProtocol": "tcp",
                    "FromPort": p,
                    "ToPort": p,
                    "IpRanges": [{"CidrIp": source}],
                }
                for p in (22, 443)
            ],
        )

    def instance(self, i: int) -> None:
        self._clients["ec2"].run_instances(
            ImageId=self.image,
            MinCount=1,
            MaxCount=1,
            InstanceType="t3.micro",
            SubnetId=self.subnet,
            MetadataOptions={"HttpTokens": "required" if i % 4 else "optional"},
        )

    def volume(self, i: int) -> str:
        return self._clients["ec2"].create_volume(
            AvailabilityZone=REGION + "a", Size=8, Encrypted=bool(i % 4)
        )["VolumeId"]

    def snapshot(self, i: int) -> None:
        self._clients["ec2"].create_snapshot(VolumeId=self.snapshotted)

    def log(self, i: int) -> None:
        logs, name = self._clients["logs"], f"/scale/{i}"
        logs.create_log_group(logGroupName=name)
        if i % 4:
            logs.put_retention_policy(logGroupName=name, retentionInDays=365)

    def key(self, i: int) -> None:
        kms = self._clients["kms"]
        made = kms.create_key()["KeyMetadata"]["KeyId"]
        if i % 4:
            kms.enable_key_rotation(KeyId=made)

    def queue(self, i: int) -> None:
        self._clients["sqs"].create_queue(QueueName=f"scale-{i}")

    def topic(self, i: int) -> None:
        self._clients["sns"].create_topic(Name=f"scale-{i}")

    def table(self, i: int) -> None:
        self._clients["dynamodb"].create_table(
            TableName=f"scale-{i}",
            AttributeDefinitions=[
                {"AttributeName": "id", "AttributeType": "S"}
            ],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )

    def function(self, i: int) -> None:
        self._clients["lambda"].create_function(
            FunctionName=f"scale-{i}",
            Runtime="python3.12" if i % 4 else "python3.7",
            Role=self.function_role,
            Handler="main.handler",
            Code={"ZipFile": self.code},
        )

    def secret(self, i: int) -> None:
        self._clients["secretsmanager"].create_secret(
            Name=f"scale-{i}", SecretString="x"
        )

    def database(self, i: int) -> None:
        self._clients["rds"].create_db_instance(
            DBInstanceIdentifier=f"scale-{i}",
            DBInstanceClass="db.t3.micro",
            Engine="postgres",
            MasterUsername="keeper",
            MasterUserPassword="not-a-real-one",
            AllocatedStorage=20,
            StorageEncrypted=bool(i % 4),
        )


def build(endpoint: str, key: tuple, resources: int) -> collections.Counter:
    """Makes about so many resources; returns how many of each kind."""
    builder = Builder(endpoint, key)
    made: collections.Counter = collections.Counter()
    for kind, share in MIX.items():
        make: Callable[[int], Any] = getattr(builder, kind)
        count = resources * share // 100
        # One after the other: moto stumbles over two writers now and then.
        for i in range(count):
            make(i)
        made[kind] = count
    return made


def main() -> int:
    """Parses the command line and builds."""
    parser = argparse.ArgumentParser(description="an account of many resources")
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--resources", type=int, default=SIZE)
    parser.add_argument("--account", default=ACCOUNT)
    options = parser.parse_args()
    key = enter(options.endpoint, options.account)
    made = build(options.endpoint, key, options.resources)
    print(f"{sum(made.values())} resources: {dict(made)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
