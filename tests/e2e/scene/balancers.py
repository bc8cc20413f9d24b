# SPDX-License-Identifier: Apache-2.0
"""Application and network load balancers with their listeners."""

from __future__ import annotations

from scene.baseline import log_bucket
from scene.context import HOME, Account, Scene

NEW_TLS = "ELBSecurityPolicy-TLS13-1-2-2021-06"
OLD_TLS = "ELBSecurityPolicy-2016-08"
REDIRECT = {
    "Type": "redirect",
    "RedirectConfig": {
        "Protocol": "HTTPS",
        "Port": "443",
        "StatusCode": "HTTP_301",
    },
}


def build(scene: Scene) -> None:
    """Makes the load balancers of shop."""
    account = scene["shop"]
    forward = {"Type": "forward", "TargetGroupArn": make_targets(account)}
    certificate = make_certificate(account)
    good = make_balancer(account, "front-good", "internet-facing", good=True)
    bad = make_balancer(account, "front-bad", "internet-facing", good=False)
    plain = {"Port": 80, "Protocol": "HTTP"}
    make_listener(account, good, REDIRECT, **plain)
    make_listener(account, bad, forward, **plain)
    for balancer, policy in ((good, NEW_TLS), (bad, OLD_TLS)):
        make_listener(
            account,
            balancer,
            forward,
            Port=443,
            Protocol="HTTPS",
            SslPolicy=policy,
            Certificates=[{"CertificateArn": certificate}],
        )
        account.judge(balancer, "listener-http", balancer == good)
        account.judge(balancer, "listener-tls-policy", balancer == good)
    make_balancer(account, "back-internal", "internal", good=True)


def subnets(account: Account) -> list[str]:
    """Returns two subnets of the shop VPC."""
    wanted = [
        {"Name": "cidr-block", "Values": ["10.20.1.0/24", "10.20.2.0/24"]}
    ]
    found = account.client("ec2", HOME).describe_subnets(Filters=wanted)[
        "Subnets"
    ]
    return sorted(subnet["SubnetId"] for subnet in found)


def make_targets(account: Account) -> str:
    """Makes an empty target group in the shop VPC; returns its ARN."""
    found = account.client("ec2", HOME).describe_subnets(
        SubnetIds=subnets(account)
    )
    reply = account.client("elbv2", HOME).create_target_group(
        Name="web", Protocol="HTTP", Port=80, VpcId=found["Subnets"][0]["VpcId"]
    )
    return reply["TargetGroups"][0]["TargetGroupArn"]


def make_certificate(account: Account) -> str:
    """Asks ACM for a certificate; returns its ARN."""
    reply = account.client("acm", HOME).request_certificate(
        DomainName="shop.example.com", ValidationMethod="DNS"
    )
    return reply["CertificateArn"]


def make_balancer(account: Account, name: str, scheme: str, good: bool) -> str:
    """Makes an application load balancer; returns its ARN."""
    client = account.client("elbv2", HOME)
    arn = client.create_load_balancer(
        Name=name, Subnets=subnets(account), Scheme=scheme, Type="application"
    )["LoadBalancers"][0]["LoadBalancerArn"]
    if good:
        attributes = {
            "access_logs.s3.enabled": "true",
            "access_logs.s3.bucket": log_bucket(account),
            "deletion_protection.enabled": "true",
            "routing.http.drop_invalid_header_fields.enabled": "true",
        }
        client.modify_load_balancer_attributes(
            LoadBalancerArn=arn,
            Attributes=[{"Key": k, "Value": v} for k, v in attributes.items()],
        )
    for topic in ("access-logs", "deletion-protection", "drop-invalid-headers"):
        account.judge(arn, f"elb-{topic}", good)
    return arn


def make_listener(
    account: Account,
    balancer: str,
    action: dict,
    **options: object,
) -> None:
    """Makes a listener that does `action`."""
    account.client("elbv2", HOME).create_listener(
        LoadBalancerArn=balancer, DefaultActions=[action], **options
    )
