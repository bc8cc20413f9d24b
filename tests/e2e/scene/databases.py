# SPDX-License-Identifier: Apache-2.0
"""RDS, DynamoDB and EFS."""

from __future__ import annotations

from scene.context import HOME, Account, Scene
from scene.documents import document, statement
from scene.keys import make_key

PASSWORD = "a-database-password-91"


def build(scene: Scene) -> None:
    """Makes the stores of shop."""
    account = scene["shop"]
    make_instances(account)
    make_clusters(account)
    make_snapshots(account)
    make_tables(account)
    make_file_systems(account)


def make_instances(account: Account) -> None:
    """Makes one database instance with every protection and one with none."""
    client = account.client("rds", HOME)
    for name, good in (("orders-good", True), ("orders-bad", False)):
        client.create_db_instance(
            DBInstanceIdentifier=name,
            Engine="postgres",
            DBInstanceClass="db.t3.micro",
            AllocatedStorage=20,
            MasterUsername="owner",
            MasterUserPassword=PASSWORD,
            StorageEncrypted=good,
            PubliclyAccessible=not good,
            BackupRetentionPeriod=7 if good else 0,
            DeletionProtection=good,
            MultiAZ=good,
            AutoMinorVersionUpgrade=good,
            CopyTagsToSnapshot=good,
            EnableIAMDatabaseAuthentication=good,
            EnableCloudwatchLogsExports=["postgresql"] if good else [],
        )
        arn = account.arn("rds", f"db:{name}")
        for topic in ("encrypted", "public", "backup", "deletion-protection"):
            account.judge(arn, f"rds-{topic}", good)
        for topic in (
            "multi-az",
            "minor-upgrade",
            "copy-tags",
            "iam-auth",
            "logs",
        ):
            account.judge(arn, f"rds-{topic}", good)


def make_clusters(account: Account) -> None:
    """Makes an encrypted and a plain cluster."""
    client = account.client("rds", HOME)
    for name, good in (("stock-good", True), ("stock-bad", False)):
        client.create_db_cluster(
            DBClusterIdentifier=name,
            Engine="aurora-postgresql",
            MasterUsername="owner",
            MasterUserPassword=PASSWORD,
            StorageEncrypted=good,
            DeletionProtection=good,
            BackupRetentionPeriod=7 if good else 1,
        )
        arn = account.arn("rds", f"cluster:{name}")
        for topic in ("encrypted", "deletion-protection", "backup"):
            account.judge(arn, f"rds-cluster-{topic}", good)


def make_snapshots(account: Account) -> None:
    """Makes database snapshots: own, shared with one account, with all."""
    client = account.client("rds", HOME)
    shares = {"own": None, "partner": "111122223333", "everyone": "all"}
    for name, share in shares.items():
        snapshot = f"{name}-snapshot"
        # Only a plain snapshot can be shared with all.
        source = "orders-good" if name == "own" else "orders-bad"
        client.create_db_snapshot(
            DBSnapshotIdentifier=snapshot, DBInstanceIdentifier=source
        )
        if share:
            client.modify_db_snapshot_attribute(
                DBSnapshotIdentifier=snapshot,
                AttributeName="restore",
                ValuesToAdd=[share],
            )
        arn = account.arn("rds", f"snapshot:{snapshot}")
        account.judge(arn, "rds-snapshot-public", share != "all")
        account.judge(arn, "rds-snapshot-encrypted", name == "own")


def make_tables(account: Account) -> None:
    """Makes a table with every protection and one with none."""
    client = account.client("dynamodb", HOME)
    key = make_key(account, "tables")
    for name, good in (("carts-good", True), ("carts-bad", False)):
        own_key = {"Enabled": True, "SSEType": "KMS", "KMSMasterKeyId": key}
        client.create_table(
            TableName=name,
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            AttributeDefinitions=[
                {"AttributeName": "id", "AttributeType": "S"}
            ],
            BillingMode="PAY_PER_REQUEST",
            DeletionProtectionEnabled=good,
            **({"SSESpecification": own_key} if good else {}),
        )
        if good:
            client.update_continuous_backups(
                TableName=name,
                PointInTimeRecoverySpecification={
                    "PointInTimeRecoveryEnabled": True
                },
            )
        arn = account.arn("dynamodb", f"table/{name}")
        for topic in ("pitr", "own-key", "deletion-protection"):
            account.judge(arn, f"dynamodb-{topic}", good)


def make_file_systems(account: Account) -> None:
    """Makes file systems: encrypted or not, with a public policy or not."""
    client = account.client("efs", HOME)
    for name, good in (("photos-good", True), ("photos-bad", False)):
        system = client.create_file_system(
            CreationToken=name, Encrypted=good, Backup=good
        )["FileSystemId"]
        extra = {
            "Condition": {
                "Bool": {"elasticfilesystem:AccessedViaMountTarget": "true"}
            }
        }
        policy = document(
            statement(
                "elasticfilesystem:ClientMount",
                Principal={"AWS": "*"},
                **(extra if good else {}),
            )
        )
        client.put_file_system_policy(FileSystemId=system, Policy=policy)
        arn = account.arn("elasticfilesystem", f"file-system/{system}")
        account.judge(arn, "efs-encrypted", good)
        account.judge(arn, "efs-public", good)
        account.judge(arn, "efs-backup", good)
