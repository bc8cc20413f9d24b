# SPDX-License-Identifier: Apache-2.0
"""Recognises which AWS operation an HTTP request calls.

Knows the five protocols by their marks (X-Amz-Target, Action=, path and query)
and the REST routes of the services that Plimsoll reads. test_aws_request.py
compares every route with botocore.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import re
import urllib.parse

# S3: sub-resource of a bucket -> name of the GET operation. Source:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations.html
S3_BUCKET = {
    "accelerate": "GetBucketAccelerateConfiguration",
    "acl": "GetBucketAcl",
    "cors": "GetBucketCors",
    "encryption": "GetBucketEncryption",
    "lifecycle": "GetBucketLifecycleConfiguration",
    "location": "GetBucketLocation",
    "logging": "GetBucketLogging",
    "notification": "GetBucketNotificationConfiguration",
    "object-lock": "GetObjectLockConfiguration",
    "ownershipControls": "GetBucketOwnershipControls",
    "policy": "GetBucketPolicy",
    "policyStatus": "GetBucketPolicyStatus",
    "publicAccessBlock": "GetPublicAccessBlock",
    "replication": "GetBucketReplication",
    "requestPayment": "GetBucketRequestPayment",
    "tagging": "GetBucketTagging",
    "uploads": "ListMultipartUploads",
    "versioning": "GetBucketVersioning",
    "versions": "ListObjectVersions",
    "website": "GetBucketWebsite",
}
# REST routes: service -> (method, path pattern, operation), first match wins.
# {} stands for one segment.
ROUTES = {
    "lambda": [
        ("GET", "/2015-03-31/functions", "ListFunctions"),
        ("GET", "/2015-03-31/functions/{}", "GetFunction"),
        (
            "GET",
            "/2015-03-31/functions/{}/configuration",
            "GetFunctionConfiguration",
        ),
        ("GET", "/2015-03-31/functions/{}/policy", "GetPolicy"),
        ("GET", "/2015-03-31/functions/{}/aliases", "ListAliases"),
        ("GET", "/2015-03-31/functions/{}/versions", "ListVersionsByFunction"),
        ("GET", "/2015-03-31/event-source-mappings", "ListEventSourceMappings"),
        (
            "GET",
            "/2019-09-30/functions/{}/concurrency",
            "GetFunctionConcurrency",
        ),
        (
            "GET",
            "/2020-06-30/functions/{}/code-signing-config",
            "GetFunctionCodeSigningConfig",
        ),
        ("GET", "/2021-10-31/functions/{}/url", "GetFunctionUrlConfig"),
        ("GET", "/2021-10-31/functions/{}/urls", "ListFunctionUrlConfigs"),
        ("GET", "/2018-10-31/layers", "ListLayers"),
        ("GET", "/2017-03-31/tags/{}", "ListTags"),
    ],
    "eks": [
        ("GET", "/clusters", "ListClusters"),
        ("GET", "/clusters/{}", "DescribeCluster"),
        ("GET", "/clusters/{}/node-groups", "ListNodegroups"),
        ("GET", "/clusters/{}/node-groups/{}", "DescribeNodegroup"),
        ("GET", "/clusters/{}/fargate-profiles", "ListFargateProfiles"),
        ("GET", "/clusters/{}/addons", "ListAddons"),
    ],
    "elasticfilesystem": [
        ("GET", "/2015-02-01/file-systems", "DescribeFileSystems"),
        (
            "GET",
            "/2015-02-01/file-systems/{}/policy",
            "DescribeFileSystemPolicy",
        ),
        (
            "GET",
            "/2015-02-01/file-systems/{}/backup-policy",
            "DescribeBackupPolicy",
        ),
        (
            "GET",
            "/2015-02-01/file-systems/{}/lifecycle-configuration",
            "DescribeLifecycleConfiguration",
        ),
        ("GET", "/2015-02-01/mount-targets", "DescribeMountTargets"),
        (
            "GET",
            "/2015-02-01/mount-targets/{}/security-groups",
            "DescribeMountTargetSecurityGroups",
        ),
        ("GET", "/2015-02-01/access-points", "DescribeAccessPoints"),
    ],
    "guardduty": [
        ("GET", "/detector", "ListDetectors"),
        ("GET", "/detector/{}", "GetDetector"),
        ("GET", "/detector/{}/filter", "ListFilters"),
        ("GET", "/detector/{}/administrator", "GetAdministratorAccount"),
        ("GET", "/detector/{}/member", "ListMembers"),
        (
            "GET",
            "/detector/{}/publishingDestination",
            "ListPublishingDestinations",
        ),
        ("POST", "/detector/{}/findings/statistics", "GetFindingsStatistics"),
        ("GET", "/admin", "ListOrganizationAdminAccounts"),
    ],
    "securityhub": [
        ("GET", "/accounts", "DescribeHub"),
        ("GET", "/administrator", "GetAdministratorAccount"),
        (
            "GET",
            "/organization/configuration",
            "DescribeOrganizationConfiguration",
        ),
        ("GET", "/standards", "DescribeStandards"),
        ("POST", "/standards/get", "GetEnabledStandards"),
        ("GET", "/productSubscriptions", "ListEnabledProductsForImport"),
    ],
    "account": [
        ("POST", "/listRegions", "ListRegions"),
        ("POST", "/getAlternateContact", "GetAlternateContact"),
        ("POST", "/getContactInformation", "GetContactInformation"),
    ],
    "access-analyzer": [
        ("GET", "/analyzer", "ListAnalyzers"),
        ("PUT", "/analyzer", "CreateAnalyzer"),
    ],
    "macie2": [("GET", "/macie", "GetMacieSession")],
}
S3_CONTROL = {
    "configuration/publicAccessBlock": "PublicAccessBlock",
    "accesspoint": "AccessPoints",
}
CREDENTIAL = re.compile(
    r"Credential=([^/,\s]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request"
)


@dataclasses.dataclass(frozen=True)
class Call:
    """What a request calls. A part that could not be told is empty.

    `protocol` is ec2, query, json, rest-json or rest-xml.
    """

    service: str = ""
    operation: str = ""
    region: str = ""
    access_key: str = ""
    protocol: str = ""

    @property
    def action(self) -> str:
        """The call as an IAM action would be written, e.g. s3:ListBuckets."""
        return f"{self.service}:{self.operation}"


def recognise(
    method: str, target: str, headers: dict[str, str], body: bytes
) -> Call:
    """Tells what a request calls; header names are in lower case."""
    path, _, query = target.partition("?")
    match = CREDENTIAL.search(headers.get("authorization", ""))
    key, region, service = (
        (match[1], match[3], match[4]) if match else ("", "", "")
    )
    wanted = headers.get("x-amz-target")
    if wanted:
        return Call(service, wanted.rpartition(".")[2], region, key, "json")
    action = form_action(query, headers, body)
    if action:
        protocol = "ec2" if service == "ec2" else "query"
        return Call(service, action, region, key, protocol)
    if service in ("s3", "s3-outposts", "") or path.startswith("/v20180820/"):
        return Call(
            service or "s3",
            s3_operation(method, path, query),
            region,
            key,
            "rest-xml",
        )
    return Call(
        service, rest_operation(service, method, path), region, key, "rest-json"
    )


def form_action(query: str, headers: dict[str, str], body: bytes) -> str:
    """Returns the Action parameter of a query request; empty when there is none."""
    for text in (query, form_text(headers, body)):
        found = urllib.parse.parse_qs(text).get("Action")
        if found:
            return found[0]
    return ""


def form_text(headers: dict[str, str], body: bytes) -> str:
    """Returns a form body as text; empty when the body is none."""
    kind = headers.get("content-type", "")
    is_form = kind.startswith("application/x-www-form-urlencoded")
    return body.decode("utf-8", "replace") if is_form else ""


def s3_operation(method: str, path: str, query: str) -> str:
    """Returns the S3 or S3 Control operation of a path-style request."""
    if path.startswith("/v20180820/"):
        what = S3_CONTROL.get(path.removeprefix("/v20180820/").rstrip("/"), "")
        verb = {"GET": "Get", "PUT": "Put", "DELETE": "Delete"}.get(method, "")
        if what == "AccessPoints":
            return "ListAccessPoints" if method == "GET" else ""
        return verb + what if what else ""
    bucket, _, key = path.strip("/").partition("/")
    if not bucket:
        return "ListBuckets" if method == "GET" else ""
    names = urllib.parse.parse_qs(query, keep_blank_values=True)
    if key:
        return {
            "GET": "GetObject",
            "HEAD": "HeadObject",
            "PUT": "PutObject",
        }.get(method, "")
    if method == "GET":
        for name, operation in S3_BUCKET.items():
            if name in names:
                return operation
        return "ListObjectsV2" if "list-type" in names else "ListObjects"
    if method == "HEAD":
        return "HeadBucket"
    return "CreateBucket" if method == "PUT" and not query else ""


def rest_operation(service: str, method: str, path: str) -> str:
    """Returns the operation of a rest-json request, by its route."""
    for wanted, pattern, operation in ROUTES.get(service, []):
        expression = re.escape(pattern).replace(r"\{\}", "[^/]+")
        if method == wanted and re.fullmatch(expression + "/?", path):
            return operation
    return ""


def account_of_key(access_key: str) -> str:
    """Returns the account that issued an access key; empty when not encoded.

    Ids of keys made since 2019 carry the account in bits 1 to 40 after the
    four-letter prefix, in base 32. Source (found by experiment):
    https://awsteele.com/blog/2020/09/26/aws-access-key-format.html
    """
    try:
        raw = base64.b32decode(access_key[4:])
    except (binascii.Error, ValueError):
        return ""
    if len(raw) < 6:
        return ""
    number = (int.from_bytes(raw[:6], "big") & 0x7FFFFFFFFF80) >> 7
    return f"{number:012d}"
