# SPDX-License-Identifier: Apache-2.0
"""Faults: which request meets which, and what AWS would answer.

A rule is a JSON object. These fields say which requests it meets; one that is
left out meets all:

    service, operation, region, account    exact, as the proxy's log has them
    contains                               text that path or body must contain
    first         only the first N requests that the rule meets ...
    per           ... counted over "rule" (all) or each "call" (default): a call
                  is service, operation, region and account

and `fault` what happens to them:

    deny          AccessDenied, in the form of the protocol
    throttle      Throttling; `retry_after` seconds go into the header
    error         a 5xx, `status` (500)
    expired       the session token has expired; with `same_key` only keys that
                  were refused before are, so that fresh credentials pass
    skew          the clock runs `seconds` ahead: requests that are not signed
                  by that clock are refused, and every Date header shows it
    truncate      the connection closes in the middle of the body
    garble        the body is half a document, of consistent length
    repeat-token  every page is the first page, with a token to the next
    slow          `seconds` (1) before the answer
    trickle       the body in ten pieces, over `seconds` (1)
    cut           the connection closes without an answer
    hang          no answer for `seconds` (60), then the connection closes
    code          an error of your own: `code`, `status` (400)
"""

from __future__ import annotations

import datetime
import email.utils
import json
import re
from typing import Any

from aws_request import Call
from wire import Reply

FAULTS = (
    "deny throttle error expired skew truncate garble repeat-token slow trickle"
    " cut hang code"
).split()
FIELDS = (
    "fault service operation region account contains first per status code"
    " seconds retry_after same_key"
).split()
# Status and code by protocol; "sns" and others where a service differs.
DENIED = {
    "ec2": (403, "UnauthorizedOperation"),
    "query": (403, "AccessDenied"),
    "json": (400, "AccessDeniedException"),
    "rest-json": (403, "AccessDeniedException"),
    "rest-xml": (403, "AccessDenied"),
    "sns": (403, "AuthorizationError"),
}
THROTTLED = {
    "ec2": (503, "RequestLimitExceeded"),
    "query": (400, "Throttling"),
    "json": (400, "ThrottlingException"),
    "rest-json": (429, "TooManyRequestsException"),
    "rest-xml": (503, "SlowDown"),
}
EXPIRED = {
    "ec2": (400, "RequestExpired"),
    "query": (403, "ExpiredToken"),
    "json": (400, "ExpiredTokenException"),
    "rest-json": (403, "ExpiredTokenException"),
    "rest-xml": (400, "ExpiredToken"),
}
SKEWED = {
    "ec2": (400, "RequestExpired"),
    "query": (403, "SignatureDoesNotMatch"),
    "json": (400, "InvalidSignatureException"),
    "rest-json": (403, "InvalidSignatureException"),
    "rest-xml": (403, "RequestTimeTooSkewed"),
}
BROKEN = {
    "ec2": "InternalError",
    "query": "InternalFailure",
    "json": "InternalServerError",
    "rest-json": "InternalServerException",
    "rest-xml": "InternalError",
}
SKEW_TOLERANCE_SECONDS = 300
REPEATED_TOKEN = "cGxpbXNvbGwtc2FtZS1wYWdlLWFnYWlu"
# What the JSON services that do not say NextToken call their page token.
JSON_TOKENS = {
    "dynamodb": "LastEvaluatedTableName",
    "ecr": "nextToken",
    "eks": "nextToken",
    "elasticfilesystem": "NextMarker",
    "guardduty": "nextToken",
    "kms": "NextMarker",
    "lambda": "NextMarker",
    "logs": "nextToken",
}
TOKEN_FIELDS = r"NextToken|nextToken|NextMarker|Marker|NextContinuationToken"


class Rule:
    """One rule with its counters; see the head of this file."""

    def __init__(self, fields: dict[str, Any]) -> None:
        """Takes a rule's JSON object; raises ValueError on what it cannot be."""
        unknown = sorted(set(fields) - set(FIELDS))
        if unknown:
            raise ValueError(f"unknown field {unknown[0]!r} in rule {fields}")
        if fields.get("fault") not in FAULTS:
            raise ValueError(
                f"unknown fault {fields.get('fault')!r}; known: {FAULTS}"
            )
        self.fields = fields
        self.fault: str = fields["fault"]
        self._seen: dict[tuple, int] = {}
        self._refused_keys: set[str] = set()

    def meets(self, call: Call, account: str, text: str) -> bool:
        """True when the rule applies to this request now; counts it."""
        have = {
            "service": call.service,
            "operation": call.operation,
            "region": call.region,
            "account": account,
        }
        for name, value in have.items():
            if self.fields.get(name, value) != value:
                return False
        if self.fields.get("contains", "") not in text:
            return False
        return self._counts(tuple(have.values())) and self._key_counts(call)

    def _counts(self, call: tuple) -> bool:
        limit = self.fields.get("first")
        if limit is None:
            return True
        key = () if self.fields.get("per") == "rule" else call
        self._seen[key] = self._seen.get(key, 0) + 1
        return self._seen[key] <= limit

    def _key_counts(self, call: Call) -> bool:
        if not self.fields.get("same_key"):
            return True
        if not self._refused_keys:
            self._refused_keys.add(call.access_key)
        return call.access_key in self._refused_keys

    def seconds(self, otherwise: float) -> float:
        """Returns the rule's seconds."""
        return float(self.fields.get("seconds", otherwise))


def refusal(
    rule: Rule, call: Call, account: str, signed_at: str
) -> Reply | None:
    """Returns AWS's own error answer for the rule; None when it has none."""
    message = {
        "deny": f"User: arn:aws:sts::{account or '123456789012'}:assumed-role/audit/scan"
        f" is not authorized to perform: {call.action} because no identity-based"
        f" policy allows the {call.action} action",
        "throttle": "Rate exceeded",
        "expired": "The security token included in the request is expired",
    }
    tables = {"deny": DENIED, "throttle": THROTTLED, "expired": EXPIRED}
    if rule.fault in tables:
        table = tables[rule.fault]
        status, code = table.get(call.service) or table[call.protocol]
        reply = error_reply(call, status, code, message[rule.fault])
        if "retry_after" in rule.fields:
            reply.headers.append(
                ("Retry-After", str(rule.fields["retry_after"]))
            )
        return reply
    if rule.fault == "error":
        status = int(rule.fields.get("status", 500))
        return error_reply(call, status, BROKEN[call.protocol], "We broke")
    if rule.fault == "code":
        status = int(rule.fields.get("status", 400))
        return error_reply(
            call, status, rule.fields.get("code", "Unknown"), "A fault"
        )
    if rule.fault == "skew" and is_skewed(signed_at, rule.seconds(0)):
        status, code = SKEWED[call.protocol]
        return error_reply(
            call,
            status,
            code,
            f"Signature expired: {signed_at} is outside the window",
        )
    return None


def is_skewed(signed_at: str, ahead_seconds: float) -> bool:
    """True when an X-Amz-Date is far from the proxy's shifted clock."""
    try:
        signed = datetime.datetime.strptime(signed_at, "%Y%m%dT%H%M%SZ")
    except ValueError:
        return True
    distance = shifted_now(ahead_seconds) - signed.replace(
        tzinfo=datetime.timezone.utc
    )
    return abs(distance.total_seconds()) > SKEW_TOLERANCE_SECONDS


def shifted_now(ahead_seconds: float) -> datetime.datetime:
    """Returns the time of a clock that runs ahead."""
    now = datetime.datetime.now(datetime.timezone.utc)
    return now + datetime.timedelta(seconds=ahead_seconds)


def shift_date(reply: Reply, ahead_seconds: float) -> None:
    """Gives a reply the Date header of a clock that runs ahead."""
    date = email.utils.format_datetime(shifted_now(ahead_seconds), usegmt=True)
    kept = [(k, v) for k, v in reply.headers if k.lower() != "date"]
    reply.headers = kept + [("Date", date)]


def error_reply(call: Call, status: int, code: str, message: str) -> Reply:
    """Returns an error in the form that the call's protocol has."""
    request_id = "1b6dcafe-0000-4000-8000-706c696d736f"
    if call.protocol in ("json", "rest-json"):
        body = json.dumps({"__type": code, "message": message})
        headers = [
            ("Content-Type", "application/x-amz-json-1.1"),
            ("x-amzn-RequestId", request_id),
        ]
        if call.protocol == "rest-json":
            body = json.dumps({"message": message})
            headers = [
                ("Content-Type", "application/json"),
                ("x-amzn-ErrorType", code),
                ("x-amzn-RequestId", request_id),
            ]
        return Reply(status, headers, body.encode())
    inner = f"<Code>{code}</Code><Message>{message}</Message>"
    forms = {
        "ec2": f"<Response><Errors><Error>{inner}</Error></Errors>"
        f"<RequestID>{request_id}</RequestID></Response>",
        "query": f"<ErrorResponse><Error><Type>Sender</Type>{inner}</Error>"
        f"<RequestId>{request_id}</RequestId></ErrorResponse>",
        "rest-xml": f"<Error>{inner}<RequestId>{request_id}</RequestId></Error>",
    }
    text = '<?xml version="1.0" encoding="UTF-8"?>\n' + forms[call.protocol]
    return Reply(status, [("Content-Type", "text/xml")], text.encode())


def repeat_token(call: Call, body: bytes) -> bytes:
    """Returns a page that says there is another one, always the same."""
    text = body.decode("utf-8", "replace")
    if call.protocol in ("json", "rest-json"):
        page = json.loads(text or "{}")
        found = [name for name in page if re.fullmatch(TOKEN_FIELDS, name)]
        default = JSON_TOKENS.get(call.service, "NextToken")
        page[found[0] if found else default] = REPEATED_TOKEN
        if call.service == "kms":
            page["Truncated"] = True
        return json.dumps(page).encode()
    with_token, count = re.subn(
        rf"<({TOKEN_FIELDS})(/>|>[^<]*</\1>)",
        rf"<\1>{REPEATED_TOKEN}</\1>",
        text,
        count=1,
    )
    text = with_token if count else insert_token(call, text)
    text = re.sub(r"<IsTruncated>\w+<", "<IsTruncated>true<", text)
    return text.encode()


def insert_token(call: Call, text: str) -> str:
    """Adds a page token to an XML page that has none."""
    name = "nextToken" if call.protocol == "ec2" else "NextToken"
    truncated = ""
    if call.service in ("iam", "rds", "elasticloadbalancing"):
        name = {"elasticloadbalancing": "NextMarker"}.get(
            call.service, "Marker"
        )
    if call.service == "iam" and "<IsTruncated>" not in text:
        truncated = "<IsTruncated>true</IsTruncated>"
    if call.service == "s3":
        name = "ContinuationToken"
    token = f"<{name}>{REPEATED_TOKEN}</{name}>{truncated}"
    # Into the result element of a query reply, else into the root.
    ends = re.findall(r"</\w+Result>", text) or re.findall(r"</\w+>", text)[-1:]
    if not ends:
        return text
    head, end, tail = text.rpartition(ends[-1])
    return head + token + end + tail
