# SPDX-License-Identifier: Apache-2.0
"""Outside identity: OIDC and SAML providers, and the roles that trust them."""

from __future__ import annotations

from scene.context import Account, Scene
from scene.documents import trust
from scene.identity import identity

GITHUB = "token.actions.githubusercontent.com"
# A SAML metadata document; IAM wants at least 1,000 characters.
METADATA = (
    '<?xml version="1.0"?><md:EntityDescriptor '
    'xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
    'entityID="https://idp.example.com/metadata" '
    'validUntil="2099-01-01T00:00:00Z"><md:IDPSSODescriptor '
    'protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
    "</md:IDPSSODescriptor></md:EntityDescriptor>"
).ljust(1000)


def build(scene: Scene) -> None:
    """Makes the providers of shop and roles with right and wrong trust."""
    account = scene["shop"]
    client = account.client("iam")
    client.create_open_id_connect_provider(
        Url=f"https://{GITHUB}",
        ClientIDList=["sts.amazonaws.com"],
        ThumbprintList=["1c58a3a8518e8759bf075b76b750d4f2df264fcd"],
    )
    client.create_saml_provider(SAMLMetadataDocument=METADATA, Name="workforce")
    for name, (conditions, good) in github_trusts().items():
        make_github_role(account, name, conditions, good)
    client.create_role(
        RoleName="workforce-reader",
        AssumeRolePolicyDocument=trust(
            {"Federated": identity(account, "saml-provider/workforce")},
            action="sts:AssumeRoleWithSAML",
            Condition={
                "StringEquals": {
                    "SAML:aud": "https://signin.aws.amazon.com/saml"
                }
            },
        ),
    )
    account.passes(
        identity(account, "role/workforce-reader"), "role-trust-public"
    )


def github_trusts() -> dict[str, tuple[dict, bool]]:
    """Returns conditions by role name, and whether they bind the repository."""
    audience = {f"{GITHUB}:aud": "sts.amazonaws.com"}
    subject = f"{GITHUB}:sub"
    return {
        "github-no-sub": ({"StringEquals": audience}, False),
        "github-any-sub": (
            {"StringEquals": audience, "StringLike": {subject: "repo:*"}},
            False,
        ),
        "github-one-repo": (
            {
                "StringEquals": {
                    **audience,
                    subject: "repo:example/shop:ref:refs/heads/main",
                }
            },
            True,
        ),
        "github-one-owner": (
            {
                "StringEquals": audience,
                "StringLike": {subject: "repo:example/*"},
            },
            True,
        ),
    }


def make_github_role(
    account: Account, name: str, conditions: dict, good: bool
) -> None:
    """Makes a role for GitHub's workflows under the given conditions."""
    account.client("iam").create_role(
        RoleName=name,
        AssumeRolePolicyDocument=trust(
            {"Federated": identity(account, f"oidc-provider/{GITHUB}")},
            action="sts:AssumeRoleWithWebIdentity",
            Condition=conditions,
        ),
    )
    arn = identity(account, f"role/{name}")
    account.judge(arn, "role-oidc-github-subject", good)
