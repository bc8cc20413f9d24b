#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Calls a simulated AWS (moto) through our client over real HTTP.

    moto_smoke.py path/to/aws_call_tool

Starts moto_server on a free port, makes resources with botocore, and reads them
back with aws_call_tool, which is configured by environment as a user would do.
Prints what differs; exit code 1 when something does.
"""
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import botocore.config
import botocore.session

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODELS = ROOT / "catalog/aws/published/api"
REGION = "eu-west-1"
TRUST = json.dumps({"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}]})


class Moto:
    """A moto_server of our own; ended with the block."""

    def __enter__(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
            env={**os.environ, "MOTO_EC2_LOAD_DEFAULT_AMIS": "false"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(150):
            try:
                urllib.request.urlopen(self.url + "/moto-api/data.json", timeout=1).close()
                return self
            except OSError:
                time.sleep(0.2)
        self.__exit__()
        sys.exit("moto_server does not start")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)


class Caller:
    """aws_call_tool with an environment of its own."""

    def __init__(self, path, environment):
        home = tempfile.mkdtemp(prefix="aws_smoke_")
        self.process = subprocess.Popen(
            [path, str(MODELS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={"HOME": home, "PATH": os.environ["PATH"], **environment})

    def __call__(self, call, region=REGION, **more):
        service, operation = call.split(".")
        request = {"service": service, "operation": operation, "region": region, **more}
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def page(self, call, **more):
        reply = self(call, **more)
        if "pages" not in reply:
            sys.exit(f"{call}: {reply}")
        return reply["pages"][0]

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Checks:
    def __init__(self):
        self.count, self.bad = 0, 0

    def equal(self, what, found, wanted):
        self.count += 1
        if found != wanted:
            self.bad += 1
            print(f"{what}\n  found:  {found}\n  wanted: {wanted}")

    def matches(self, what, found, pattern):
        self.equal(what, bool(re.search(pattern, str(found))) or found, True)


def clients(url):
    session = botocore.session.get_session()
    made = {}

    def client(service):
        if service not in made:
            made[service] = session.create_client(
                service, region_name=REGION, endpoint_url=url, aws_access_key_id="a",
                aws_secret_access_key="b",
                config=botocore.config.Config(s3={"addressing_style": "path"}))
        return made[service]
    return client


def query_and_ec2(check, client, call):
    check.equal("sts", call.page("sts.GetCallerIdentity")["Account"], "123456789012")
    vpc = client("ec2").create_vpc(CidrBlock="10.9.0.0/16")["Vpc"]["VpcId"]
    group = client("ec2").create_security_group(
        GroupName="g <&> \u00e9", Description="d", VpcId=vpc)["GroupId"]
    client("ec2").authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
         "IpRanges": [{"CidrIp": "0.0.0.0/0", "Description": "open"}]}])
    found = call.page("ec2.DescribeSecurityGroups", input={
        "Filters": [{"Name": "vpc-id", "Values": [vpc]}, {"Name": "group-id",
                                                           "Values": [group]}]})
    check.equal("ec2 groups", [g["GroupName"] for g in found["SecurityGroups"]],
                ["g <&> \u00e9"])
    rule = found["SecurityGroups"][0]["IpPermissions"][0]
    check.equal("ec2 rule", (rule["FromPort"], rule["IpRanges"][0]["CidrIp"]),
                (22, "0.0.0.0/0"))
    check.equal("ec2 unknown group",
                [call("ec2.DescribeSecurityGroups",
                      input={"GroupIds": ["sg-1"]})["error"][k] for k in ("kind", "code")],
                ["not-found", "InvalidGroup.NotFound"])
    client("iam").create_role(RoleName="r", AssumeRolePolicyDocument=TRUST)
    details = call.page("iam.GetAccountAuthorizationDetails")
    role = [r for r in details["RoleDetailList"] if r["RoleName"] == "r"][0]
    check.equal("iam policy document", json.loads(role["AssumeRolePolicyDocument"]),
                json.loads(TRUST))
    check.matches("iam time", role["CreateDate"], r"^20\d\d-\d\d-\d\dT.*Z$")
    for number in range(3):
        client("iam").create_access_key(UserName=client("iam").create_user(
            UserName=f"u{number}")["User"]["UserName"])
    pages = call("iam.GetAccountAuthorizationDetails", input={"MaxItems": 2})["pages"]
    users = [u["UserName"] for p in pages for u in p.get("UserDetailList", [])]
    check.equal("iam pages", sorted(users), ["u0", "u1", "u2"])
    check.equal("iam without password policy",
                call("iam.GetAccountPasswordPolicy")["error"]["kind"], "not-found")
    topic = client("sns").create_topic(Name="t")["TopicArn"]
    check.equal("sns", call.page("sns.GetTopicAttributes", input={"TopicArn": topic})
                ["Attributes"]["TopicArn"], topic)


def rest_xml(check, client, call):
    for name in ("plain-bucket", "with.dots"):
        client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={
            "LocationConstraint": REGION})
    check.equal("s3 list", sorted(b["Name"] for b in call.page("s3.ListBuckets")["Buckets"]),
                ["plain-bucket", "with.dots"])
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    client("s3").put_bucket_policy(Bucket="with.dots", Policy=policy)
    check.equal("s3 policy", call.page("s3.GetBucketPolicy", input={"Bucket": "with.dots"}),
                {"Policy": policy})
    refused = call("s3.GetBucketPolicy", input={"Bucket": "plain-bucket"})["error"]
    check.equal("s3 no policy", (refused["kind"], refused["code"], refused["action"]),
                ("not-found", "NoSuchBucketPolicy", "s3:GetBucketPolicy"))
    check.equal("s3 location", call.page("s3.GetBucketLocation",
                                         input={"Bucket": "plain-bucket"}),
                {"LocationConstraint": REGION})
    acl = call.page("s3.GetBucketAcl", input={"Bucket": "plain-bucket"})
    check.equal("s3 acl", acl["Grants"][0]["Grantee"]["Type"], "CanonicalUser")
    check.equal("s3 head", call("s3.HeadBucket", input={"Bucket": "missing"})
                ["error"]["kind"], "not-found")
    check.equal("s3control", call("s3control.GetPublicAccessBlock",
                                  input={"AccountId": "123456789012"})["error"]["code"],
                "NoSuchPublicAccessBlockConfiguration")


def json_protocols(check, client, call):
    queue = client("sqs").create_queue(QueueName="q")["QueueUrl"]
    check.equal("sqs", call.page("sqs.GetQueueAttributes", input={
        "QueueUrl": queue, "AttributeNames": ["QueueArn"]})["Attributes"]["QueueArn"],
        f"arn:aws:sqs:{REGION}:123456789012:q")
    check.equal("sqs missing", call("sqs.GetQueueAttributes", input={
        "QueueUrl": queue + "x"})["error"]["kind"], "not-found")
    key = client("kms").create_key(Description="k")["KeyMetadata"]["KeyId"]
    metadata = call.page("kms.DescribeKey", input={"KeyId": key})["KeyMetadata"]
    check.equal("kms", (metadata["Description"], metadata["Enabled"]), ("k", True))
    check.matches("kms time", metadata["CreationDate"], r"^20\d\d-.*Z$")
    for number in range(60):
        client("logs").create_log_group(logGroupName=f"/g/{number:02}")
    pages = call("logs.DescribeLogGroups", input={"limit": 25})["pages"]
    check.equal("logs pages", [len(p["logGroups"]) for p in pages], [25, 25, 10])
    check.equal("lambda", call.page("lambda.ListFunctions"), {"Functions": []})
    check.equal("lambda missing", [call("lambda.GetPolicy", input={
        "FunctionName": "missing"})["error"][k] for k in ("kind", "code")],
        ["not-found", "ResourceNotFoundException"])
    client("dynamodb").create_table(
        TableName="t", BillingMode="PAY_PER_REQUEST",
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}])
    check.equal("dynamodb", call.page("dynamodb.DescribeTable", input={"TableName": "t"})
                ["Table"]["TableStatus"], "ACTIVE")
    check.equal("cloudwatch", call.page("cloudwatch.DescribeAlarms")["MetricAlarms"], [])


def roles(check, client, call):
    member = call.page("sts.GetCallerIdentity",
                       role="arn:aws:iam::111122223333:role/audit", external_id="x")
    check.equal("assumed account", member["Account"], "111122223333")
    check.matches("assumed arn", member["Arn"], "assumed-role/audit/plimsoll$")
    own = call.page("s3.ListBuckets", role="arn:aws:iam::111122223333:role/audit")
    check.equal("accounts are apart", own.get("Buckets", []), [])


def mistakes(check, client, call):
    check.matches("unknown operation", call("ec2.DescribeSecurityGroup")["error"]["message"],
                  'did you mean "?DescribeSecurityGroups')
    check.matches("unknown member",
                  call("ec2.DescribeVpcs", input={"VpcId": ["v"]})["error"]["message"],
                  'has no member "VpcId"; did you mean "?VpcIds')
    check.matches("missing member", call("s3.GetBucketPolicy")["error"]["message"],
                  'needs member "Bucket"')


def every_operation(check, call):
    """Each modelled operation without input: no reply is malformed."""
    for path in sorted(MODELS.glob("*.json")):
        if path.stem == "partitions":
            continue
        for name, operation in json.loads(path.read_text())["operations"].items():
            if operation.get("unsigned"):
                continue
            reply = call(f"{path.stem}.{name}")
            message = reply.get("error", {}).get("message", "")
            check.equal(f"{path.stem}.{name}", "malformed" in message and message, False)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    check = Checks()
    with Moto() as moto:
        client = clients(moto.url)
        call = Caller(sys.argv[1], {
            "AWS_ENDPOINT_URL": moto.url, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret", "AWS_MAX_ATTEMPTS": "1"})
        for part in (query_and_ec2, rest_xml, json_protocols, roles, mistakes):
            part(check, client, call)
        every_operation(check, call)
        call.close()
    print(f"{check.count} checks, {check.bad} bad")
    return 1 if check.bad else 0


if __name__ == "__main__":
    sys.exit(main())
