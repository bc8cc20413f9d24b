# SPDX-License-Identifier: Apache-2.0
"""Answers the calls that moto does not know, as AWS does.

moto answers them with a broken page, which a scanner rightly takes for a gap:
a demo full of gaps would not look like AWS. State that can be set is set by
AWS's own write calls; what is never set has AWS's default.

    ec2              the account's block of public snapshots and images, and
                     its defaults for instance metadata, for each region
    accessanalyzer   ListAnalyzers, CreateAnalyzer
    iam              ListOrganizationsFeatures: none is enabled
    lambda           ListFunctionUrlConfigs, from moto's own state
    securityhub      GetEnabledStandards: what EnableSecurityHub subscribes to
"""

from __future__ import annotations

import io
import json
import urllib.parse
from typing import Any, Callable, Iterable

from aws_request import Call, form_text, recognise
from faults import error_reply
from moto.awslambda.models import lambda_backends
from moto.iam import models as iam
from moto.securityhub.models import securityhub_backends
from wire import Reply

EC2_NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/"
IAM_NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/"
MAX_BODY_BYTES = 64 * 1024
# Members of an instance metadata default, as sent and as answered.
METADATA = {
    "HttpTokens": "httpTokens",
    "HttpPutResponseHopLimit": "httpPutResponseHopLimit",
    "HttpEndpoint": "httpEndpoint",
    "InstanceMetadataTags": "instanceMetadataTags",
    "HttpTokensEnforced": "httpTokensEnforced",
}
STANDARDS = (
    "standards/aws-foundational-security-best-practices/v/1.0.0",
    "ruleset/cis-aws-foundations-benchmark/v/1.2.0",
)


class Place:
    """Where a call goes: one account and one region, with what it was given."""

    def __init__(self, call: Call, path: str, body: bytes, form: dict) -> None:
        self.call = call
        self.account = iam.get_account_id_from(call.access_key)
        self.region = call.region
        self.path = path
        self.body = body
        self._form = form

    def given(self, name: str) -> str:
        """Returns a parameter of a query call; empty when not given."""
        return self._form.get(name, [""])[0]


class Gaps:
    """A WSGI application in front of moto's; passes on what moto knows."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        """Wraps `inner`."""
        self._inner = inner
        self._state: dict[tuple[str, str, str], Any] = {}
        self._handlers: dict[tuple[str, str], Callable[[Place], Reply]] = {
            ("ec2", "GetSnapshotBlockPublicAccessState"): self._snapshots,
            ("ec2", "EnableSnapshotBlockPublicAccess"): self._snapshots,
            ("ec2", "GetImageBlockPublicAccessState"): self._images,
            ("ec2", "EnableImageBlockPublicAccess"): self._images,
            ("ec2", "GetInstanceMetadataDefaults"): self._metadata,
            ("ec2", "ModifyInstanceMetadataDefaults"): self._metadata,
            ("access-analyzer", "ListAnalyzers"): self._analyzers,
            ("access-analyzer", "CreateAnalyzer"): self._new_analyzer,
            ("iam", "ListOrganizationsFeatures"): features,
            ("lambda", "ListFunctionUrlConfigs"): function_urls,
            ("securityhub", "GetEnabledStandards"): standards,
        }

    def __call__(
        self, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        place = look(environ)
        call = place.call if place else Call()
        handler = self._handlers.get((call.service, call.operation))
        if handler is None:
            return self._inner(environ, start_response)
        reply = handler(place)
        length = ("Content-Length", str(len(reply.body)))
        start_response(f"{reply.status} -", reply.headers + [length])
        return [reply.body]

    def _kept(self, place: Place, what: str, default: Any) -> Any:
        key = (place.account, place.region, what)
        return self._state.setdefault(key, default)

    def _keep(self, place: Place, what: str, value: Any) -> None:
        self._state[place.account, place.region, what] = value

    def _snapshots(self, place: Place) -> Reply:
        if wish := place.given("State"):
            self._keep(place, "snapshots", wish)
        state = self._kept(place, "snapshots", "unblocked")
        return ec2_reply(place, f"<state>{state}</state>")

    def _images(self, place: Place) -> Reply:
        if wish := place.given("ImageBlockPublicAccessState"):
            self._keep(place, "images", wish)
        state = self._kept(place, "images", "unblocked")
        name = "imageBlockPublicAccessState"
        return ec2_reply(place, f"<{name}>{state}</{name}>")

    def _metadata(self, place: Place) -> Reply:
        state = self._kept(place, "metadata", {})
        for name in METADATA:
            if wish := place.given(name):
                state[name] = wish
        if place.call.operation.startswith("Modify"):
            return ec2_reply(place, "<return>true</return>")
        inner = "".join(
            f"<{METADATA[name]}>{value}</{METADATA[name]}>"
            for name, value in state.items()
        )
        return ec2_reply(place, f"<accountLevel>{inner}</accountLevel>")

    def _analyzers(self, place: Place) -> Reply:
        found = list(self._kept(place, "analyzers", {}).values())
        return json_reply({"analyzers": found})

    def _new_analyzer(self, place: Place) -> Reply:
        wish = json.loads(place.body)
        name = wish["analyzerName"]
        where = f"{place.region}:{place.account}"
        arn = f"arn:aws:access-analyzer:{where}:analyzer/{name}"
        self._kept(place, "analyzers", {})[name] = {
            "arn": arn,
            "name": name,
            "type": wish["type"],
            "createdAt": "2026-01-01T00:00:00Z",
            "status": "ACTIVE",
        }
        return json_reply({"arn": arn})


def look(environ: dict[str, Any]) -> Place | None:
    """Tells what a request calls, leaving its body to be read again.

    None when the body is too large to be one of ours.
    """
    length = int(environ.get("CONTENT_LENGTH") or 0)
    chunked = "HTTP_TRANSFER_ENCODING" in environ
    if length > MAX_BODY_BYTES or chunked:
        return None
    body = environ["wsgi.input"].read(length) if length else b""
    environ["wsgi.input"] = io.BytesIO(body)
    headers = {
        "authorization": environ.get("HTTP_AUTHORIZATION", ""),
        "content-type": environ.get("CONTENT_TYPE", ""),
    }
    if target := environ.get("HTTP_X_AMZ_TARGET"):
        headers["x-amz-target"] = target
    path = environ.get("PATH_INFO", "")
    query = environ.get("QUERY_STRING", "")
    whole = f"{path}?{query}" if query else path
    call = recognise(environ["REQUEST_METHOD"], whole, headers, body)
    form = urllib.parse.parse_qs(form_text(headers, body))
    return Place(call, path, body, form)


def ec2_reply(place: Place, inner: str) -> Reply:
    """Returns an answer of EC2 around the given elements."""
    name = place.call.operation
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{name}Response'
        f' xmlns="{EC2_NAMESPACE}"><requestId>simulated</requestId>{inner}'
        f"</{name}Response>"
    )
    return Reply(200, [("Content-Type", "text/xml")], text.encode())


def json_reply(value: Any) -> Reply:
    """Returns a JSON answer."""
    kind = [("Content-Type", "application/json")]
    return Reply(200, kind, json.dumps(value).encode())


def features(place: Place) -> Reply:
    """IAM: no centralised root access feature is enabled."""
    name = place.call.operation
    text = (
        f'<{name}Response xmlns="{IAM_NAMESPACE}"><{name}Result><EnabledFeatures/>'
        f"</{name}Result></{name}Response>"
    )
    return Reply(200, [("Content-Type", "text/xml")], text.encode())


def function_urls(place: Place) -> Reply:
    """Lambda: the function's URL, if it has one, in a list."""
    name = urllib.parse.unquote(place.path.rstrip("/").split("/")[-2])
    backend = lambda_backends[place.account][place.region]
    try:
        function = backend.get_function(name)
    except Exception as error:  # moto has a class of its own for each error.
        return error_reply(
            place.call, 404, "ResourceNotFoundException", str(error)
        )
    found = [function.url_config.to_dict()] if function.url_config else []
    return json_reply({"FunctionUrlConfigs": found})


def standards(place: Place) -> Reply:
    """Security Hub: the two standards that enabling it subscribes to."""
    hub = securityhub_backends[place.account][place.region]
    if not hub.enabled:
        message = (
            f"Account {place.account} is not subscribed to AWS Security Hub"
        )
        return error_reply(place.call, 401, "InvalidAccessException", message)
    here = f"arn:aws:securityhub:{place.region}:{place.account}:subscription/"
    found = [
        {
            "StandardsSubscriptionArn": here + name.partition("/")[2],
            "StandardsArn": f"arn:aws:securityhub:{place.region}::{name}",
            "StandardsInput": {},
            "StandardsStatus": "READY",
        }
        for name in STANDARDS
    ]
    return json_reply({"StandardsSubscriptions": found})
