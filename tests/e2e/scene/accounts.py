# SPDX-License-Identifier: Apache-2.0
"""The organisation itself: units, four member accounts, guardrails.

Root
  Security   security   everything right, the good twin
  Workloads  shop       most of the resources, right and wrong
  Sandbox    sandbox    no baseline at all, no guardrail
  Retired    legacy     its role refuses everybody
"""

from __future__ import annotations

from scene.context import ROLE, SECOND, Account, Scene
from scene.documents import document, statement

MEMBERS = {
    "security": "Security",
    "shop": "Workloads",
    "sandbox": "Sandbox",
    "legacy": "Retired",
}
GUARDED_UNITS = ("Security", "Workloads", "Retired")
GUARDRAIL = document(
    statement(
        [
            "cloudtrail:StopLogging",
            "cloudtrail:DeleteTrail",
            "guardduty:DeleteDetector",
        ],
        effect="Deny",
        Sid="KeepTheAuditTrail",
    ),
    statement("organizations:LeaveOrganization", effect="Deny", Sid="Stay"),
)


def build(scene: Scene) -> None:
    """Creates the organisation and registers its accounts with the scene."""
    scene.seed(1876)
    management = scene.add_management()
    client = management.client("organizations", SECOND)
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    client.enable_policy_type(RootId=root, PolicyType="SERVICE_CONTROL_POLICY")
    units = make_units(client, root)
    for name, unit in MEMBERS.items():
        reply = client.create_account(
            AccountName=name, Email=f"{name}@example.com", RoleName=ROLE
        )
        account_id = reply["CreateAccountStatus"]["AccountId"]
        client.move_account(
            AccountId=account_id,
            SourceParentId=root,
            DestinationParentId=units[unit],
        )
        note_member(
            scene, scene.add_member(name, account_id), unit in GUARDED_UNITS
        )
    attach_guardrail(client, units)
    lock(scene, scene["legacy"])


def make_units(client, root: str) -> dict[str, str]:
    """Creates the organisational units; returns their ids by name."""
    units = {}
    for unit in sorted(set(MEMBERS.values())):
        reply = client.create_organizational_unit(ParentId=root, Name=unit)
        units[unit] = reply["OrganizationalUnit"]["Id"]
    return units


def attach_guardrail(client, units: dict[str, str]) -> None:
    """Gives all units but Sandbox a policy beyond FullAWSAccess."""
    policy = client.create_policy(
        Name="keep-the-audit-trail",
        Description="Nobody stops logging or leaves",
        Type="SERVICE_CONTROL_POLICY",
        Content=GUARDRAIL,
    )["Policy"]["PolicySummary"]["Id"]
    for unit in GUARDED_UNITS:
        client.attach_policy(PolicyId=policy, TargetId=units[unit])


def note_member(scene: Scene, account: Account, guarded: bool) -> None:
    """Notes what is true of a member by where it stands in the tree."""
    account.judge(
        account_resource(account), "account-guardrail-scp", guarded, SECOND
    )
    enters = account.name != "legacy"
    account.judge(
        account_resource(account), "account-reachable", enters, SECOND
    )


def account_resource(account: Account) -> str:
    """Returns how the expectations name an account: arn:aws:iam::ID:root."""
    return f"arn:aws:iam::{account.id}:root"


def region_resource(account: Account, region: str) -> str:
    """Returns how the expectations name a region of an account: ID/NAME."""
    return f"{account.id}/{region}"


def lock(scene: Scene, account: Account) -> None:
    """Makes the proxy refuse the account's role, as a changed trust would."""
    scene.proxy_rules.append(
        {
            "service": "sts",
            "operation": "AssumeRole",
            "contains": account.id,
            "fault": "deny",
        }
    )
