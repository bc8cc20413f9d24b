# SPDX-License-Identifier: Apache-2.0
"""Security groups and network ACLs: every dangerous port, open and closed."""

from __future__ import annotations

from scene.context import HOME, SECOND, Account, Scene

PORTS = {
    "ssh": 22,
    "rdp": 3389,
    "mysql": 3306,
    "postgres": 5432,
    "mongodb": 27017,
    "redis": 6379,
    "elasticsearch": 9200,
    "memcached": 11211,
    "sqlserver": 1433,
}
WORLD4 = {"IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
WORLD6 = {"Ipv6Ranges": [{"CidrIpv6": "::/0"}]}
HALVES = {"IpRanges": [{"CidrIp": "0.0.0.0/1"}, {"CidrIp": "128.0.0.0/1"}]}
HALVES6 = {"Ipv6Ranges": [{"CidrIpv6": "::/1"}, {"CidrIpv6": "8000::/1"}]}
OFFICE = {"IpRanges": [{"CidrIp": "203.0.113.0/24"}]}
INSIDE = {"IpRanges": [{"CidrIp": "10.0.0.0/8"}]}


def build(scene: Scene) -> None:
    """Makes the groups of shop, and the ACLs; sandbox has one open group."""
    shop = scene["shop"]
    vpc = default_vpc(shop, HOME)
    for name, port in PORTS.items():
        make_group(shop, vpc, f"{name}-open", [tcp(port, WORLD4)], {name})
        make_group(shop, vpc, f"{name}-open-v6", [tcp(port, WORLD6)], {name})
        make_group(shop, vpc, f"{name}-office", [tcp(port, OFFICE)], set())
    make_odd_groups(shop, vpc)
    note_default_groups(scene)
    make_acls(shop, vpc)
    sandbox = scene["sandbox"]
    vpc = default_vpc(sandbox, SECOND)
    make_group(sandbox, vpc, "quick-test", [tcp(22, WORLD4)], {"ssh"}, SECOND)


def default_vpc(account: Account, region: str) -> str:
    """Returns the id of a region's default VPC."""
    client = account.client("ec2", region)
    wanted = [{"Name": "is-default", "Values": ["true"]}]
    return client.describe_vpcs(Filters=wanted)["Vpcs"][0]["VpcId"]


def tcp(first: int, source: dict, last: int | None = None) -> dict:
    """Returns a rule for a TCP port or range."""
    end = first if last is None else last
    return {"IpProtocol": "tcp", "FromPort": first, "ToPort": end, **source}


def make_group(
    account: Account,
    vpc: str,
    name: str,
    rules: list[dict],
    open_ports: set[str],
    region: str = HOME,
    all_ports: bool = False,
) -> str:
    """Makes a security group and notes which ports it opens to the world."""
    client = account.client("ec2", region)
    group = client.create_security_group(
        GroupName=name, Description=name, VpcId=vpc
    )["GroupId"]
    if rules:
        client.authorize_security_group_ingress(
            GroupId=group, IpPermissions=rules
        )
    arn = account.arn("ec2", f"security-group/{group}", region)
    for port in PORTS:
        bad = all_ports or port in open_ports
        account.judge(arn, f"sg-open-{port}", not bad, region)
    account.judge(arn, "sg-open-all-ports", not all_ports, region)
    return group


def make_odd_groups(account: Account, vpc: str) -> None:
    """Makes groups that open or close ports by unusual rules."""
    everything = {"IpProtocol": "-1"}
    make_group(
        account,
        vpc,
        "all-v4",
        [{**everything, **WORLD4}],
        set(),
        all_ports=True,
    )
    make_group(
        account,
        vpc,
        "all-v6",
        [{**everything, **WORLD6}],
        set(),
        all_ports=True,
    )
    make_group(
        account, vpc, "all-tcp", [tcp(0, WORLD4, 65535)], set(), all_ports=True
    )
    make_group(account, vpc, "halves-v4", [tcp(22, HALVES)], {"ssh"})
    make_group(account, vpc, "halves-v6", [tcp(3389, HALVES6)], {"rdp"})
    split = [
        tcp(5432, {"IpRanges": [{"CidrIp": "0.0.0.0/1"}]}),
        tcp(5432, {"IpRanges": [{"CidrIp": "128.0.0.0/1"}]}),
    ]
    make_group(account, vpc, "halves-in-two-rules", split, {"postgres"})
    make_group(account, vpc, "range-over-ssh", [tcp(20, WORLD4, 30)], {"ssh"})
    high = {
        "mysql",
        "postgres",
        "redis",
        "elasticsearch",
        "memcached",
        "mongodb",
        "rdp",
    }
    make_group(account, vpc, "high-ports", [tcp(2000, WORLD4, 40000)], high)
    # Twins that name the same ports and are not open to the world.
    make_group(account, vpc, "web", [tcp(443, WORLD4), tcp(80, WORLD6)], set())
    make_group(account, vpc, "inside", [{**everything, **INSIDE}], set())
    udp = {**tcp(22, WORLD4), "IpProtocol": "udp"}
    make_group(account, vpc, "udp-22", [udp], set())
    make_group(account, vpc, "nothing", [], set())
    ping = {"IpProtocol": "icmp", "FromPort": -1, "ToPort": -1, **WORLD4}
    make_group(account, vpc, "ping", [ping], set())
    members = make_group(account, vpc, "database-clients", [], set())
    source = {"UserIdGroupPairs": [{"GroupId": members}]}
    make_group(account, vpc, "database", [tcp(3306, source)], set())


def note_default_groups(scene: Scene) -> None:
    """Empties one default security group; all others have AWS's open rules."""
    good, bad = scene["security"], scene["shop"]
    for account, empty in ((good, True), (bad, False)):
        client = account.client("ec2", HOME)
        wanted = [{"Name": "group-name", "Values": ["default"]}]
        group = client.describe_security_groups(Filters=wanted)[
            "SecurityGroups"
        ][0]
        if empty:
            close_group(client, group)
        arn = account.arn("ec2", f"security-group/{group['GroupId']}")
        account.judge(arn, "sg-default-closed", empty)


def close_group(client, group: dict) -> None:
    """Takes every rule out of a security group."""
    if group["IpPermissions"]:
        client.revoke_security_group_ingress(
            GroupId=group["GroupId"], IpPermissions=group["IpPermissions"]
        )
    if group["IpPermissionsEgress"]:
        client.revoke_security_group_egress(
            GroupId=group["GroupId"], IpPermissions=group["IpPermissionsEgress"]
        )


def make_acls(account: Account, vpc: str) -> None:
    """Makes network ACLs: open, closed, and closed by an earlier rule."""
    cases = {
        "open": [(100, "allow", "0.0.0.0/0", 22)],
        "office-only": [(100, "allow", "203.0.113.0/24", 22)],
        "denied-first": [
            (100, "deny", "0.0.0.0/0", 22),
            (200, "allow", "0.0.0.0/0", 22),
        ],
        "allowed-first": [
            (100, "allow", "0.0.0.0/0", 22),
            (200, "deny", "0.0.0.0/0", 22),
        ],
        "web": [(100, "allow", "0.0.0.0/0", 443)],
    }
    bad = ("open", "allowed-first")
    client = account.client("ec2", HOME)
    for name, rules in cases.items():
        acl = client.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
        client.create_tags(
            Resources=[acl], Tags=[{"Key": "Name", "Value": name}]
        )
        for number, action, source, port in rules:
            client.create_network_acl_entry(
                NetworkAclId=acl,
                RuleNumber=number,
                RuleAction=action,
                Protocol="6",
                Egress=False,
                CidrBlock=source,
                PortRange={"From": port, "To": port},
            )
        arn = account.arn("ec2", f"network-acl/{acl}")
        account.judge(arn, "nacl-open-admin-ports", name not in bad)
