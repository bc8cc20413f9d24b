#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reduces the CloudFormation registry to the resource types in use.

Reads the database of the npm package @aws-cdk/aws-service-spec (Apache-2.0; a
tool of the developer, never of the product) and writes one compact,
deterministic JSON file per type into catalog/aws/published/cloudformation,
next to NOTICE. The types are those which catalog/**/*.type.yaml names as
"schema:" (or as "type:", where it has no "schema:"), the blocks that they name
under "cloudformation:", and those of --types.

    cd "$(mktemp -d)" && npm pack @aws-cdk/aws-service-spec
    tools/reduce_cloudformation.py --package aws-cdk-aws-service-spec-*.tgz
    tools/reduce_cloudformation.py --package ... --check    # 1 if different

One file, AWS-S3-Bucket.json:

    {"type": "AWS::S3::Bucket",
     "primaryIdentifier": [...], "required": [...], "readOnly": [...],
     "properties": {NAME: T, ...},
     "definitions": {NAME: {NAME: T, ...}, ...}}

T is "string", "integer", "number", "boolean", "json", "timestamp",
{"list": T}, {"map": T} or {"ref": NAME of a definition}. Attributes, which only
AWS sets, are properties too, listed in readOnly; a dotted attribute
("Endpoint.Address") becomes a property of a definition ("Endpoint") of that
name. A union is its richest member: an object before a list before JSON before
a scalar; "json" when two objects differ.
"""
import argparse
import gzip
import json
import pathlib
import re
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
CATALOG = ROOT / "catalog/aws"
OUTPUT = CATALOG / "published/cloudformation"

SCALARS = {
    "string": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "json": "json",
    "date-time": "timestamp",
}
TAG = {"Key": "string", "Value": "string"}

NOTICE = """\
The files in this folder are reduced from the CloudFormation resource
specification in the npm package @aws-cdk/aws-service-spec, version {version},
by tools/reduce_cloudformation.py: names and types only, no documentation.

    https://www.npmjs.com/package/@aws-cdk/aws-service-spec
    https://github.com/cdklabs/awscdk-service-spec
    Copyright Amazon.com, Inc. or its affiliates. All Rights Reserved.
    Licensed under the Apache License, Version 2.0
"""


class Reducer:
    """Turns one resource of the database into the reduced form."""

    def __init__(self, database):
        schema = database["schema"]
        self.resources = {
            entity["cloudFormationType"]: entity
            for entity in schema["resource"]["entities"]
        }
        self.types = {
            entity["$id"]: entity
            for entity in schema["typeDefinition"]["entities"]
        }

    def reduce(self, name):
        """The reduced schema of resource type `name` as a dictionary."""
        resource = self.resources[name]
        self.definitions = {}
        self.names = {}
        properties = {}
        for key, prop in resource["properties"].items():
            properties[key] = self.type_of(prop["type"])
        # Whole attributes first, so that "A" is there when "A.B" is added.
        for key, attribute in sorted(resource["attributes"].items(),
                                     key=lambda item: "." in item[0]):
            reduced = self.type_of(attribute["type"])
            if "." in key:
                self.add_dotted(properties, key, reduced)
            else:
                properties.setdefault(key, reduced)
        read_only = {
            key for key in resource["attributes"]
            if key not in resource["properties"]
        }
        return {
            "type": name,
            "primaryIdentifier": resource.get("primaryIdentifier", []),
            "required": sorted(
                key for key, prop in resource["properties"].items()
                if prop.get("required")),
            "readOnly": sorted(
                key for key in read_only
                if key.rpartition(".")[0] not in read_only),
            "properties": dict(sorted(properties.items())),
            "definitions": {
                key: dict(sorted(members.items()))
                for key, members in sorted(self.definitions.items())
            },
        }

    def type_of(self, node):
        """The T of a database type; fills `definitions` on the way."""
        kind = node["type"]
        if kind in SCALARS:
            return SCALARS[kind]
        if kind == "array":
            return {"list": self.type_of(node["element"])}
        if kind == "map":
            return {"map": self.type_of(node["element"])}
        if kind == "tag":
            self.definitions.setdefault("Tag", TAG)
            return {"ref": "Tag"}
        if kind == "ref":
            return self.reference(node["reference"]["$ref"])
        if kind == "union":
            return self.union(node["types"])
        raise ValueError(f"unknown kind of type: {kind}")

    def reference(self, identity):
        if identity in self.names:
            return {"ref": self.names[identity]}
        entity = self.types[identity]
        name = entity["name"]
        while name in self.definitions:
            name += "2"
        self.names[identity] = name
        self.definitions[name] = {}
        members = {
            key: self.type_of(prop["type"])
            for key, prop in entity["properties"].items()
        }
        self.definitions[name].update(members)
        return {"ref": name}

    def union(self, nodes):
        nodes = [node for node in nodes if node["type"] != "null"]
        objects = [node for node in nodes if node["type"] in ("ref", "tag")]
        lists = [node for node in nodes if node["type"] in ("array", "map")]
        if len(objects) == 1 and not lists:
            return self.type_of(objects[0])
        if objects or len(lists) > 1:
            return "json"
        if lists:
            return self.type_of(lists[0])
        scalars = {SCALARS[node["type"]] for node in nodes}
        if len(scalars) == 2 and "string" in scalars and "json" not in scalars:
            scalars.remove("string")  # A number or boolean, also as text.
        for wider in ("json", "string", "timestamp", "number", "integer"):
            if wider in scalars:
                return wider
        return "boolean"

    def add_dotted(self, properties, key, reduced):
        """Puts attribute "A.B" as member B into the definition of A."""
        members = properties
        *path, last = key.split(".")
        for step in path:
            kind = members.setdefault(step, {"ref": step})
            if not isinstance(kind, dict) or "ref" not in kind:
                return  # Repeats a part of a scalar or of a list.
            members = self.definitions.setdefault(kind["ref"], {})
        members.setdefault(last, reduced)


def render(schema):
    """JSON text with one line per property and per definition."""
    compact = lambda value: json.dumps(value, separators=(",", ":"))
    lines = ["{"]
    for key in ("type", "primaryIdentifier", "required", "readOnly"):
        lines.append(f"{json.dumps(key)}:{compact(schema[key])},")
    for key, end in (("properties", ","), ("definitions", "")):
        rows = [
            f"  {json.dumps(name)}:{compact(value)}"
            for name, value in schema[key].items()
        ]
        lines.append(f"{json.dumps(key)}:{{")
        if rows:
            lines.append(",\n".join(rows))
        lines.append("}" + end)
    return "\n".join(lines + ["}"]) + "\n"


def types_in_use():
    """Schema names that the catalogue's resource types ask for."""
    names = set()
    for path in sorted(CATALOG.glob("**/*.type.yaml")):
        text = path.read_text(encoding="ascii")
        found = re.search(r"^schema:\s*(\S+)", text, re.M) or re.search(
            r"^type:\s*(\S+)", text, re.M)
        if found and found[1] != "none":
            names.add(found[1])
        # Its satellites: the blocks named under "cloudformation:".
        names.update(re.findall(r"^  (AWS(?:::\w+){2}):", text, re.M))
    return names


def load(package):
    """(version, database) of a package archive."""
    with tarfile.open(package) as archive:
        read = lambda name: archive.extractfile(f"package/{name}").read()
        version = json.loads(read("package.json"))["version"]
        return version, json.loads(gzip.decompress(read("db.json.gz")))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--package", required=True, help="archive of npm pack")
    parser.add_argument("--types", nargs="*", default=[], help="more types")
    parser.add_argument("--check", action="store_true",
                        help="write nothing; 1 when a file would change")
    arguments = parser.parse_args()
    version, database = load(arguments.package)
    reducer = Reducer(database)
    wanted = sorted(types_in_use() | set(arguments.types))
    missing = [name for name in wanted if name not in reducer.resources]
    if missing:
        sys.exit("not in the registry: " + " ".join(missing))
    files = {"NOTICE": NOTICE.format(version=version)}
    for name in wanted:
        files[name.replace("::", "-") + ".json"] = render(reducer.reduce(name))
    present = {path.name: path.read_text() for path in OUTPUT.glob("*")}
    changed = sorted(name for name in files.keys() | present.keys()
                     if files.get(name) != present.get(name))
    if arguments.check:
        print("\n".join(changed))
        return 1 if changed else 0
    OUTPUT.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in files:
            (OUTPUT / name).write_text(files[name])
        else:
            (OUTPUT / name).unlink()
    print(f"{len(files)} files, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
