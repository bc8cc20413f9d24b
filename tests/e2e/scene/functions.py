# SPDX-License-Identifier: Apache-2.0
"""Lambda functions: who may call them, and on what they run."""

from __future__ import annotations

from scene.context import HOME, Account, Scene
from scene.identity import identity
from scene.keys import archive


def build(scene: Scene) -> None:
    """Makes the functions of shop, one for each way to be called."""
    account = scene["shop"]
    rotator = account.arn("lambda", "function:rotate-secret")
    account.passes(rotator, "lambda-public", "lambda-runtime")
    bucket = "arn:aws:s3:::incoming"
    cases = {
        "called-by-everyone": ({"Principal": "*"}, False),
        "called-by-bucket": (
            {
                "Principal": "s3.amazonaws.com",
                "SourceArn": bucket,
                "SourceAccount": account.id,
            },
            True,
        ),
        "called-by-partner": ({"Principal": "111122223333"}, True),
    }
    for name, (permission, good) in cases.items():
        arn = make_function(account, name)
        account.client("lambda", HOME).add_permission(
            FunctionName=name,
            StatementId="caller",
            Action="lambda:InvokeFunction",
            **permission,
        )
        account.judge(arn, "lambda-public", good)
    old = make_function(account, "on-old-python", "python3.7")
    account.fails(old, "lambda-runtime")
    account.passes(make_function(account, "on-new-python"), "lambda-runtime")
    make_settings(account)


def make_function(
    account: Account, name: str, runtime: str = "python3.13", **options: object
) -> str:
    """Makes a function; returns its ARN."""
    return account.client("lambda", HOME).create_function(
        FunctionName=name,
        Runtime=runtime,
        Role=identity(account, "role/functions"),
        Handler="main.handler",
        Code={"ZipFile": archive()},
        **options,
    )["FunctionArn"]


def make_settings(account: Account) -> None:
    """Makes functions that differ in tracing, and in the URL they have."""
    traced = make_function(account, "traced", TracingConfig={"Mode": "Active"})
    account.passes(traced, "lambda-tracing")
    account.fails(
        account.arn("lambda", "function:on-new-python"), "lambda-tracing"
    )
    client = account.client("lambda", HOME)
    for name, auth in (("url-open", "NONE"), ("url-signed", "AWS_IAM")):
        arn = make_function(account, name)
        client.create_function_url_config(FunctionName=name, AuthType=auth)
        account.judge(arn, "lambda-url-auth", auth == "AWS_IAM")
