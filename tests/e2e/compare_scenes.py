# SPDX-License-Identifier: Apache-2.0
"""Small accounts on which compare_prowler.py compares verdicts.

`wrong` has resources as careless people make them, `right` the same with every
setting that moto knows put right, `regions` a few in several regions. Each is an
account of its own; nothing here says what a scanner must find: Prowler does.
"""

from __future__ import annotations

import json
from typing import Any, Callable

import scale_account

HOME = "us-east-1"
OTHER = "eu-west-1"
EVERYWHERE = "0.0.0.0/0"
PASSWORD = "not-a-real-one-9"


class Account:
    """One account under construction."""

    def __init__(self, endpoint: str, account: str) -> None:
        self.id = account
        self.endpoint = endpoint
        self.key = scale_account.enter(endpoint, account)
        self._clients: dict[tuple[str, str], Any] = {}

    def client(self, service: str, region: str = HOME) -> Any:
        """Returns a client of the account, the same one each time."""
        if (service, region) not in self._clients:
            self._clients[service, region] = scale_account.client(
                self.endpoint, service, self.key, region
            )
        return self._clients[service, region]

    def role(
        self, name: str, service: str, condition: dict | None = None
    ) -> str:
        """Makes a role that a service may assume; returns its ARN."""
        trust = {
            "Effect": "Allow",
            "Principal": {"Service": service},
            "Action": "sts:AssumeRole",
            **({"Condition": condition} if condition else {}),
        }
        document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
        made = self.client("iam").create_role(
            RoleName=name, AssumeRolePolicyDocument=document
        )
        return made["Role"]["Arn"]


def network(account: Account, region: str = HOME) -> dict[str, Any]:
    """Makes a VPC with a public and a private subnet in two zones."""
    ec2 = account.client("ec2", region)
    vpc = ec2.create_vpc(CidrBlock="10.1.0.0/16")["Vpc"]["VpcId"]
    subnets = [
        ec2.create_subnet(
            VpcId=vpc,
            CidrBlock=f"10.1.{i}.0/24",
            AvailabilityZone=region + zone,
        )["Subnet"]["SubnetId"]
        for i, zone in enumerate("ab")
    ]
    gateway = ec2.create_internet_gateway()["InternetGateway"][
        "InternetGatewayId"
    ]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(
        RouteTableId=table, DestinationCidrBlock=EVERYWHERE, GatewayId=gateway
    )
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnets[0])
    return {
        "vpc": vpc,
        "public": subnets[0],
        "private": subnets[1],
        "gateway": gateway,
    }


def group(
    account: Account, net: dict, name: str, rules: list, region: str = HOME
) -> str:
    """Makes a security group with rules of (protocol, from, to, source)."""
    ec2 = account.client("ec2", region)
    made = ec2.create_security_group(
        GroupName=name, Description=name, VpcId=net["vpc"]
    )["GroupId"]
    for protocol, low, high, source in rules:
        kind = (
            ("Ipv6Ranges", "CidrIpv6")
            if ":" in source
            else ("IpRanges", "CidrIp")
        )
        rule = {"IpProtocol": protocol, kind[0]: [{kind[1]: source}]}
        if protocol != "-1":
            rule |= {"FromPort": low, "ToPort": high}
        ec2.authorize_security_group_ingress(GroupId=made, IpPermissions=[rule])
    return made


def machines(account: Account, good: bool) -> None:
    """Instances, groups, volumes, network ACLs."""
    ec2, net = account.client("ec2"), network(account)
    rules = {
        "everything": [("-1", 0, 0, EVERYWHERE)],
        "ssh-v6": [("tcp", 22, 22, "::/0")],
        "wide": [("tcp", 443, 443, "52.0.0.0/8")],
        "one-address": [("tcp", 443, 443, "52.94.76.10/32")],
        "risky": [("tcp", 8080, 8080, EVERYWHERE)],
        "databases": [
            ("tcp", p, p, EVERYWHERE)
            for p in (1433, 1521, 3306, 5432, 6379, 9092, 9200, 11211, 27017)
        ],
        "windows": [
            ("tcp", p, p, EVERYWHERE) for p in (88, 139, 389, 445, 3389)
        ],
        "launch-wizard-1": [("tcp", 20, 23, EVERYWHERE)],
        "cassandra": [("tcp", 7000, 7001, EVERYWHERE)],
    }
    if good:
        rules = {
            name: [("tcp", 443, 443, "10.0.0.0/8")] for name in ("web", "app")
        }
    for name, each in rules.items():
        made = group(account, net, name, each)
        if name == "wide":
            continue  # not in use
        ec2.run_instances(
            ImageId="ami-12345678",
            MinCount=1,
            MaxCount=1,
            InstanceType="t3.micro",
            Monitoring={"Enabled": good},
            MetadataOptions={"HttpTokens": "required" if good else "optional"},
            EnclaveOptions={"Enabled": name in ("risky", "web")},
            NetworkInterfaces=[
                {
                    "DeviceIndex": 0,
                    "SubnetId": net["private" if good else "public"],
                    "Groups": [made],
                    "AssociatePublicIpAddress": not good,
                }
            ],
        )
    volume = ec2.create_volume(
        AvailabilityZone=HOME + "a", Size=8, Encrypted=good
    )
    if good:
        ec2.create_snapshot(VolumeId=volume["VolumeId"])
    acl = ec2.create_network_acl(VpcId=net["vpc"])["NetworkAcl"]["NetworkAclId"]
    ec2.create_network_acl_entry(
        NetworkAclId=acl,
        RuleNumber=100,
        Protocol="6" if good else "-1",
        RuleAction="allow",
        Egress=False,
        CidrBlock="10.0.0.0/8" if good else EVERYWHERE,
        PortRange={"From": 443, "To": 443},
    )


def balancers(account: Account, good: bool) -> None:
    """Load balancers of both kinds."""
    elb, net = account.client("elbv2"), network(account)
    open_group = group(
        account,
        net,
        "front",
        [("tcp", 443, 443, "10.0.0.0/8" if good else EVERYWHERE)],
    )
    for kind in ("application", "network"):
        made = elb.create_load_balancer(
            Name=f"{kind}-{good}".lower(),
            Type=kind,
            Scheme="internal" if good else "internet-facing",
            Subnets=(
                [net["public"], net["private"]]
                if good or kind == "application"
                else [net["public"]]
            ),
            **(
                {"SecurityGroups": [open_group]}
                if kind == "application"
                else {}
            ),
        )["LoadBalancers"][0]["LoadBalancerArn"]
        if kind == "application":
            elb.modify_load_balancer_attributes(
                LoadBalancerArn=made,
                Attributes=[
                    {
                        "Key": "routing.http.desync_mitigation_mode",
                        "Value": "strictest" if good else "monitor",
                    },
                    {
                        "Key": "routing.http.drop_invalid_header_fields.enabled",
                        "Value": str(good).lower(),
                    },
                    {
                        "Key": "deletion_protection.enabled",
                        "Value": str(good).lower(),
                    },
                ],
            )
        else:
            elb.modify_load_balancer_attributes(
                LoadBalancerArn=made,
                Attributes=[
                    {
                        "Key": "load_balancing.cross_zone.enabled",
                        "Value": str(good).lower(),
                    }
                ],
            )
    elb.create_load_balancer(
        Name="no-listener", Subnets=[net["public"], net["private"]]
    )


def functions(account: Account, good: bool) -> None:
    """A Lambda function."""
    net = network(account)
    account.client("sqs").create_queue(QueueName="dead")
    arn = f"arn:aws:sqs:{HOME}:{account.id}:dead"
    more: dict[str, Any] = {}
    if good:
        more = {
            "VpcConfig": {
                "SubnetIds": [net["public"], net["private"]],
                "SecurityGroupIds": [group(account, net, "fn", [])],
            },
            "DeadLetterConfig": {"TargetArn": arn},
            "KMSKeyArn": account.client("kms").create_key()["KeyMetadata"][
                "Arn"
            ],
        }
    client = account.client("lambda")
    client.create_function(
        FunctionName="worker",
        Runtime="python3.12" if good else "python3.6",
        Role=account.role("worker", "lambda.amazonaws.com"),
        Handler="main.handler",
        Code={"ZipFile": scale_account.archive()},
        Environment={"Variables": {"STAGE": "test"}},
        Layers=[],
        **more,
    )
    client.create_function_url_config(
        FunctionName="worker",
        AuthType="AWS_IAM" if good else "NONE",
        Cors={"AllowOrigins": ["https://www.example.com" if good else "*"]},
    )


def databases(account: Account, good: bool) -> None:
    """RDS, DocumentDB, Neptune, DynamoDB."""
    rds = account.client("rds")
    for engine in ("postgres", "mysql"):
        rds.create_db_instance(
            DBInstanceIdentifier=engine,
            DBInstanceClass="db.t3.micro",
            Engine=engine,
            MasterUsername="keeper" if good else "admin",
            MasterUserPassword=PASSWORD,
            AllocatedStorage=20,
            Port=33333 if good else {"postgres": 5432, "mysql": 3306}[engine],
            StorageEncrypted=good,
            DeletionProtection=good,
            MultiAZ=good,
            PubliclyAccessible=not good,
            BackupRetentionPeriod=14 if good else 0,
            CopyTagsToSnapshot=good,
        )
    for engine in ("aurora-postgresql", "aurora-mysql", "neptune"):
        account.client(
            "neptune" if engine == "neptune" else "rds"
        ).create_db_cluster(
            DBClusterIdentifier=engine,
            Engine=engine,
            **(
                {}
                if engine == "neptune"
                else {
                    "MasterUsername": "keeper" if good else "admin",
                    "MasterUserPassword": PASSWORD,
                }
            ),
            Port=33333 if good else 5432,
            StorageEncrypted=good,
            DeletionProtection=good,
            BackupRetentionPeriod=14 if good else 1,
            **(
                {"EnableCloudwatchLogsExports": ["audit", "profiler"]}
                if good
                else {}
            ),
        )
        rds.create_db_cluster_snapshot(
            DBClusterIdentifier=engine,
            DBClusterSnapshotIdentifier=f"{engine}-1",
        )
    table = account.client("dynamodb").create_table(
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        DeletionProtectionEnabled=good,
    )["TableDescription"]["TableArn"]
    principal = f"arn:aws:iam::{account.id if good else '999988887777'}:root"
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": principal},
        "Action": "dynamodb:GetItem",
        "Resource": table,
    }
    account.client("dynamodb").put_resource_policy(
        ResourceArn=table,
        Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}),
    )
    for kind, source in (
        ("db-instance", "maintenance"),
        ("db-cluster", "failure"),
    ):
        rds.create_event_subscription(
            SubscriptionName=kind,
            SnsTopicArn=f"arn:aws:sns:{HOME}:{account.id}:events",
            SourceType=kind,
            Enabled=True,
            **({} if good else {"EventCategories": [source]}),
        )


def files(account: Account, good: bool) -> None:
    """EFS and EKS, ECR, logs."""
    efs, net = account.client("efs"), network(account)
    made = efs.create_file_system(CreationToken="one", Encrypted=good)[
        "FileSystemId"
    ]
    for subnet in ("private", "public")[: 1 if not good else 2]:
        efs.create_mount_target(
            FileSystemId=made,
            SubnetId=net[
                "private" if good and subnet == "private" else "public"
            ],
        )
    efs.create_access_point(
        FileSystemId=made,
        ClientToken="one",
        **(
            {
                "PosixUser": {"Uid": 1000, "Gid": 1000},
                "RootDirectory": {"Path": "/app"},
            }
            if good
            else {}
        ),
    )
    account.client("eks").create_cluster(
        name="cluster",
        version="1.34" if good else "1.24",
        roleArn=account.role("cluster", "eks.amazonaws.com"),
        resourcesVpcConfig={
            "subnetIds": [net["public"], net["private"]],
            "endpointPublicAccess": not good,
            "endpointPrivateAccess": good,
            **({} if good else {"publicAccessCidrs": [EVERYWHERE]}),
        },
    )
    ecr = account.client("ecr")
    ecr.create_repository(
        repositoryName="app",
        imageTagMutability="IMMUTABLE" if good else "MUTABLE",
        imageScanningConfiguration={"scanOnPush": good},
    )
    if good:
        ecr.put_registry_scanning_configuration(
            scanType="BASIC",
            rules=[
                {
                    "scanFrequency": "SCAN_ON_PUSH",
                    "repositoryFilters": [
                        {"filter": "*", "filterType": "WILDCARD"}
                    ],
                }
            ],
        )
    logs = account.client("logs")
    logs.create_log_group(logGroupName="app")
    logs.put_retention_policy(
        logGroupName="app", retentionInDays=400 if good else 7
    )
    logs.create_log_group(logGroupName="for-ever")
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "route53.amazonaws.com"} if good else "*",
        "Action": "logs:PutLogEvents",
        "Resource": "*",
    }
    logs.put_resource_policy(
        policyName="dns",
        policyDocument=json.dumps(
            {"Version": "2012-10-17", "Statement": [statement]}
        ),
    )
    account.client("kms").create_key(MultiRegion=not good)


def recording(account: Account, good: bool) -> None:
    """CloudTrail, Config, GuardDuty."""
    name = f"trail-{account.id}"
    account.client("s3").create_bucket(Bucket=name)
    trail = account.client("cloudtrail")
    trail.create_trail(
        Name="main",
        S3BucketName=name,
        IsMultiRegionTrail=good,
        EnableLogFileValidation=good,
    )
    if good:
        trail.start_logging(Name="main")
        trail.put_event_selectors(
            TrailName="main",
            EventSelectors=[
                {
                    "ReadWriteType": "All",
                    "IncludeManagementEvents": True,
                    "DataResources": [
                        {"Type": "AWS::S3::Object", "Values": ["arn:aws:s3"]},
                        {
                            "Type": "AWS::Lambda::Function",
                            "Values": ["arn:aws:lambda"],
                        },
                    ],
                }
            ],
        )
    account.client("guardduty").create_detector(Enable=good)
    if not good:
        account.role("CloudWatch-CrossAccountSharingRole", "ec2.amazonaws.com")


AREAS: list[Callable[[Account, bool], None]] = [
    machines,
    balancers,
    functions,
    databases,
    files,
    recording,
]


def several_regions(account: Account) -> None:
    """A little in two regions."""
    for region in (HOME, OTHER):
        net = network(account, region)
        group(account, net, "open", [("tcp", 22, 22, EVERYWHERE)], region)
        account.client("logs", region).create_log_group(logGroupName="app")
    for name, region in (("one", HOME), ("two", OTHER)):
        where = (
            {"CreateBucketConfiguration": {"LocationConstraint": region}}
            if region != HOME
            else {}
        )
        account.client("s3", region).create_bucket(
            Bucket=f"{name}-{account.id}", **where
        )
    trail = account.client("cloudtrail", OTHER)
    trail.create_trail(Name="local", S3BucketName=f"two-{account.id}")
    trail.start_logging(Name="local")


SCENES = {
    "wrong": (
        "111100001111",
        lambda account: [area(account, False) for area in AREAS],
    ),
    "right": (
        "222200002222",
        lambda account: [area(account, True) for area in AREAS],
    ),
    "regions": ("333300003333", several_regions),
}


def build(endpoint: str, name: str) -> tuple[str, tuple]:
    """Builds a scene; returns its account and the keys to it."""
    account_id, make = SCENES[name]
    account = Account(endpoint, account_id)
    make(account)
    return account_id, account.key
