# SPDX-License-Identifier: Apache-2.0
"""Who may do what: administrators by each road, and good twins.

A right to everything can reach a user, group or role by AdministratorAccess, by
a managed policy of the account, or by an inline policy; all nine are here.
"""

from __future__ import annotations

import json

from scene.context import Account, Scene
from scene.documents import (
    EVERYTHING,
    READ_ONE_BUCKET,
    document,
    statement,
    trust,
)

ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
SUPPORT = "arn:aws:iam::aws:policy/AWSSupportAccess"
CLOUD_SHELL = "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
# Everything in disguise: lists, a second star, split in two statements.
DISGUISES = {
    "list-of-one": document(statement(["*"], ["*"])),
    "star-colon-star": document(statement("*:*", ["*"])),
    "second-statement": document(
        statement("s3:GetObject", "arn:aws:s3:::reports/*"), statement("*")
    ),
}
# Texts with stars that do not give everything.
HARMLESS = {
    "one-service": document(statement("s3:*", "arn:aws:s3:::reports*")),
    "deny-everything": document(statement("*", effect="Deny")),
    "everything-on-one-thing": document(
        statement("*", "arn:aws:s3:::reports/*")
    ),
}


def build(scene: Scene) -> None:
    """Makes users, groups, roles and policies of shop; a few elsewhere."""
    shop = scene["shop"]
    make_policies(shop)
    make_users(shop)
    make_groups(shop)
    make_roles(shop)
    make_trusts(shop, scene)
    make_support_role(scene["security"])
    sandbox = scene["sandbox"]
    sandbox.client("iam").create_user(UserName="founder")
    sandbox.client("iam").attach_user_policy(
        UserName="founder", PolicyArn=ADMINISTRATOR
    )
    founder = f"arn:aws:iam::{sandbox.id}:user/founder"
    sandbox.fails(founder, "identity-administrator", "user-direct-policy")


def identity(account: Account, rest: str) -> str:
    """Returns the ARN of a user, group, role or policy of the account."""
    return f"arn:aws:iam::{account.id}:{rest}"


def make_policies(account: Account) -> None:
    """Makes the account's own managed policies, attached to one role."""
    client = account.client("iam")
    client.create_role(RoleName="holder", AssumeRolePolicyDocument=ec2_trust())
    for name, text in {
        **DISGUISES,
        **HARMLESS,
        "read-reports": READ_ONE_BUCKET,
    }.items():
        client.create_policy(PolicyName=name, PolicyDocument=text)
        arn = identity(account, f"policy/{name}")
        if name not in DISGUISES:
            client.attach_role_policy(RoleName="holder", PolicyArn=arn)
        account.judge(arn, "policy-administrator", name not in DISGUISES)
    account.passes(identity(account, "role/holder"), "identity-administrator")
    # Attached in name only: a role holds the admin policy of each disguise.
    for name in DISGUISES:
        role = f"holds-{name}"
        client.create_role(RoleName=role, AssumeRolePolicyDocument=ec2_trust())
        client.attach_role_policy(
            RoleName=role, PolicyArn=identity(account, f"policy/{name}")
        )
        account.fails(
            identity(account, f"role/{role}"), "identity-administrator"
        )


def ec2_trust() -> str:
    """Returns the trust policy of a role for instances."""
    return trust({"Service": "ec2.amazonaws.com"})


def make_users(account: Account) -> None:
    """Makes administrators by three roads and one user who is none."""
    client = account.client("iam")
    for name in ("ann-managed", "bob-inline", "cid-own-policy", "dora-reader"):
        client.create_user(UserName=name)
    client.attach_user_policy(UserName="ann-managed", PolicyArn=ADMINISTRATOR)
    client.put_user_policy(
        UserName="bob-inline", PolicyName="all", PolicyDocument=EVERYTHING
    )
    own = identity(account, "policy/star-colon-star")
    client.attach_user_policy(UserName="cid-own-policy", PolicyArn=own)
    for name in ("ann-managed", "bob-inline", "cid-own-policy"):
        arn = identity(account, f"user/{name}")
        account.fails(arn, "identity-administrator", "user-direct-policy")
    client.create_group(GroupName="readers")
    client.attach_group_policy(GroupName="readers", PolicyArn=READ_ONLY)
    client.add_user_to_group(GroupName="readers", UserName="dora-reader")
    dora = identity(account, "user/dora-reader")
    account.passes(dora, "identity-administrator", "user-direct-policy")
    account.passes(identity(account, "group/readers"), "identity-administrator")


def make_groups(account: Account) -> None:
    """Makes three groups of administrators."""
    client = account.client("iam")
    for name in ("admins-managed", "admins-inline", "admins-own-policy"):
        client.create_group(GroupName=name)
        account.fails(
            identity(account, f"group/{name}"), "identity-administrator"
        )
    client.attach_group_policy(
        GroupName="admins-managed", PolicyArn=ADMINISTRATOR
    )
    client.put_group_policy(
        GroupName="admins-inline", PolicyName="all", PolicyDocument=EVERYTHING
    )
    client.attach_group_policy(
        GroupName="admins-own-policy",
        PolicyArn=identity(account, "policy/list-of-one"),
    )


def make_roles(account: Account) -> None:
    """Makes roles with everything, and twins that look like it."""
    client = account.client("iam")
    for name in (
        "deployer-managed",
        "deployer-inline",
        "reader-inline",
        "denier",
    ):
        client.create_role(RoleName=name, AssumeRolePolicyDocument=ec2_trust())
    client.attach_role_policy(
        RoleName="deployer-managed", PolicyArn=ADMINISTRATOR
    )
    client.put_role_policy(
        RoleName="deployer-inline", PolicyName="all", PolicyDocument=EVERYTHING
    )
    client.put_role_policy(
        RoleName="reader-inline",
        PolicyName="read",
        PolicyDocument=READ_ONE_BUCKET,
    )
    client.put_role_policy(
        RoleName="denier",
        PolicyName="none",
        PolicyDocument=HARMLESS["deny-everything"],
    )
    for name in ("deployer-managed", "deployer-inline"):
        account.fails(
            identity(account, f"role/{name}"), "identity-administrator"
        )
    for name in ("reader-inline", "denier"):
        account.passes(
            identity(account, f"role/{name}"), "identity-administrator"
        )
    client.create_role(
        RoleName="shell-user", AssumeRolePolicyDocument=ec2_trust()
    )
    client.attach_role_policy(RoleName="shell-user", PolicyArn=CLOUD_SHELL)
    account.fails(
        identity(account, "role/shell-user"), "cloudshell-full-access"
    )


def make_trusts(account: Account, scene: Scene) -> None:
    """Makes roles that everybody may assume, or only those that should."""
    client = account.client("iam")
    partner = {"AWS": "arn:aws:iam::999988887777:root"}
    secret = {"StringEquals": {"sts:ExternalId": "a-shared-secret-8147"}}
    trusts = {
        "trust-anyone": (trust({"AWS": "*"}), False),
        "trust-star": (json.dumps(star_trust()), False),
        "trust-organisation": (
            trust({"AWS": "*"}, Condition=own_org(scene)),
            True,
        ),
        "trust-partner": (trust(partner, Condition=secret), True),
        "trust-service": (trust({"Service": "lambda.amazonaws.com"}), True),
    }
    for name, (text, good) in trusts.items():
        client.create_role(RoleName=name, AssumeRolePolicyDocument=text)
        account.judge(
            identity(account, f"role/{name}"), "role-trust-public", good
        )


def star_trust() -> dict:
    """Returns a trust policy whose principal is the bare star."""
    return {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "sts:AssumeRole",
        },
    }


def own_org(scene: Scene) -> dict:
    """Returns the condition that only the own organisation meets."""
    client = scene["management"].client("organizations", "us-east-1")
    organisation = client.describe_organization()["Organization"]["Id"]
    return {"StringEquals": {"aws:PrincipalOrgID": organisation}}


def make_support_role(account: Account) -> None:
    """Makes the role that may open support cases (CIS 1.17); others have none."""
    client = account.client("iam")
    client.create_role(
        RoleName="support",
        AssumeRolePolicyDocument=trust({"AWS": identity(account, "root")}),
    )
    client.attach_role_policy(RoleName="support", PolicyArn=SUPPORT)
    account.passes(identity(account, "root"), "account-support-role")
    for other in ("management", "shop", "sandbox"):
        one = account.scene[other]
        one.fails(identity(one, "root"), "account-support-role")
