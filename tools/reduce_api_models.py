#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reduces botocore's API models to the operations that Plimsoll calls.

Reads the service models of an installed botocore (Apache-2.0; a tool of the
developer, never of the product) and writes, for each service, one compact and
deterministic JSON file into catalog/aws/published/api, next to partitions.json
and NOTICE. The operations are those which catalog/**/*.type.yaml names as
"call: <service>.<Operation>", those of catalog/aws/published/api/operations.txt
and those the client itself needs (BUILT_IN).

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install botocore
    /tmp/venv/bin/python tools/reduce_api_models.py            # writes
    /tmp/venv/bin/python tools/reduce_api_models.py --check    # 1 if different

The format is described in src/source/aws/api_model.h.
"""
import argparse
import json
import pathlib
import re
import sys

import botocore
import botocore.session
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUTPUT = ROOT / "catalog/aws/published/api"

# In order of preference; smithy-rpc-v2-cbor is never chosen.
PROTOCOLS = ("json", "rest-json", "rest-xml", "query", "ec2")

BUILT_IN = """
account.ListRegions
ec2.DescribeRegions
organizations.DescribeOrganization organizations.ListAccounts
organizations.ListAccountsForParent organizations.ListOrganizationalUnitsForParent
organizations.ListParents organizations.ListRoots
sso.GetRoleCredentials
sso-oidc.CreateToken
sts.AssumeRole sts.AssumeRoleWithWebIdentity sts.GetCallerIdentity
""".split()

# IAM action prefixes that are not the signing name. Source: the page of each
# service in the Service Authorization Reference,
# https://docs.aws.amazon.com/service-authorization/latest/reference/
IAM_PREFIX = {
    "cloudwatch": "cloudwatch",
    "resourcegroupstaggingapi": "tag",
    "sso": "sso",
    "sso-oidc": "sso-oauth",
}

# Operations whose IAM action has another name. Sources:
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html
# https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-create-and-manage-api.html
IAM_ACTION = {
    "s3.GetBucketAccelerateConfiguration": "s3:GetAccelerateConfiguration",
    "s3.GetBucketAnalyticsConfiguration": "s3:GetAnalyticsConfiguration",
    "s3.GetBucketCors": "s3:GetBucketCORS",
    "s3.GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3.GetBucketIntelligentTieringConfiguration":
        "s3:GetIntelligentTieringConfiguration",
    "s3.GetBucketInventoryConfiguration": "s3:GetInventoryConfiguration",
    "s3.GetBucketLifecycle": "s3:GetLifecycleConfiguration",
    "s3.GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3.GetBucketMetadataConfiguration": "s3:GetBucketMetadataTableConfiguration",
    "s3.GetBucketMetricsConfiguration": "s3:GetMetricsConfiguration",
    "s3.GetBucketNotificationConfiguration": "s3:GetBucketNotification",
    "s3.GetBucketReplication": "s3:GetReplicationConfiguration",
    "s3.GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
    "s3.GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3.HeadBucket": "s3:ListBucket",
    "s3.ListBuckets": "s3:ListAllMyBuckets",
    "s3.ListObjectsV2": "s3:ListBucket",
    "s3control.GetPublicAccessBlock": "s3:GetAccountPublicAccessBlock",
}
IAM_ACTION_BY_SERVICE = {"apigateway": "apigateway:{method}"}

# The reply is the text of the root element itself. Source:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html
UNWRAPPED = {"s3.GetBucketLocation"}
# Never sent to the bucket's own host name, so that any region's host answers.
PATH_STYLE = {"s3.GetBucketLocation"}
# Documents that the service percent-encodes (RFC 3986) in its replies. Source:
# https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyDetail.html
URL_ENCODED = {("iam", "policyDocumentType")}
# API Gateway answers HAL unless asked for plain JSON.
EXTRA_HEADERS = {"apigateway": {"Accept": "application/json"}}

PRIMITIVES = {
    "string": "string", "character": "string", "integer": "integer",
    "long": "long", "float": "float", "double": "double",
    "boolean": "boolean", "timestamp": "timestamp", "blob": "blob",
}
VARIANTS = {
    "plain": (False, False), "fips": (True, False),
    "dualstack": (False, True), "fips-dualstack": (True, True),
}


class Service:
    """One service model while it is being reduced."""

    def __init__(self, loader, name):
        self.name = name
        self.model = loader.load_service_model(name, "service-2")
        self.meta = self.model["metadata"]
        try:
            self.pages = loader.load_service_model(name, "paginators-1")
        except botocore.exceptions.UnknownServiceError:
            self.pages = {"pagination": {}}
        self.shapes = {}

    def fail(self, what):
        sys.exit(f"{self.name}: {what}")

    def protocol(self):
        offered = self.meta.get("protocols", [self.meta["protocol"]])
        for protocol in offered:
            if protocol in PROTOCOLS:
                return protocol
        return self.fail(f"no supported protocol among {offered}")

    def reduce(self, operations, endpoints):
        protocol = self.protocol()
        signing = self.meta.get("signingName", self.meta["endpointPrefix"])
        out = {
            "service": self.name,
            "serviceId": self.meta["serviceId"],
            "endpointPrefix": self.meta["endpointPrefix"],
            "signingName": signing,
            "iamPrefix": IAM_PREFIX.get(self.name, signing),
            "protocol": protocol,
            "apiVersion": self.meta["apiVersion"],
            "endpoints": endpoints,
        }
        if protocol == "json":
            out["jsonVersion"] = self.meta["jsonVersion"]
            out["targetPrefix"] = self.meta["targetPrefix"]
        if protocol == "rest-xml" and "xmlNamespace" in self.meta:
            out["xmlNamespace"] = self.meta["xmlNamespace"]
        if "awsQueryCompatible" in self.meta:
            out["queryCompatible"] = True
        if self.name in EXTRA_HEADERS:
            out["headers"] = EXTRA_HEADERS[self.name]
        out["operations"] = {o: self.operation(o) for o in sorted(operations)}
        out["shapes"] = self.shapes
        return out

    def operation(self, name):
        if name not in self.model["operations"]:
            self.fail(f"no operation {name}")
        model = self.model["operations"][name]
        out = {"method": model["http"]["method"],
               "path": model["http"]["requestUri"]}
        if "input" in model:
            out["input"] = self.root(model["input"])
        if "output" in model:
            out["output"] = self.root(model["output"])
            wrapper = model["output"].get("resultWrapper")
            if wrapper:
                out["resultWrapper"] = wrapper
        if "hostPrefix" in model.get("endpoint", {}):
            out["hostPrefix"] = model["endpoint"]["hostPrefix"]
        if model.get("authtype") == "none" or "smithy.api#noAuth" in model.get("auth", []):
            out["unsigned"] = True
        if f"{self.name}.{name}" in UNWRAPPED:
            out["unwrapped"] = True
        if f"{self.name}.{name}" in PATH_STYLE:
            out["pathStyle"] = True
        action = IAM_ACTION.get(f"{self.name}.{name}")
        if self.name in IAM_ACTION_BY_SERVICE:
            action = IAM_ACTION_BY_SERVICE[self.name].format(
                method=model["http"]["method"])
        if action:
            out["iamAction"] = action
        pages = self.pagination(name)
        if pages:
            out["pages"] = pages
        return out

    def pagination(self, name):
        """Token and result paths; only plain dotted paths are understood."""
        model = self.pages["pagination"].get(name)
        if not model:
            return None
        names = {"input_token": "inputTokens", "output_token": "outputTokens",
                 "result_key": "results", "limit_key": "limit",
                 "more_results": "more"}
        out = {}
        for key, ours in names.items():
            if key not in model:
                continue
            value = model[key]
            if ours in ("inputTokens", "outputTokens", "results"):
                value = value if isinstance(value, list) else [value]
            for path in value if isinstance(value, list) else [value]:
                if not re.fullmatch(r"\w+(\.\w+)*", path):
                    self.fail(f"{name}: pagination path {path}")
            out[ours] = value
        return out

    def root(self, ref):
        """The input or output of an operation."""
        out = self.ref(ref)
        if isinstance(out, dict):
            for key in set(out) - {"shape", "name", "namespace"}:
                self.fail(f"trait {key} on a root")
        return out

    def ref(self, ref):
        """A use of a shape: its name alone when it has no traits."""
        name = ref["shape"]
        model = self.model["shapes"][name]
        traits = {**model, **ref}
        for bad in ("eventstream", "jsonvalue"):
            if traits.get(bad):
                self.fail(f"{name}: {bad} is not supported")
        out = {}
        for theirs, ours in (("locationName", "name"), ("queryName", "query"),
                             ("location", "in"), ("flattened", "flattened"),
                             ("xmlAttribute", "attribute"),
                             ("streaming", "streaming"),
                             ("hostLabel", "hostLabel"),
                             ("timestampFormat", "format")):
            if traits.get(theirs):
                out[ours] = traits[theirs]
        if "xmlNamespace" in traits:
            namespace = traits["xmlNamespace"]
            if isinstance(namespace, str):
                namespace = {"uri": namespace}
            out["namespace"] = namespace
        if (self.name, name) in URL_ENCODED:
            out["urlEncoded"] = True
        kind = self.shape(name, model)
        if not out:
            return kind
        return {"shape": kind, **out}

    def shape(self, name, model):
        """Adds a shape and all that it reaches; returns what to call it."""
        kind = model["type"]
        if model.get("document"):
            return "document"
        if kind in PRIMITIVES:
            return PRIMITIVES[kind]
        if name in PRIMITIVES.values() or name == "document":
            self.fail(f"{name}: a {kind} with the name of a primitive")
        if name in self.shapes:
            return name
        out = self.shapes[name] = {}
        if kind == "list":
            out["list"] = self.ref(model["member"])
        elif kind == "map":
            out["key"] = self.ref(model["key"])
            out["value"] = self.ref(model["value"])
        elif kind == "structure":
            out["members"] = {m: self.ref(r) for m, r in model["members"].items()}
            if model.get("required"):
                out["required"] = sorted(model["required"])
            if "payload" in model:
                out["payload"] = model["payload"]
            if model.get("union"):
                out["union"] = True
        else:
            self.fail(f"{name}: unknown type {kind}")
        return name


def region_prefixes(partition):
    """What the partition's pattern of region names begins with."""
    pattern = partition["regionRegex"].replace("\\-", "-")
    found = re.fullmatch(r"\^([a-z-]*)(?:\(([a-z|]+)\))?([a-z-]*)\\w\+-\\d\+\$",
                         pattern)
    if not found:
        sys.exit(f"partition {partition['id']}: pattern {pattern}")
    return [found[1] + choice + found[3] for choice in (found[2] or "").split("|")]


def resolve(provider, partition, region, variant, extra):
    """The entry for one region by evaluating the rule set; None: no such."""
    fips, dual = VARIANTS[variant]
    try:
        found = provider.resolve_endpoint(
            Region=region, UseFIPS=fips, UseDualStack=dual, **extra)
    except EndpointProviderError:
        return None
    host = found.url.removeprefix("https://")
    if "/" in host:
        sys.exit(f"endpoint with a path: {found.url}")
    entry = {"host": template(host, region, partition["outputs"])}
    for scheme in found.properties.get("authSchemes", [])[:1]:
        if scheme.get("signingRegion", region) != region:
            entry["signingRegion"] = scheme["signingRegion"]
        if "signingName" in scheme:
            entry["signingName"] = scheme["signingName"]
    return entry


def filled(entry, region, outputs):
    """What an entry means for a region."""
    if entry is None:
        return None
    entry = {"host": entry} if isinstance(entry, str) else entry
    host = entry["host"].replace("{region}", region)
    for key in ("dualStackDnsSuffix", "dnsSuffix"):
        host = host.replace("{" + key + "}", outputs[key])
    return host, entry.get("signingRegion", region), entry.get("signingName")


def template(host, region, outputs):
    """Puts {region} and the DNS suffixes back into a host name."""
    for key in ("dualStackDnsSuffix", "dnsSuffix"):
        if host.endswith("." + outputs[key]):
            host = host[: -len(outputs[key])] + "{" + key + "}"
            break
    return re.sub(rf"(^|[.-]){re.escape(region)}(?=[.-])", r"\1{region}", host)


def compact(entry, signing_name):
    """An entry as short as it can be said."""
    if entry is None:
        return None
    entry = dict(entry)
    if entry.get("signingName") == signing_name:
        del entry["signingName"]
    return entry["host"] if len(entry) == 1 else entry


def rule_parameters(service, rules, operations):
    """Parameters that the rule set wants besides region and variant: those which
    all operations in use set to the same value."""
    out = {}
    if "RequiresAccountId" in rules["parameters"]:
        out["RequiresAccountId"] = False
    for name, parameter in rules["parameters"].items():
        if not parameter.get("required") or "default" in parameter or name == "Region":
            continue
        values = {service.model["operations"][o].get("staticContextParams", {})
                  .get(name, {}).get("value") for o in operations}
        if len(values) != 1:
            service.fail(f"endpoint parameter {name} differs: {values}")
        out[name] = values.pop()
    return out


def endpoint_table(loader, service, operations, partitions):
    """{"*" | partition | region: {variant: host}}, each level only what differs
    from the level above; null means that there is no such endpoint. A region
    that nobody lists yet decides what holds for its partition, "aws" for all."""
    rules = loader.load_service_model(service.name, "endpoint-rule-set-1")
    provider = EndpointProvider(rules, loader.load_data("partitions"))
    extra = rule_parameters(service, rules, operations)
    signing = service.meta.get("signingName", service.meta["endpointPrefix"])
    out = {"*": {}}
    for variant in VARIANTS:
        def entry(partition, region):
            return compact(resolve(provider, partition, region, variant, extra), signing)
        for partition in sorted(partitions, key=lambda p: p["id"] != "aws"):
            outputs = partition["outputs"]
            new = region_prefixes(partition)[0] + "-new-9"
            usual = entry(partition, new.replace("--", "-"))
            if partition["id"] == "aws":
                out["*"][variant] = usual
                if variant == "plain" and usual is None:
                    service.fail("no endpoint at all")
            elif usual != out["*"][variant]:
                out.setdefault(partition["id"], {})[variant] = usual
            for region in partition["regions"]:
                if region.endswith("-global"):
                    continue
                mine = entry(partition, region)
                if filled(mine, region, outputs) != filled(usual, region, outputs):
                    out.setdefault(region, {})[variant] = mine
    return out


def reduce_partitions(data):
    """Partitions with their suffixes and regions, and the prefixes by which a
    region that is not listed yet is told."""
    out = []
    for partition in data["partitions"]:
        outputs = partition["outputs"]
        regions = {r: v.get("description", "")
                   for r, v in partition["regions"].items()
                   if not r.endswith("-global")}
        out.append({
            "id": partition["id"],
            "dnsSuffix": outputs["dnsSuffix"],
            "dualStackDnsSuffix": outputs["dualStackDnsSuffix"],
            "supportsFips": outputs["supportsFIPS"],
            "supportsDualStack": outputs["supportsDualStack"],
            "globalRegion": outputs["implicitGlobalRegion"],
            "regionPrefixes": region_prefixes(partition),
            "regions": regions,
        })
    return {"partitions": out}


def wanted_operations(file):
    """{service: {operation}} of the catalogue, the list and the client."""
    names = set(BUILT_IN)
    for path in sorted((ROOT / "catalog").glob("**/*.type.yaml")):
        names |= set(re.findall(r"\bcall:\s*['\"]?([a-z0-9-]+\.[A-Z]\w*)",
                                path.read_text()))
    if file.exists():
        for line in file.read_text().splitlines():
            names |= set(line.split("#")[0].split())
    out = {}
    for name in names:
        service, dot, operation = name.partition(".")
        if not dot:
            sys.exit(f"{name}: expected <service>.<Operation>")
        out.setdefault(service, set()).add(operation)
    return out


def render(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":")) + "\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--operations", type=pathlib.Path,
                        default=OUTPUT / "operations.txt",
                        help="further operations, <service>.<Operation> each")
    parser.add_argument("--output", type=pathlib.Path, default=OUTPUT)
    parser.add_argument("--check", action="store_true",
                        help="write nothing; exit 1 when the files differ")
    arguments = parser.parse_args()

    loader = botocore.session.get_session().get_component("data_loader")
    partitions = loader.load_data("partitions")
    files = {"partitions.json": render(reduce_partitions(partitions))}
    for name, operations in sorted(wanted_operations(arguments.operations).items()):
        service = Service(loader, name)
        endpoints = endpoint_table(loader, service, operations,
                                   partitions["partitions"])
        files[name + ".json"] = render(service.reduce(operations, endpoints))
    files["NOTICE"] = (
        "The JSON files in this folder are reduced by tools/reduce_api_models.py\n"
        f"from the API models in botocore {botocore.__version__}\n"
        "(https://github.com/boto/botocore), licensed under the Apache License,\n"
        "Version 2.0. botocore's notice:\n\n"
        "    Botocore\n"
        "    Copyright 2012-2022 Amazon.com, Inc. or its affiliates.\n"
        "    All Rights Reserved.\n\n"
        "What was changed: operations that are not called, documentation, value\n"
        "constraints and errors are left out; endpoint rule sets are evaluated\n"
        "for the published regions and written as host name templates.\n")
    stale = [p for p in sorted(arguments.output.glob("*.json"))
             if p.name not in files]
    different = [n for n, text in files.items()
                 if not (arguments.output / n).exists()
                 or (arguments.output / n).read_text() != text]
    if arguments.check:
        for name in different + [p.name for p in stale]:
            print(f"{name}: not what the models give now", file=sys.stderr)
        return 1 if different or stale else 0
    arguments.output.mkdir(parents=True, exist_ok=True)
    for path in stale:
        path.unlink()
    for name in different:
        (arguments.output / name).write_text(files[name])
    print(f"{len(files)} files, {len(different)} changed, {len(stale)} removed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
