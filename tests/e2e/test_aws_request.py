# SPDX-License-Identifier: Apache-2.0
"""Compares the recognition of requests with what botocore sends."""

from __future__ import annotations

import unittest
from typing import Any

import botocore.config
import botocore.session
from aws_request import ROUTES, S3_BUCKET, account_of_key, recognise

KEY = "AKIAIOSFODNN7EXAMPLE"
# Service ids of botocore that sign under another name.
NAMES = {"elasticfilesystem": "efs", "access-analyzer": "accessanalyzer"}
OTHERS = {
    "iam": ["ListUsers", "GetAccountAuthorizationDetails"],
    "sts": ["GetCallerIdentity", "AssumeRole"],
    "ec2": ["DescribeSecurityGroups", "DescribeInstances"],
    "rds": ["DescribeDBInstances"],
    "sns": ["ListTopics", "GetTopicAttributes"],
    "elbv2": ["DescribeLoadBalancers"],
    "kms": ["ListKeys", "DescribeKey"],
    "dynamodb": ["ListTables"],
    "ecr": ["DescribeRepositories"],
    "organizations": ["ListAccounts"],
    "cloudtrail": ["DescribeTrails"],
    "config": ["DescribeConfigurationRecorders"],
    "logs": ["DescribeLogGroups"],
    "secretsmanager": ["ListSecrets"],
    "sqs": ["ListQueues"],
    "s3control": ["GetPublicAccessBlock"],
    "s3": sorted(S3_BUCKET.values())
    + ["ListBuckets", "HeadBucket", "ListObjects", "ListObjectsV2"],
}
PROTOCOLS = {
    "ec2": "ec2",
    "iam": "query",
    "sts": "query",
    "kms": "json",
    "eks": "rest-json",
    "s3": "rest-xml",
    "s3control": "rest-xml",
}


class Captured(Exception):
    """Carries a request out of botocore before it is sent."""


def capture(request: Any, **unused: Any) -> None:
    """Stops botocore at the moment of sending."""
    raise Captured(request)


def arguments(shape: Any) -> dict[str, Any]:
    """Makes up the required arguments of an operation."""
    made: dict[str, Any] = {}
    for name in shape.required_members if shape else []:
        kind = shape.members[name]
        values = {
            "string": "123456789012",
            "integer": 1,
            "list": [],
            "boolean": True,
        }
        made[name] = values.get(kind.type_name, {})
        if kind.type_name == "string" and kind.metadata.get("min", 0) > 12:
            made[name] = "arn:aws:iam::123456789012:role/x"
        if getattr(kind, "enum", None):
            made[name] = kind.enum[0]
    return made


class RecogniseTest(unittest.TestCase):
    """Every route, against a request signed by botocore."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.session = botocore.session.get_session()

    def sent(self, service: str, operation: str) -> Any:
        """Returns the request that botocore would send."""
        client = self.session.create_client(
            service,
            region_name="eu-west-1",
            endpoint_url="http://127.0.0.1:1",
            aws_access_key_id=KEY,
            aws_secret_access_key="x",
            config=botocore.config.Config(
                s3={"addressing_style": "path"},
                retries={"total_max_attempts": 1},
            ),
        )
        client.meta.events.register("before-send", capture)
        model = client.meta.service_model.operation_model(operation)
        method = botocore.xform_name(operation)
        with self.assertRaises(Captured) as caught:
            getattr(client, method)(**arguments(model.input_shape))
        return caught.exception.args[0]

    def check(self, service: str, operation: str) -> None:
        """Compares one operation."""
        with self.subTest(service=service, operation=operation):
            request = self.sent(service, operation)
            target = "/" + request.url.split("/", 3)[3]
            headers = {}
            for name, value in request.headers.items():
                text = (
                    value.decode() if isinstance(value, bytes) else str(value)
                )
                headers[name.lower()] = text
            body = request.body or b""
            body = body if isinstance(body, bytes) else body.encode()
            call = recognise(request.method, target, headers, body)
            self.assertEqual(call.operation, operation)
            self.assertEqual(call.region, "eu-west-1")
            self.assertEqual(call.access_key, KEY)
            if service in PROTOCOLS:
                self.assertEqual(call.protocol, PROTOCOLS[service])

    def test_rest_routes(self) -> None:
        """All routes of the rest-json services."""
        for service, routes in ROUTES.items():
            for _, _, operation in routes:
                self.check(NAMES.get(service, service), operation)

    def test_marked_protocols(self) -> None:
        """The protocols that name the operation, and S3."""
        for service, operations in OTHERS.items():
            for operation in operations:
                self.check(service, operation)

    def test_stranger_is_nobody(self) -> None:
        """What is no AWS request gives empty parts, and no exception."""
        call = recognise(
            "GET", "/a/b/c?d=%zz", {"authorization": "Basic eA=="}, b"\xff"
        )
        self.assertEqual((call.service, call.region), ("s3", ""))
        call = recognise("POST", "/nothing", {}, b"")
        self.assertEqual(call.operation, "")

    def test_account_of_key(self) -> None:
        """The published example of the key format, and texts that are none."""
        self.assertEqual(account_of_key("ASIAQNZGKIQY56JQ7WML"), "029608264753")
        self.assertEqual(account_of_key("AKIA-not-base32!"), "")
        self.assertEqual(account_of_key(""), "")


if __name__ == "__main__":
    unittest.main()
