#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares our AWS wire code with botocore on generated requests and replies.

    differential_botocore.py path/to/aws_wire_tool [--seed N] [--rounds N]

For every operation of catalog/aws/published/api: what botocore would send for
random inputs and what aws_wire_tool would, where both would send it, how they
sign it, and what both read out of random replies and errors. Prints each
difference; exit code 1 when there is one, or when nothing was compared.
"""
import argparse
import base64
import collections
import datetime
import json
import pathlib
import random
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import botocore.auth
import botocore.awsrequest
import botocore.config
import botocore.credentials
import botocore.model
import botocore.parsers
import botocore.session
import botocore.utils
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

import wire_generators as generate

ROOT = pathlib.Path(__file__).resolve().parents[3]
MODELS = ROOT / "catalog/aws/published/api"
# Ours never speaks CBOR; make botocore choose as tools/reduce_api_models.py does.
PROTOCOLS = ("json", "rest-json", "rest-xml", "query", "ec2")
for module in (botocore.utils, botocore.model):
    module.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS = PROTOCOLS

KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "tok/en=="
# Headers that botocore adds for itself, or that signing adds.
IGNORED = {"user-agent", "x-amz-user-agent", "amz-sdk-invocation-id", "amz-sdk-request",
           "content-length", "x-amz-date", "authorization", "x-amz-security-token",
           "x-amz-content-sha256", "accept-encoding", "x-amz-checksum-mode", "expect",
           "x-amz-request-payer"}
SIGNING = {"authorization", "x-amz-date", "x-amz-security-token", "x-amz-content-sha256"}


class Tool:
    """aws_wire_tool as a function from dict to dict."""

    def __init__(self, path):
        self.process = subprocess.Popen([path, str(MODELS)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE)

    def __call__(self, **request):
        self.process.stdin.write(json.dumps(request).encode() + b"\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"aws_wire_tool ended on {request}")
        return json.loads(line)

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)


class Report:
    def __init__(self):
        self.counts = collections.Counter()
        self.differences = 0

    def compare(self, kind, what, theirs, ours):
        self.counts[kind] += 1
        if theirs == ours:
            return
        self.differences += 1
        if self.differences <= 20:
            print(f"DIFFERENT {kind} {what}\n  botocore: {theirs}\n  ours:     {ours}")


# --- requests --------------------------------------------------------------

def canonical_xml(node):
    return (node.tag, sorted(node.attrib.items()), (node.text or ""),
            [canonical_xml(child) for child in node])


def canonical_body(protocol, body):
    if not body:
        return None
    if protocol in ("query", "ec2"):
        return sorted(urllib.parse.parse_qsl(body.decode(), keep_blank_values=True))
    if protocol in ("json", "rest-json"):
        try:
            return json.loads(body)
        except ValueError:
            return body
    try:
        return canonical_xml(ElementTree.fromstring(body))
    except ElementTree.ParseError:
        return body


def canonical_request(protocol, method, url, headers, body):
    parts = urllib.parse.urlsplit(url)
    query = sorted(urllib.parse.parse_qsl(parts.query, keep_blank_values=True))
    lower = {k.lower(): v for k, v in headers.items() if k.lower() not in IGNORED}
    if protocol == "rest-xml":
        lower.pop("content-type", None)  # botocore sends none; S3 takes any.
    return {"method": method, "host": parts.netloc, "path": parts.path or "/",
            "query": query, "headers": lower, "body": canonical_body(protocol, body)}


class Capture:
    """A botocore client whose requests are kept and never sent."""

    def __init__(self, session, service, region):
        self.sent = None
        self.client = session.create_client(
            service, region_name=region, aws_access_key_id=KEY,
            aws_secret_access_key=SECRET, aws_session_token=TOKEN,
            config=botocore.config.Config(parameter_validation=False,
                                          retries={"max_attempts": 0},
                                          s3={"addressing_style": "auto"}))
        self.client.meta.events.register("before-send", self.keep)

    def keep(self, request, **_):
        self.sent = request
        raise StopIteration

    def __call__(self, operation, arguments):
        self.sent = None
        try:
            self.client._make_api_call(operation, arguments)
        except StopIteration:
            pass
        return self.sent


def plain(headers):
    return {k: v.decode() if isinstance(v, bytes) else v for k, v in headers.items()}


def raw(body):
    if body is None:
        return b""
    return body.encode() if isinstance(body, str) else bytes(body)


def request_input(rng, service, operation, density):
    """Inputs that both sides accept."""
    shape = operation.input_shape
    if shape is None:
        return {}
    made = generate.value(rng, shape, density)
    for name, member in shape.members.items():
        if name not in made:
            continue
        if routed_by_arn(service, name):
            del made[name]  # Not required: see compare_requests.
        elif service == "s3" and name == "Bucket":
            made[name] = rng.choice(["my-bucket", "dots.in.name", "abc", "a1-b2-c3"])
        elif name == "AccountId" and member.serialization.get("hostLabel"):
            made[name] = "123456789012"
        elif (member.serialization.get("location") in ("header", "headers")
              and member.type_name == "string"):
            made[name] = "header value"
        elif service == "dynamodb" and name in ("TableName", "ResourceArn"):
            made[name] = "table-1"  # botocore routes by account when it is an ARN
        elif isinstance(made[name], bytes):
            made[name] = b"ascii"
    return made


def routed_by_arn(service, member):
    """Whether botocore takes the host from this member when it is an ARN.

    Of Kinesis: 123456789012.control-kinesis.eu-west-1.amazonaws.com. We send to
    the region's endpoint, which answers for every stream:
    https://docs.aws.amazon.com/general/latest/gr/ak.html
    """
    return service == "kinesis" and member.endswith("ARN")


def compare_requests(tool, report, session, service, region, rng, rounds):
    capture = Capture(session, service, region)
    model = capture.client.meta.service_model
    protocol = model.resolved_protocol
    for name in json.loads((MODELS / f"{service}.json").read_text())["operations"]:
        operation = model.operation_model(name)
        required = operation.input_shape.required_members if operation.input_shape else []
        if any(routed_by_arn(service, member) for member in required):
            continue
        for index in range(rounds):
            made = request_input(rng, service, operation, [0, 1, 0.5][index % 3])
            sent = capture(name, made)
            label = f"{service}.{name} {made}"
            ours = tool(op="serialize", service=service, operation=name, region=region,
                        input=generate.jsonable(made))
            if "failure" in ours:
                report.compare("request", label, "a request", ours["failure"])
                continue
            report.compare(
                "request", label,
                canonical_request(protocol, sent.method, sent.url, plain(sent.headers),
                                  raw(sent.body)),
                canonical_request(protocol, ours["method"], ours["url"], ours["headers"],
                                  base64.b64decode(ours["body"])))
            compare_signature(tool, report, label, sent)


def compare_signature(tool, report, label, sent):
    headers = plain(sent.headers)
    if "Authorization" not in headers or "X-Amz-Date" not in headers:
        return
    credential = headers["Authorization"].split("Credential=")[1].split(",")[0]
    _, _, region, service, _ = credential.split("/")
    # botocore adds some headers after signing.
    signed = headers["Authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    when = datetime.datetime.strptime(headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
    ours = tool(op="sign", method=sent.method, url=sent.url, region=region,
                service=service, key=KEY, secret=SECRET, token=TOKEN,
                time=when.strftime("%Y-%m-%dT%H:%M:%SZ"),
                body=base64.b64encode(raw(sent.body)).decode(),
                headers={k: v for k, v in headers.items()
                         if k.lower() in signed and k.lower() not in SIGNING})
    report.compare("signature", label, headers["Authorization"],
                   ours.get("headers", ours).get("Authorization", ours))


def compare_odd_signatures(tool, report, rng, rounds):
    """Paths and queries in which signers are known to go wrong."""
    segments = ["a", "a:b", "%3A", "%2F", "*", "~x", "%20", "..", ".", "", "e%C3%A9", "a=b",
                "a+b", "A-b_c."]
    pieces = ["policy", "a=1", "a=", "A=2", "a-b=1", "a=%2F", "b=x%20y", "a=0", "%C3%A9=1",
              "list-type=2", "a.b=1", "a~=1", "x=%3D", "ab=1", "a%2D=3"]
    credentials = botocore.credentials.Credentials(KEY, SECRET, TOKEN)
    for _ in range(rounds):
        service = rng.choice(["ec2", "s3", "execute-api"])
        path = "/" + "/".join(rng.choice(segments) for _ in range(rng.randrange(0, 4)))
        if service == "s3":
            path = path.replace("/..", "/x").replace("/.", "/y")
        query = "&".join(rng.sample(pieces, rng.randrange(0, 5)))
        host = rng.choice(["example.com", "example.com:8443", "example.com:443",
                           "127.0.0.1:5000"])
        url = f"https://{host}{path}" + (f"?{query}" if query else "")
        body = rng.choice([b"", b"x=1", b"\x00\xff"])
        headers = {"X-Amz-Odd": rng.choice(["  two   spaces ", "a,b", "x"]),
                   "Content-Type": "text/plain"}
        request = botocore.awsrequest.AWSRequest(
            method=rng.choice(["GET", "POST"]), url=url, data=body, headers=headers)
        signer = (botocore.auth.S3SigV4Auth if service == "s3"
                  else botocore.auth.SigV4Auth)(credentials, service, "eu-west-1")
        request.context["payload_signing_enabled"] = True
        signer.add_auth(request)
        when = datetime.datetime.strptime(request.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ")
        ours = tool(op="sign", method=request.method, url=url, headers=headers,
                    body=base64.b64encode(body).decode(), region="eu-west-1",
                    service=service, time=when.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    key=KEY, secret=SECRET, token=TOKEN)
        report.compare("odd signature", f"{service} {url}",
                       request.headers["Authorization"],
                       ours.get("headers", ours).get("Authorization", ours))


# --- endpoints -------------------------------------------------------------

def compare_endpoints(tool, report, loader, service):
    rules = loader.load_service_model(service, "endpoint-rule-set-1")
    partitions = loader.load_data("partitions")
    provider = EndpointProvider(rules, partitions)
    model = loader.load_service_model(service, "service-2")
    meta = model["metadata"]
    extra = {"RequiresAccountId": False} if "RequiresAccountId" in rules["parameters"] else {}
    if "ServiceType" in rules["parameters"]:
        extra["ServiceType"] = "ACM"
    regions = [r for p in partitions["partitions"] for r in p["regions"]
               if not r.endswith("-global")]
    for region in regions + ["eu-new-9", "us-gov-new-1"]:
        for fips in (False, True):
            for dual in (False, True):
                label = f"{service} {region} fips={fips} dualstack={dual}"
                ours = tool(op="endpoint", service=service, region=region, fips=fips,
                            dualstack=dual)
                try:
                    found = provider.resolve_endpoint(
                        Region=region, UseFIPS=fips, UseDualStack=dual, **extra)
                except EndpointProviderError:
                    report.compare("endpoint", label, True, "failure" in ours)
                    continue
                scheme = (found.properties.get("authSchemes") or [{}])[0]
                report.compare(
                    "endpoint", label,
                    {"url": found.url,
                     "signingRegion": scheme.get("signingRegion", region),
                     "signingName": scheme.get(
                         "signingName", meta.get("signingName", meta["endpointPrefix"]))},
                    ours)


# --- replies ---------------------------------------------------------------

def canonical_value(service, shape, data, is_ours):
    """Both parsers' values in one form, by shape."""
    if data is None:
        return None
    kind = shape.type_name
    if kind == "structure":
        if shape.is_document_type:
            return data
        out = {m: canonical_value(service, shape.members[m], v, is_ours)
               for m, v in data.items() if m in shape.members}
        return {m: v for m, v in out.items() if v is not None}
    if kind == "list":
        return [canonical_value(service, shape.member, v, is_ours) for v in data]
    if kind == "map":
        return {k: canonical_value(service, shape.value, v, is_ours)
                for k, v in data.items()}
    if kind == "timestamp":
        if isinstance(data, str):
            data = datetime.datetime.fromisoformat(data.replace("Z", "+00:00"))
        return round(data.timestamp(), 3)
    if kind == "blob" and not isinstance(data, str):
        return base64.b64encode(data).decode()
    if kind == "blob" and not is_ours:
        return base64.b64encode(data.encode()).decode()
    if kind in ("float", "double"):
        return float(data)
    if service == "iam" and shape.name == "policyDocumentType" and not is_ours:
        return urllib.parse.unquote(data)
    return data


def compare_replies(tool, report, session, service, rng, rounds):
    model = session.get_service_model(service)
    protocol = model.resolved_protocol
    parser = botocore.parsers.create_parser(protocol)
    for name in json.loads((MODELS / f"{service}.json").read_text())["operations"]:
        operation = model.operation_model(name)
        if f"{service}.{name}" == "s3.GetBucketLocation":
            continue  # no shape describes it; the unit tests do
        for index in range(rounds):
            headers, body = generate.reply(rng, protocol, operation,
                                           [1, 0.4, 0.8, 0.1][index % 4])
            ours = tool(op="parse", service=service, operation=name, status=200,
                        headers=headers, body=base64.b64encode(body).decode())
            label = f"{service}.{name} {headers} {body[:3000]!r}"
            if operation.output_shape is None:
                report.compare("reply", label, {"value": {}}, ours)
                continue
            theirs = parser.parse(
                {"status_code": 200, "body": body, "context": {},
                 "headers": botocore.compat.HTTPHeaders.from_dict(headers)},
                operation.output_shape)
            theirs.pop("ResponseMetadata", None)
            report.compare(
                "reply", label,
                canonical_value(service, operation.output_shape, theirs, False),
                canonical_value(service, operation.output_shape, ours["value"], True)
                if "value" in ours else ours)


ERRORS = {
    "json": [
        ({}, '{"__type":"com.amazon.x#NotThere","message":"m"}'),
        ({}, '{"__type":"NotThere:http://x","Message":"M"}'),
        ({"x-amzn-query-error": "AWS.Old.Code;Sender"}, '{"__type":"x#New","message":"m"}'),
    ],
    "rest-json": [
        ({"x-amzn-errortype": "ResourceNotFoundException:http://x/"}, '{"message":"m"}'),
        ({"x-amzn-errortype": "a.b#Denied"}, '{"Message":"M"}'),
        ({}, '{"code":"FromBody","message":"m"}'),
    ],
    "query": [
        ({}, '<ErrorResponse xmlns="http://x/"><Error><Type>Sender</Type><Code>NoSuchEntity'
             '</Code><Message>m &amp; n</Message></Error><RequestId>r-1</RequestId>'
             '</ErrorResponse>'),
    ],
    "ec2": [
        ({}, '<Response><Errors><Error><Code>InvalidGroup.NotFound</Code><Message>m'
             '</Message></Error></Errors><RequestID>r-2</RequestID></Response>'),
    ],
    "rest-xml": [
        ({}, '<Error><Code>NoSuchBucketPolicy</Code><Message>m</Message><BucketName>b'
             '</BucketName><RequestId>r-3</RequestId></Error>'),
        ({}, '<ErrorResponse xmlns="http://x/"><Error><Type>Sender</Type><Code>Denied</Code>'
             '<Message>m</Message></Error><RequestId>r-4</RequestId></ErrorResponse>'),
    ],
}


def compare_errors(tool, report, session, service):
    model = session.get_service_model(service)
    protocol = model.resolved_protocol
    parser = botocore.parsers.create_parser(protocol)
    operations = json.loads((MODELS / f"{service}.json").read_text())["operations"]
    name = sorted(operations)[0]
    for headers, body in ERRORS[protocol]:
        theirs = parser.parse(
            {"status_code": 400, "body": body.encode(), "context": {},
             "headers": botocore.compat.HTTPHeaders.from_dict(headers)},
            model.operation_model(name).output_shape)
        ours = tool(op="parse", service=service, operation=name, status=400,
                    headers=headers, body=base64.b64encode(body.encode()).decode())
        report.compare("error", f"{service} {body}",
                       (theirs["Error"]["Code"], theirs["Error"]["Message"]),
                       (ours["error"]["code"], ours["error"]["message"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tool", help="path of aws_wire_tool")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=6, help="inputs per operation")
    parser.add_argument("--service", help="only this one")
    arguments = parser.parse_args()

    tool, report = Tool(arguments.tool), Report()
    session = botocore.session.get_session()
    loader = session.get_component("data_loader")
    services = sorted(p.stem for p in MODELS.glob("*.json") if p.stem != "partitions")
    for service in services:
        if arguments.service not in (None, service):
            continue
        # One generator a service, so that adding one moves no other's cases.
        rng = random.Random(f"{arguments.seed} {service}")
        compare_requests(tool, report, session, service, "eu-west-1", rng,
                         arguments.rounds)
        compare_replies(tool, report, session, service, rng, arguments.rounds)
        compare_errors(tool, report, session, service)
        compare_endpoints(tool, report, loader, service)
    compare_odd_signatures(tool, report, random.Random(arguments.seed), 300)
    tool.close()
    print(", ".join(f"{n} {kind}s" for kind, n in sorted(report.counts.items())),
          f"compared with botocore {botocore.__version__}:",
          f"{report.differences} differences")
    return 1 if report.differences or not report.counts else 0


if __name__ == "__main__":
    sys.exit(main())
