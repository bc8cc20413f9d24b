# SPDX-License-Identifier: Apache-2.0
"""ECR repositories and EKS clusters."""

from __future__ import annotations

import json

from scene.context import HOME, Account, Scene
from scene.documents import document, statement, trust
from scene.identity import identity
from scene.keys import make_key

LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"]


def build(scene: Scene) -> None:
    """Makes the repositories and clusters of shop."""
    account = scene["shop"]
    make_repositories(account)
    make_clusters(account)


def make_repositories(account: Account) -> None:
    """Makes a careful and a careless repository, and shared ones."""
    client = account.client("ecr", HOME)
    for name, good in (("web-good", True), ("web-bad", False)):
        client.create_repository(
            repositoryName=name,
            imageTagMutability="IMMUTABLE" if good else "MUTABLE",
            imageScanningConfiguration={"scanOnPush": good},
            encryptionConfiguration={
                "encryptionType": "KMS" if good else "AES256"
            },
        )
        arn = account.arn("ecr", f"repository/{name}")
        account.judge(arn, "ecr-scan-on-push", good)
        account.judge(arn, "ecr-immutable-tags", good)
        account.judge(arn, "ecr-encrypted-kms", good)
        account.passes(arn, "ecr-public")
    rule = {
        "rulePriority": 1,
        "selection": {
            "tagStatus": "untagged",
            "countType": "imageCountMoreThan",
            "countNumber": 10,
        },
        "action": {"type": "expire"},
    }
    client.put_lifecycle_policy(
        repositoryName="web-good",
        lifecyclePolicyText=json.dumps({"rules": [rule]}),
    )
    account.passes(account.arn("ecr", "repository/web-good"), "ecr-lifecycle")
    account.fails(account.arn("ecr", "repository/web-bad"), "ecr-lifecycle")
    shares = {
        "shared-with-everyone": ({"Principal": "*"}, False),
        "shared-with-organisation": (
            {
                "Principal": "*",
                "Condition": {
                    "StringEquals": {"aws:PrincipalOrgID": "o-exampleorgid"}
                },
            },
            True,
        ),
    }
    for name, (extra, good) in shares.items():
        client.create_repository(repositoryName=name)
        pull = statement(
            ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], **extra
        )
        del pull["Resource"]  # A repository policy speaks of its repository.
        client.set_repository_policy(
            repositoryName=name, policyText=document(pull)
        )
        account.judge(
            account.arn("ecr", f"repository/{name}"), "ecr-public", good
        )


def make_clusters(account: Account) -> None:
    """Makes clusters: closed, open to all, open to one office."""
    account.client("iam").create_role(
        RoleName="clusters",
        AssumeRolePolicyDocument=trust({"Service": "eks.amazonaws.com"}),
    )
    key = make_key(account, "clusters")
    subnets = account.client("ec2", HOME).describe_subnets()["Subnets"]
    ids = [subnet["SubnetId"] for subnet in subnets[:2]]
    access = {
        "cluster-closed": {
            "endpointPublicAccess": False,
            "endpointPrivateAccess": True,
        },
        "cluster-open": {
            "endpointPublicAccess": True,
            "endpointPrivateAccess": False,
        },
        "cluster-office": {
            "endpointPublicAccess": True,
            "endpointPrivateAccess": True,
            "publicAccessCidrs": ["203.0.113.0/24"],
        },
    }
    for name, settings in access.items():
        good = name != "cluster-open"
        logging = {"types": LOG_TYPES, "enabled": good}
        secrets = {"resources": ["secrets"], "provider": {"keyArn": key}}
        account.client("eks", HOME).create_cluster(
            name=name,
            roleArn=identity(account, "role/clusters"),
            resourcesVpcConfig={"subnetIds": ids, **settings},
            logging={"clusterLogging": [logging]},
            **({"encryptionConfig": [secrets]} if good else {}),
        )
        arn = account.arn("eks", f"cluster/{name}")
        account.judge(arn, "eks-public-endpoint", good)
        account.judge(arn, "eks-logging", good)
        account.judge(arn, "eks-secrets-encrypted", good)
