# SPDX-License-Identifier: Apache-2.0
"""Sets what no AWS call can set, inside the simulator's process.

POST a JSON object to one of these paths; every field but the first is optional,
times are RFC 3339:

    /plimsoll-simulator/root-user   {account, mfa, access_keys, last_used}
    /plimsoll-simulator/user        {account, name, created, password_last_used}
    /plimsoll-simulator/access-key  {account, user, id, created, last_used,
                                     last_used_service, last_used_region}

`/plimsoll-simulator/ready` answers 200. The credential report of an account
gets the row of the root user, which AWS always has first and moto leaves out.
Source of that row's format:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

from __future__ import annotations

import datetime
import json
from typing import Any, Callable, Iterable

from moto.iam import models as iam

PREFIX = "/plimsoll-simulator/"
REPORT_TIME = "%Y-%m-%dT%H:%M:%S+00:00"
ROOT_CREATED = "2019-01-01T00:00:00+00:00"


class Backdoor:
    """A WSGI application in front of moto's; passes on what is not for it."""

    def __init__(self, inner: Callable[..., Iterable[bytes]]) -> None:
        """Wraps `inner` and teaches moto's report the root row."""
        self._inner = inner
        self._handlers = {
            "ready": lambda unused: None,
            "root-user": set_root_user,
            "user": set_user,
            "access-key": set_access_key,
        }
        teach_credential_report()
        iam.get_account_id_from = account_of_key

    def __call__(
        self, environ: dict[str, Any], start_response: Any
    ) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._inner(environ, start_response)
        status, body = self._answer(path.removeprefix(PREFIX), environ)
        start_response(
            status,
            [
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
            ],
        )
        return [body]

    def _answer(self, name: str, environ: dict[str, Any]) -> tuple[str, bytes]:
        handler = self._handlers.get(name)
        if handler is None:
            return "404 Not Found", b"{}"
        length = int(environ.get("CONTENT_LENGTH") or 0)
        request = json.loads(environ["wsgi.input"].read(length) or b"{}")
        try:
            handler(request)
        except (KeyError, ValueError) as error:
            return (
                "400 Bad Request",
                json.dumps({"error": repr(error)}).encode(),
            )
        return "200 OK", b"{}"


def backend_of(request: dict[str, Any]) -> iam.IAMBackend:
    """Returns moto's IAM state of the account that the request names."""
    return iam.iam_backends[request["account"]]["aws"]


def account_of_key(access_key: str) -> str:
    """Returns the account of an access key, as moto's function of that name.

    moto's asks six partitions of every account, and so makes the AWS-managed
    policies of each (0.6 s an account); this one looks only at what is there.
    """
    for account, partitions in list(iam.iam_backends.items()):
        for backend in list(partitions.values()):
            if access_key in backend.access_keys:
                return account
    return iam.DEFAULT_ACCOUNT_ID


def parse_time(text: str) -> datetime.datetime:
    """Reads RFC 3339 into the naive UTC that moto keeps."""
    moment = datetime.datetime.fromisoformat(text)
    return moment.astimezone(datetime.timezone.utc).replace(tzinfo=None)


def set_root_user(request: dict[str, Any]) -> None:
    """Sets MFA, the number of access keys and the last use of the root user."""
    backend = backend_of(request)
    summary = backend.account_summary
    if "mfa" in request:
        summary._account_mfa_enabled = int(request["mfa"])
    if "access_keys" in request:
        summary._account_access_keys_present = min(
            1, int(request["access_keys"])
        )
    backend.plimsoll_root = {**getattr(backend, "plimsoll_root", {}), **request}


def set_user(request: dict[str, Any]) -> None:
    """Sets when a user was created and last signed in with the password."""
    user = backend_of(request).get_user(request["name"])
    if "created" in request:
        user.create_date = parse_time(request["created"])
    if "password_last_used" in request:
        user.password_last_used = parse_time(request["password_last_used"])


def set_access_key(request: dict[str, Any]) -> None:
    """Sets when an access key was made and last used."""
    user = backend_of(request).get_user(request["user"])
    key = user.get_access_key_by_id(request["id"])
    if "created" in request:
        key.create_date = parse_time(request["created"])
    if "last_used" in request:
        key.last_used = iam.AccessKeyLastUsed(
            timestamp=parse_time(request["last_used"]),
            service=request.get("last_used_service", "s3"),
            region=request.get("last_used_region", "us-east-1"),
        )


def root_row(backend: iam.IAMBackend) -> str:
    """Returns the root user's line of the credential report."""
    state = getattr(backend, "plimsoll_root", {})
    keys = int(state.get("access_keys", 0))
    used = state.get("last_used")
    password_used = (
        parse_time(used).strftime(REPORT_TIME) if used else "no_information"
    )
    mfa = "true" if backend.account_summary._account_mfa_enabled else "false"
    row = [
        "<root_account>",
        f"arn:{backend.partition}:iam::{backend.account_id}:root",
        ROOT_CREATED,
        "not_supported",
        password_used,
        "not_supported",
        "not_supported",
        mfa,
    ]
    for number in (1, 2):
        present = number <= keys
        row += [
            "true" if present else "false",
            ROOT_CREATED if present else "N/A",
        ]
        row += ["N/A", "N/A", "N/A"]
    row += ["false", "N/A", "false", "N/A"]
    return ",".join(row)


def teach_credential_report() -> None:
    """Makes moto's credential report start with the root user."""
    original = iam.IAMBackend.get_credential_report

    def with_root(backend: iam.IAMBackend) -> str:
        head, _, rows = original(backend).partition("\n")
        return f"{head}\n{root_row(backend)}\n{rows}"

    iam.IAMBackend.get_credential_report = with_root
