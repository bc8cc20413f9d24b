# SPDX-License-Identifier: Apache-2.0
"""Passwords, MFA and access keys, of the root user and of others."""

from __future__ import annotations

from scene.context import SECOND, Account, Scene, days_ago
from scene.identity import identity

# What the root user of each account is like, where the endpoint lets us say it:
# MFA, number of access keys, days since the last use (None: never).
ROOTS = {
    "management": (True, 0, None),
    "security": (True, 0, 400),
    "shop": (False, 1, 3),
    "sandbox": (False, 0, 2),
}
PASSWORD = "Correct-Horse-9-Battery-Staple"


def build(scene: Scene) -> None:
    """Sets the root users and makes users with credentials of all ages."""
    for name, state in ROOTS.items():
        set_root(scene[name], *state)
    shop = scene["shop"]
    make_console_users(shop)
    make_key_users(shop)
    account = scene["security"]
    account.client("iam").create_user(UserName="break-glass")
    give_password(account, "break-glass", mfa=True)


def set_root(account: Account, mfa: bool, keys: int, used: int | None) -> None:
    """Sets one account's root user; plain moto has no MFA and no key."""
    root = identity(account, "root")
    fields = {"mfa": mfa, "access_keys": keys}
    if used is not None:
        fields["last_used"] = days_ago(used)
    if account.scene.backdoor("root-user", account=account.id, **fields):
        account.judge(root, "root-mfa", mfa)
        account.judge(root, "root-access-key", keys == 0)
        account.judge(root, "root-recently-used", used is None or used > 90)
    else:
        mfa = False
        account.fails(root, "root-mfa")
        account.passes(root, "root-access-key")
    if account.name == "security":
        # The one account with everything else: MFA of root decides.
        account.judge(root, "account-baseline", mfa, SECOND)


def give_password(account: Account, user: str, mfa: bool) -> None:
    """Lets a user into the console, with a second factor or without."""
    client = account.client("iam")
    client.create_login_profile(UserName=user, Password=PASSWORD)
    if mfa:
        device = client.create_virtual_mfa_device(VirtualMFADeviceName=user)
        client.enable_mfa_device(
            UserName=user,
            SerialNumber=device["VirtualMFADevice"]["SerialNumber"],
            AuthenticationCode1="123456",
            AuthenticationCode2="234567",
        )
    account.judge(identity(account, f"user/{user}"), "user-mfa", mfa)


def make_console_users(account: Account) -> None:
    """Makes users with a password: careful, careless, long gone."""
    client = account.client("iam")
    for user in ("eve-with-mfa", "fay-without-mfa", "gus-gone"):
        client.create_user(UserName=user)
        give_password(account, user, mfa=user != "fay-without-mfa")
    used = {"eve-with-mfa": 2, "fay-without-mfa": 5, "gus-gone": 300}
    for user, days in used.items():
        told = account.scene.backdoor(
            "user",
            account=account.id,
            name=user,
            created=days_ago(500),
            password_last_used=days_ago(days),
        )
        if told:
            arn = identity(account, f"user/{user}")
            account.judge(arn, "user-password-unused", days <= 45)


def make_key_users(account: Account) -> None:
    """Makes users with access keys: fresh, old, unused, two at a time."""
    add_key(account, "hal-fresh-key", made=10, used=1)
    add_key(account, "ida-old-key", made=200, used=1)
    add_key(account, "jan-unused-key", made=80, used=70)
    add_key(account, "kim-never-used-key", made=60, used=None)
    add_key(account, "lea-two-keys", made=10, used=1)
    account.client("iam").create_access_key(UserName="lea-two-keys")
    account.fails(identity(account, "user/lea-two-keys"), "user-one-active-key")
    retired = add_key(account, "max-inactive-key", made=10, used=1)
    account.client("iam").update_access_key(
        UserName="max-inactive-key", AccessKeyId=retired, Status="Inactive"
    )


def add_key(account: Account, user: str, made: int, used: int | None) -> str:
    """Makes a user with one key of the given ages in days; returns its id."""
    client = account.client("iam")
    client.create_user(UserName=user)
    key = client.create_access_key(UserName=user)["AccessKey"]["AccessKeyId"]
    fields = {"created": days_ago(made)}
    if used is not None:
        fields["last_used"] = days_ago(used)
    told = account.scene.backdoor(
        "access-key", account=account.id, user=user, id=key, **fields
    )
    if told:
        arn = identity(account, f"user/{user}")
        account.judge(f"{arn}/access-key-1", "key-age", made <= 90)
        idle = made if used is None else used
        account.judge(f"{arn}/access-key-1", "key-unused", idle <= 45)
        if user != "lea-two-keys":
            account.passes(arn, "user-one-active-key")
    return key
