from aws_cdk import CfnOutput, Duration, Stack
from aws_cdk import aws_ivs as ivs
from aws_cdk import aws_s3 as s3
from cdk_ivs_recording_configuration import (
    RecordingConfiguration,
    RecordingConfigurationProvider,
    RecordingConfigurationTimeouts,
    ThumbnailConfiguration,
)
from constructs import Construct


class StreamArchiveStack(Stack):
    """A channel whose streams are recorded to a bucket."""

    def __init__(self, scope: Construct, construct_id: str, **kwargs) -> None:
        super().__init__(scope, construct_id, **kwargs)

        # Not SSE-KMS: IVS cannot write to a bucket that has it.
        bucket = s3.Bucket(
            self,
            "Bucket",
            bucket_name="ivs-stream-archive",
            encryption=s3.BucketEncryption.S3_MANAGED,
        )

        # Tags for all the configurations that are given this provider.
        provider = RecordingConfigurationProvider(
            self,
            "Provider",
            default_tags={"project": "stream-archive", "team": "video"},
        )

        recording = RecordingConfiguration(
            self,
            "Recording",
            bucket=bucket,
            provider=provider,
            recording_configuration_name="recording_configuration-1",
            recording_reconnect_window=Duration.seconds(60),
            thumbnail_configuration=ThumbnailConfiguration.interval(
                target_interval=Duration.seconds(30),
            ),
            timeouts=RecordingConfigurationTimeouts(
                create=Duration.minutes(5),
                delete=Duration.minutes(5),
            ),
            tags={"environment": "production"},
        )

        ivs.CfnChannel(
            self,
            "Channel",
            name="stream-1",
            recording_configuration_arn=recording,
        )

        CfnOutput(self, "RecordingConfigurationArn", value=recording.recording_configuration_arn)
        CfnOutput(self, "RecordingConfigurationState", value=recording.recording_configuration_state)
        CfnOutput(self, "RecordingConfigurationTags", value=recording.tags_all)
