# SPDX-License-Identifier: Apache-2.0
"""Builders of IAM policy documents, as JSON text."""

from __future__ import annotations

import json
from typing import Any


def document(*statements: dict[str, Any]) -> str:
    """Returns a policy document made of the statements."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def statement(
    action: Any, resource: Any = "*", effect: str = "Allow", **more: Any
) -> dict[str, Any]:
    """Returns one statement; `more` are further elements (Principal, ...)."""
    return {"Effect": effect, **more, "Action": action, "Resource": resource}


def trust(
    principal: dict[str, Any], action: str = "sts:AssumeRole", **more: Any
) -> str:
    """Returns a role's trust policy for one principal."""
    return document(
        {"Effect": "Allow", "Principal": principal, "Action": action, **more}
    )


EVERYTHING = document(statement("*"))
READ_ONE_BUCKET = document(statement("s3:GetObject", "arn:aws:s3:::reports/*"))
