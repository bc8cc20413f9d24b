# SPDX-License-Identifier: Apache-2.0
"""Which reader answers which topic of the scene (see readback.py)."""

from __future__ import annotations

from readback import (
    Reader,
    account_blocks,
    backup_on,
    balancer_reader,
    blocks_all,
    bucket_reader,
    call_reader,
    console_mfa,
    database_snapshot_private,
    ec2_reader,
    endpoint_closed,
    flow_logged,
    group_reader,
    guardduty_on,
    lifecycle_reader,
    listener_reader,
    mounts_guarded,
    password_reader,
    queue_encrypted,
    rds_reader,
    region_reader,
    repository_reader,
    root_reader,
    snapshot_private,
    speaks_tls,
    stream_reader,
    trail_reader,
)

READERS: dict[str, Reader] = {
    "bucket-public-access-block": bucket_reader(
        "get_public_access_block", blocks_all
    ),
    "bucket-versioning": bucket_reader(
        "get_bucket_versioning", lambda r: r.get("Status") == "Enabled"
    ),
    "bucket-logging": bucket_reader(
        "get_bucket_logging", lambda r: r.get("LoggingEnabled")
    ),
    "bucket-lifecycle": bucket_reader(
        "get_bucket_lifecycle_configuration", lambda r: r["Rules"]
    ),
    "bucket-object-lock": bucket_reader(
        "get_object_lock_configuration", lambda r: r["ObjectLockConfiguration"]
    ),
    "volume-encrypted": ec2_reader(
        "describe_volumes", "VolumeIds", lambda r: r["Encrypted"]
    ),
    "snapshot-encrypted": ec2_reader(
        "describe_snapshots", "SnapshotIds", lambda r: r["Encrypted"]
    ),
    "image-public": ec2_reader(
        "describe_images", "ImageIds", lambda r: not r["Public"]
    ),
    "instance-imdsv2": ec2_reader(
        "describe_instances",
        "InstanceIds",
        lambda r: r["Instances"][0]["MetadataOptions"]["HttpTokens"]
        == "required",
    ),
    "instance-public-ip": ec2_reader(
        "describe_instances",
        "InstanceIds",
        lambda r: not r["Instances"][0].get("PublicIpAddress"),
    ),
    "subnet-auto-public-ip": ec2_reader(
        "describe_subnets", "SubnetIds", lambda r: not r["MapPublicIpOnLaunch"]
    ),
    "sg-default-closed": ec2_reader(
        "describe_security_groups",
        "GroupIds",
        lambda r: not r["IpPermissions"] and not r["IpPermissionsEgress"],
    ),
    "rds-encrypted": rds_reader("instance", lambda r: r["StorageEncrypted"]),
    "rds-public": rds_reader("instance", lambda r: not r["PubliclyAccessible"]),
    "rds-backup": rds_reader(
        "instance", lambda r: r["BackupRetentionPeriod"] >= 7
    ),
    "rds-deletion-protection": rds_reader(
        "instance", lambda r: r["DeletionProtection"]
    ),
    "rds-multi-az": rds_reader("instance", lambda r: r["MultiAZ"]),
    "rds-minor-upgrade": rds_reader(
        "instance", lambda r: r["AutoMinorVersionUpgrade"]
    ),
    "rds-copy-tags": rds_reader("instance", lambda r: r["CopyTagsToSnapshot"]),
    "rds-iam-auth": rds_reader(
        "instance", lambda r: r["IAMDatabaseAuthenticationEnabled"]
    ),
    "rds-logs": rds_reader(
        "instance", lambda r: r.get("EnabledCloudwatchLogsExports")
    ),
    "rds-cluster-encrypted": rds_reader(
        "cluster", lambda r: r["StorageEncrypted"]
    ),
    "rds-cluster-backup": rds_reader(
        "cluster", lambda r: r["BackupRetentionPeriod"] >= 7
    ),
    "rds-cluster-deletion-protection": rds_reader(
        "cluster", lambda r: r["DeletionProtection"]
    ),
    "rds-snapshot-encrypted": rds_reader("snapshot", lambda r: r["Encrypted"]),
    "trail-logging": trail_reader(lambda r: r["IsLogging"]),
    "trail-multi-region": trail_reader(lambda r: r["IsMultiRegionTrail"]),
    "trail-validation": trail_reader(lambda r: r["LogFileValidationEnabled"]),
    "trail-encrypted": trail_reader(lambda r: r.get("KmsKeyId")),
    "trail-to-log-group": trail_reader(
        lambda r: r.get("CloudWatchLogsLogGroupArn")
    ),
    "log-group-retention": group_reader(
        lambda r: r.get("retentionInDays", 0) >= 365
    ),
    "log-group-encrypted": group_reader(lambda r: r.get("kmsKeyId")),
    "kms-rotation": call_reader(
        "kms",
        "get_key_rotation_status",
        "KeyId",
        lambda r: r["KeyRotationEnabled"],
    ),
    "kms-pending-deletion": call_reader(
        "kms",
        "describe_key",
        "KeyId",
        lambda r: r["KeyMetadata"]["KeyState"] != "PendingDeletion",
    ),
    "secret-rotation": call_reader(
        "secretsmanager",
        "describe_secret",
        "SecretId",
        lambda r: r.get("RotationEnabled"),
    ),
    "secret-own-key": call_reader(
        "secretsmanager",
        "describe_secret",
        "SecretId",
        lambda r: "alias/aws/" not in r.get("KmsKeyId", "alias/aws/"),
    ),
    "dynamodb-pitr": call_reader(
        "dynamodb",
        "describe_continuous_backups",
        "TableName",
        lambda r: r["ContinuousBackupsDescription"][
            "PointInTimeRecoveryDescription"
        ]["PointInTimeRecoveryStatus"]
        == "ENABLED",
    ),
    "dynamodb-own-key": call_reader(
        "dynamodb",
        "describe_table",
        "TableName",
        lambda r: "key/"
        in r["Table"].get("SSEDescription", {}).get("KMSMasterKeyArn", ""),
    ),
    "dynamodb-deletion-protection": call_reader(
        "dynamodb",
        "describe_table",
        "TableName",
        lambda r: r["Table"].get("DeletionProtectionEnabled"),
    ),
    "efs-encrypted": call_reader(
        "efs",
        "describe_file_systems",
        "FileSystemId",
        lambda r: r["FileSystems"][0]["Encrypted"],
    ),
    "efs-public": call_reader(
        "efs", "describe_file_system_policy", "FileSystemId", mounts_guarded
    ),
    "lambda-runtime": call_reader(
        "lambda",
        "get_function_configuration",
        "FunctionName",
        lambda r: r["Runtime"] == "python3.13",
    ),
    "lambda-tracing": call_reader(
        "lambda",
        "get_function_configuration",
        "FunctionName",
        lambda r: r["TracingConfig"]["Mode"] == "Active",
    ),
    "lambda-url-auth": call_reader(
        "lambda",
        "get_function_url_config",
        "FunctionName",
        lambda r: r["AuthType"] == "AWS_IAM",
    ),
    "ecr-scan-on-push": repository_reader(
        lambda r: r["imageScanningConfiguration"]["scanOnPush"]
    ),
    "ecr-immutable-tags": repository_reader(
        lambda r: r["imageTagMutability"] == "IMMUTABLE"
    ),
    "ecr-encrypted-kms": repository_reader(
        lambda r: r["encryptionConfiguration"]["encryptionType"] == "KMS"
    ),
    "eks-logging": call_reader(
        "eks",
        "describe_cluster",
        "name",
        lambda r: r["cluster"]["logging"]["clusterLogging"][0]["enabled"],
    ),
    "eks-secrets-encrypted": call_reader(
        "eks",
        "describe_cluster",
        "name",
        lambda r: r["cluster"].get("encryptionConfig"),
    ),
    "elb-access-logs": balancer_reader("access_logs.s3.enabled"),
    "elb-deletion-protection": balancer_reader("deletion_protection.enabled"),
    "elb-drop-invalid-headers": balancer_reader(
        "routing.http.drop_invalid_header_fields.enabled"
    ),
    "config-recorder-on": region_reader(
        "config",
        "describe_configuration_recorder_status",
        lambda r: any(
            one["recording"] for one in r["ConfigurationRecordersStatus"]
        ),
    ),
    "securityhub-on": region_reader(
        "securityhub", "describe_hub", lambda r: r["HubArn"]
    ),
    "guardduty-on": guardduty_on,
    "access-analyzer-on": region_reader(
        "accessanalyzer", "list_analyzers", lambda r: r["analyzers"]
    ),
    "snapshot-block-public": region_reader(
        "ec2",
        "get_snapshot_block_public_access_state",
        lambda r: r["State"] == "block-all-sharing",
    ),
    "image-block-public": region_reader(
        "ec2",
        "get_image_block_public_access_state",
        lambda r: r["ImageBlockPublicAccessState"] == "block-new-sharing",
    ),
    "imds-default-v2": region_reader(
        "ec2",
        "get_instance_metadata_defaults",
        lambda r: r["AccountLevel"].get("HttpTokens") == "required",
    ),
    "ebs-encryption-by-default": region_reader(
        "ec2",
        "get_ebs_encryption_by_default",
        lambda r: r["EbsEncryptionByDefault"],
    ),
    "root-mfa": root_reader("mfa_active", lambda text: text == "true"),
    "root-access-key": root_reader(
        "access_key_1_active", lambda text: text == "false"
    ),
    "vpc-flow-logs": flow_logged,
    "snapshot-public": snapshot_private,
    "rds-snapshot-public": database_snapshot_private,
    "queue-encrypted": queue_encrypted,
    "user-mfa": console_mfa,
    "account-public-access-block": account_blocks,
    "ecr-lifecycle": lifecycle_reader,
    "efs-backup": backup_on,
    "listener-http": listener_reader(speaks_tls),
    "listener-tls-policy": listener_reader(
        lambda r: r["Protocol"] == "HTTP" or "TLS13" in r["SslPolicy"]
    ),
    "eks-public-endpoint": call_reader(
        "eks", "describe_cluster", "name", endpoint_closed
    ),
    "stream-encrypted": stream_reader(lambda r: r["EncryptionType"] == "KMS"),
    "stream-own-key": stream_reader(lambda r: ":key/" in (r.get("KeyId", ""))),
    "stream-retention": stream_reader(
        lambda r: r["RetentionPeriodHours"] >= 168
    ),
    "topic-encrypted": call_reader(
        "sns",
        "get_topic_attributes",
        "TopicArn",
        lambda r: r["Attributes"].get("KmsMasterKeyId"),
    ),
    "password-policy-length": password_reader(
        "MinimumPasswordLength", lambda v: (v or 0) >= 14
    ),
    "password-policy-symbols": password_reader("RequireSymbols", bool),
    "password-policy-uppercase": password_reader(
        "RequireUppercaseCharacters", bool
    ),
    "password-policy-lowercase": password_reader(
        "RequireLowercaseCharacters", bool
    ),
    "password-policy-reuse": password_reader(
        "PasswordReusePrevention", lambda v: (v or 0) >= 24
    ),
    "password-policy-expiry": password_reader(
        "MaxPasswordAge", lambda v: 0 < (v or 0) <= 90
    ),
}
