# SPDX-License-Identifier: Apache-2.0
"""Random inputs and wire replies for botocore shapes (see
differential_botocore.py). Everything hangs on the random.Random given in."""
import base64
import datetime
import email.utils
import json
from xml.sax.saxutils import escape, quoteattr

TEXTS = ["a", "vpc-12345", "with space", "a/b:c@d", "q=1&r=2+3", "100%", "~*'()!",
         "quote\"comma,", "\u00e9\u4e2d\U0001f600", "<tag>&amp;", "x" * 70, "%2F"]
SECONDS = [0, 1, 1440938160, 1700000000, 4102444800]


def text(rng):
    return rng.choice(TEXTS)


def time(rng):
    return datetime.datetime.fromtimestamp(rng.choice(SECONDS), datetime.timezone.utc)


def scalar(rng, shape):
    """A Python value for a scalar shape."""
    kind = shape.type_name
    if kind in ("string", "character"):
        return rng.choice(shape.enum) if shape.enum and rng.random() < 0.5 else text(rng)
    if kind == "integer":
        return rng.choice([0, 1, -5, 2147483647])
    if kind == "long":
        return rng.choice([0, 7, -1, 9007199254740993])
    if kind in ("float", "double"):
        return rng.choice([0.0, 1.5, -2.25, 1e21, 3.0])
    if kind == "boolean":
        return rng.random() < 0.5
    if kind == "timestamp":
        return time(rng)
    if kind == "blob":
        return rng.choice([b"", b"\x00\xff binary", b"text"])
    raise ValueError(kind)


def value(rng, shape, density, depth=0):
    """A Python value as a caller passes it; members appear with `density`."""
    kind = shape.type_name
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return {"any": [1, "x", None, {"deep": True}]}
        chance = density / (1 + depth)
        names = [m for m in shape.members
                 if m in shape.required_members or rng.random() < chance]
        if shape.is_tagged_union:
            names = [rng.choice(list(shape.members))]
        return {m: value(rng, shape.members[m], density, depth + 1) for m in names}
    if kind == "list":
        count = rng.choice([0, 1, 2]) if depth < 6 else 0
        return [value(rng, shape.member, density, depth + 1) for _ in range(count)]
    if kind == "map":
        count = rng.choice([0, 1, 2]) if depth < 6 else 0
        return {rng.choice(TEXTS): value(rng, shape.value, density, depth + 1)
                for _ in range(count)}
    return scalar(rng, shape)


def jsonable(data):
    """A value as our tool reads it."""
    if isinstance(data, dict):
        return {k: jsonable(v) for k, v in data.items()}
    if isinstance(data, list):
        return [jsonable(v) for v in data]
    if isinstance(data, datetime.datetime):
        return data.strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(data, bytes):
        return data.decode("latin-1")
    return data


# --- replies ---------------------------------------------------------------

def time_text(rng, shape, default):
    """A wire text of a random time; JSON numbers come as numbers."""
    form = shape.serialization.get("timestampFormat", default)
    seconds = rng.choice(SECONDS)
    at = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc)
    if form == "rfc822":
        return email.utils.format_datetime(at, usegmt=True)
    if form == "iso8601":
        return at.strftime("%Y-%m-%dT%H:%M:%S") + rng.choice(["Z", ".125Z", "+00:00"])
    return rng.choice([seconds, seconds + 0.5])


def json_reply(rng, shape, density, depth=0):
    """JSON (as Python data) of a reply of that shape."""
    kind = shape.type_name
    if kind == "structure":
        if getattr(shape, "is_document_type", False):
            return {"any": [1, "x", {"deep": True}]}
        out = {}
        for name, member in shape.members.items():
            if "location" in member.serialization:
                continue
            if rng.random() < density / (1 + depth / 3):
                key = member.serialization.get("name", name)
                out[key] = (None if rng.random() < 0.05
                            else json_reply(rng, member, density, depth + 1))
            if shape.is_tagged_union and out:
                if list(out.values()) == [None]:
                    out = {}
                    continue
                return out
        if shape.is_tagged_union:
            name, member = next(iter(shape.members.items()))
            return {member.serialization.get("name", name):
                    json_reply(rng, member, density, depth + 1)}
        if rng.random() < 0.2:
            out["memberFromTheFuture"] = {"x": [1]}
        return out
    if kind == "list":
        count = rng.choice([0, 1, 3]) if depth < 9 else 0
        return [json_reply(rng, shape.member, density, depth + 1) for _ in range(count)]
    if kind == "map":
        count = rng.choice([0, 1, 2]) if depth < 9 else 0
        return {text(rng): json_reply(rng, shape.value, density, depth + 1)
                for _ in range(count)}
    if kind == "timestamp":
        return time_text(rng, shape, "unixTimestamp")
    if kind == "blob":
        return base64.b64encode(scalar(rng, shape)).decode()
    return scalar(rng, shape)


def scalar_text(rng, shape, default_time="iso8601"):
    """Text of a scalar in XML or a header."""
    kind = shape.type_name
    if kind == "timestamp":
        return str(time_text(rng, shape, default_time))
    made = scalar(rng, shape)
    if kind == "boolean":
        return "true" if made else "false"
    if kind == "blob":
        return base64.b64encode(made).decode()
    return str(made)


def xml_members(rng, shape, density, depth):
    """(attributes, children) of a structure."""
    attributes, children = "", ""
    for name, member in shape.members.items():
        if "location" in member.serialization or rng.random() > density / (1 + depth / 3):
            continue
        wire = member.serialization.get("name", name)
        if member.serialization.get("xmlAttribute"):
            prefix = wire.split(":")[0]
            attributes += f' xmlns:{prefix}="http://www.w3.org/2001/XMLSchema-instance"'
            attributes += f" {wire}={quoteattr(text(rng))}"
            continue
        flat = member.serialization.get("flattened")
        if flat and member.type_name == "list":
            wire = member.member.serialization.get("name", wire)
            for _ in range(rng.choice([0, 1, 3]) if depth < 9 else 0):
                children += xml_reply(rng, member.member, wire, density, depth + 1)
        elif flat and member.type_name == "map":
            for _ in range(rng.choice([1, 2])):
                children += xml_entry(rng, member, wire, density, depth + 1)
        else:
            children += xml_reply(rng, member, wire, density, depth + 1)
    if rng.random() < 0.2:
        children += "<fromTheFuture><x>1</x></fromTheFuture>"
    return attributes, children


def xml_entry(rng, shape, name, density, depth):
    key = shape.key.serialization.get("name", "key")
    inner = f"<{key}>{escape(text(rng))}</{key}>"
    inner += xml_reply(rng, shape.value, shape.value.serialization.get("name", "value"),
                       density, depth)
    return f"<{name}>{inner}</{name}>"


def xml_reply(rng, shape, name, density, depth=0):
    """The element `name` holding a reply of that shape."""
    kind = shape.type_name
    space = rng.choice(["", "", "\n  "])
    if kind == "structure":
        attributes, children = xml_members(rng, shape, density, depth)
        return f"<{name}{attributes}>{space}{children}{space}</{name}>"
    if kind == "list":
        wire = shape.member.serialization.get("name", "member")
        count = rng.choice([0, 1, 3]) if depth < 9 else 0
        items = "".join(xml_reply(rng, shape.member, wire, density, depth + 1)
                        for _ in range(count))
        return f"<{name}>{items}</{name}>" if items else rng.choice(
            [f"<{name}/>", f"<{name}></{name}>"])
    if kind == "map":
        count = rng.choice([0, 1, 2]) if depth < 9 else 0
        items = "".join(xml_entry(rng, shape, "entry", density, depth + 1)
                        for _ in range(count))
        return f"<{name}>{items}</{name}>"
    return f"<{name}>{escape(scalar_text(rng, shape))}</{name}>"


def header_replies(rng, shape):
    """Headers that carry members of a reply."""
    out = {}
    for name, member in shape.members.items():
        where = member.serialization.get("location")
        if where == "header" and rng.random() < 0.8:
            if member.type_name == "list":
                made = "one, two"
            elif member.type_name == "string":
                made = rng.choice(["plain", "a b", "v=1;w"])
            else:
                made = scalar_text(rng, member, "rfc822")
            out[member.serialization.get("name", name)] = made
        elif where == "headers":
            prefix = member.serialization.get("name", "")
            out[prefix + "one"] = "1"
            out[prefix + "two"] = "b c"
    return out


def reply(rng, protocol, operation, density):
    """(headers, body) of a successful reply."""
    shape = operation.output_shape
    if shape is None:
        return {}, b""
    if protocol == "json":
        return {}, json.dumps(json_reply(rng, shape, density)).encode()
    if protocol in ("query", "ec2"):
        root = operation.name + "Response"
        wrapper = shape.serialization.get("resultWrapper")
        if wrapper:
            inner = xml_reply(rng, shape, wrapper, density)
            return {}, f'<{root} xmlns="http://x/">{inner}</{root}>'.encode()
        return {}, xml_reply(rng, shape, root, density).encode()
    headers = header_replies(rng, shape)
    payload = shape.serialization.get("payload")
    body_shape, name = shape, shape.serialization.get("name", shape.name)
    if payload:
        body_shape = shape.members[payload]
        name = body_shape.serialization.get("name", payload)
        if body_shape.type_name in ("string", "blob"):
            return headers, text(rng).encode()
    elif not any("location" not in m.serialization for m in shape.members.values()):
        return headers, b""
    if protocol == "rest-json":
        return headers, json.dumps(json_reply(rng, body_shape, density)).encode()
    return headers, xml_reply(rng, body_shape, name, density).encode()
