# SPDX-License-Identifier: Apache-2.0
"""Instances, disks, images and the networks they stand in."""

from __future__ import annotations

from scene.accounts import region_resource
from scene.context import HOME, Account, Scene
from scene.documents import trust
from scene.identity import identity


def build(scene: Scene) -> None:
    """Makes a VPC with a public and a private side in shop, and fills it."""
    account = scene["shop"]
    network = make_network(account)
    make_flow_logs(account, network)
    image = make_images(account, network)
    make_instances(account, network, image)
    make_volumes(account)
    make_snapshots(account)
    client = account.client("ec2", HOME)
    client.allocate_address(Domain="vpc")
    set_defaults(scene)


def set_defaults(scene: Scene) -> None:
    """Sets the region's defaults for new disks and instances, in security."""
    security, shop = scene["security"], scene["shop"]
    client = security.client("ec2", HOME)
    client.enable_ebs_encryption_by_default()
    topics = ["ebs-encryption-by-default"]
    if scene.has_backdoor:  # Plain moto does not know these calls.
        client.enable_snapshot_block_public_access(State="block-all-sharing")
        client.enable_image_block_public_access(
            ImageBlockPublicAccessState="block-new-sharing"
        )
        client.modify_instance_metadata_defaults(HttpTokens="required")
        topics += ["snapshot-block-public", "image-block-public"]
        topics += ["imds-default-v2"]
    security.passes(region_resource(security, HOME), *topics)
    shop.fails(region_resource(shop, HOME), *topics)


def make_network(account: Account) -> dict[str, str]:
    """Makes VPC "shop" with two subnets; returns the ids by name."""
    client = account.client("ec2", HOME)
    vpc = client.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    gateway = client.create_internet_gateway()["InternetGateway"][
        "InternetGatewayId"
    ]
    client.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ids = {"vpc": vpc}
    for name, block, zone in (
        ("public", "10.20.1.0/24", "a"),
        ("private", "10.20.2.0/24", "b"),
    ):
        subnet = client.create_subnet(
            VpcId=vpc, CidrBlock=block, AvailabilityZone=HOME + zone
        )["Subnet"]["SubnetId"]
        table = client.create_route_table(VpcId=vpc)["RouteTable"][
            "RouteTableId"
        ]
        client.associate_route_table(SubnetId=subnet, RouteTableId=table)
        public = name == "public"
        if public:
            client.create_route(
                RouteTableId=table,
                DestinationCidrBlock="0.0.0.0/0",
                GatewayId=gateway,
            )
            client.modify_subnet_attribute(
                SubnetId=subnet, MapPublicIpOnLaunch={"Value": True}
            )
        arn = account.arn("ec2", f"subnet/{subnet}")
        account.judge(arn, "subnet-auto-public-ip", not public)
        ids[name] = subnet
    group = client.create_security_group(
        GroupName="instances", Description="instances", VpcId=vpc
    )
    ids["group"] = group["GroupId"]
    return ids


def make_flow_logs(account: Account, network: dict[str, str]) -> None:
    """Logs the traffic of the shop VPC; the default VPC goes unlogged."""
    account.client("iam").create_role(
        RoleName="flow-logs",
        AssumeRolePolicyDocument=trust(
            {"Service": "vpc-flow-logs.amazonaws.com"}
        ),
    )
    account.client("logs", HOME).create_log_group(logGroupName="flow-logs")
    client = account.client("ec2", HOME)
    client.create_flow_logs(
        ResourceIds=[network["vpc"]],
        ResourceType="VPC",
        TrafficType="ALL",
        LogGroupName="flow-logs",
        DeliverLogsPermissionArn=identity(account, "role/flow-logs"),
    )
    account.passes(account.arn("ec2", f"vpc/{network['vpc']}"), "vpc-flow-logs")
    wanted = [{"Name": "is-default", "Values": ["true"]}]
    default = client.describe_vpcs(Filters=wanted)["Vpcs"][0]["VpcId"]
    account.fails(account.arn("ec2", f"vpc/{default}"), "vpc-flow-logs")


def make_images(account: Account, network: dict[str, str]) -> str:
    """Makes a private image and a public one; returns the private one's id."""
    client = account.client("ec2", HOME)
    source = client.register_image(Name="base", Architecture="x86_64")[
        "ImageId"
    ]
    seed = client.run_instances(
        ImageId=source, MinCount=1, MaxCount=1, SubnetId=network["private"]
    )["Instances"][0]["InstanceId"]
    ids = {}
    for name in ("private", "public"):
        ids[name] = client.create_image(InstanceId=seed, Name=f"{name}-image")[
            "ImageId"
        ]
    client.terminate_instances(InstanceIds=[seed])
    client.modify_image_attribute(
        ImageId=ids["public"], LaunchPermission={"Add": [{"Group": "all"}]}
    )
    for name, image in ids.items():
        account.judge(
            account.arn("ec2", f"image/{image}"),
            "image-public",
            name == "private",
        )
    return ids["private"]


def make_instances(
    account: Account, network: dict[str, str], image: str
) -> None:
    """Makes instances that differ in metadata service and address."""
    client = account.client("ec2", HOME)
    cases = {
        "v2-private": ("required", False),
        "v1-private": ("optional", False),
        "v2-public": ("required", True),
        "v1-public": ("optional", True),
    }
    for name, (tokens, public) in cases.items():
        instance = client.run_instances(
            ImageId=image,
            MinCount=1,
            MaxCount=1,
            InstanceType="t3.micro",
            MetadataOptions={"HttpTokens": tokens, "HttpEndpoint": "enabled"},
            Monitoring={"Enabled": tokens == "required"},
            NetworkInterfaces=[
                {
                    "DeviceIndex": 0,
                    "SubnetId": network["public" if public else "private"],
                    "AssociatePublicIpAddress": public,
                    "Groups": [network["group"]],
                }
            ],
            TagSpecifications=[
                {
                    "ResourceType": "instance",
                    "Tags": [{"Key": "Name", "Value": name}],
                }
            ],
        )["Instances"][0]["InstanceId"]
        arn = account.arn("ec2", f"instance/{instance}")
        account.judge(arn, "instance-imdsv2", tokens == "required")
        account.judge(arn, "instance-public-ip", not public)


def make_volumes(account: Account) -> None:
    """Makes an encrypted and a plain volume."""
    client = account.client("ec2", HOME)
    for encrypted in (True, False):
        volume = client.create_volume(
            Size=8, AvailabilityZone=f"{HOME}a", Encrypted=encrypted
        )["VolumeId"]
        arn = account.arn("ec2", f"volume/{volume}")
        account.judge(arn, "volume-encrypted", encrypted)


def make_snapshots(account: Account) -> None:
    """Makes snapshots: encrypted, plain, shared with one account, with all."""
    client = account.client("ec2", HOME)
    shares = {
        "encrypted": (True, None),
        "plain": (False, None),
        "partner": (False, {"UserIds": ["111122223333"]}),
        "everyone": (False, {"GroupNames": ["all"]}),
    }
    for encrypted, share in shares.values():
        volume = client.create_volume(
            Size=1, AvailabilityZone=f"{HOME}b", Encrypted=encrypted
        )["VolumeId"]
        snapshot = client.create_snapshot(VolumeId=volume)["SnapshotId"]
        client.delete_volume(VolumeId=volume)
        if share:
            client.modify_snapshot_attribute(
                SnapshotId=snapshot,
                Attribute="createVolumePermission",
                OperationType="add",
                **share,
            )
        arn = account.arn("ec2", f"snapshot/{snapshot}")
        account.judge(arn, "snapshot-encrypted", encrypted)
        account.judge(arn, "snapshot-public", share != {"GroupNames": ["all"]})
