package com.example.streamarchive;

import io.github.cdkivsrecordingconfiguration.IntervalThumbnailOptions;
import io.github.cdkivsrecordingconfiguration.RecordingConfiguration;
import io.github.cdkivsrecordingconfiguration.RecordingConfigurationProvider;
import io.github.cdkivsrecordingconfiguration.RecordingConfigurationTimeouts;
import io.github.cdkivsrecordingconfiguration.ThumbnailConfiguration;
import java.util.Map;
import software.amazon.awscdk.CfnOutput;
import software.amazon.awscdk.Duration;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.StackProps;
import software.amazon.awscdk.services.ivs.CfnChannel;
import software.amazon.awscdk.services.s3.Bucket;
import software.amazon.awscdk.services.s3.BucketEncryption;
import software.constructs.Construct;

/** A channel whose streams are recorded to a bucket. */
public class StreamArchiveStack extends Stack {
    public StreamArchiveStack(final Construct scope, final String id, final StackProps props) {
        super(scope, id, props);

        // Not SSE-KMS: IVS cannot write to a bucket that has it.
        final Bucket bucket = Bucket.Builder.create(this, "Bucket")
                .bucketName("ivs-stream-archive")
                .encryption(BucketEncryption.S3_MANAGED)
                .build();

        // Tags for all the configurations that are given this provider.
        final RecordingConfigurationProvider provider = RecordingConfigurationProvider.Builder.create(this, "Provider")
                .defaultTags(Map.of("project", "stream-archive", "team", "video"))
                .build();

        final RecordingConfiguration recording = RecordingConfiguration.Builder.create(this, "Recording")
                .bucket(bucket)
                .provider(provider)
                .recordingConfigurationName("recording_configuration-1")
                .recordingReconnectWindow(Duration.seconds(60))
                .thumbnailConfiguration(ThumbnailConfiguration.interval(IntervalThumbnailOptions.builder()
                        .targetInterval(Duration.seconds(30))
                        .build()))
                .timeouts(RecordingConfigurationTimeouts.builder()
                        .create(Duration.minutes(5))
                        .delete(Duration.minutes(5))
                        .build())
                .tags(Map.of("environment", "production"))
                .build();

        CfnChannel.Builder.create(this, "Channel")
                .name("stream-1")
                .recordingConfigurationArn(recording)
                .build();

        CfnOutput.Builder.create(this, "RecordingConfigurationArn")
                .value(recording.getRecordingConfigurationArn())
                .build();
        CfnOutput.Builder.create(this, "RecordingConfigurationState")
                .value(recording.getRecordingConfigurationState())
                .build();
        CfnOutput.Builder.create(this, "RecordingConfigurationTags")
                .value(recording.getTagsAll())
                .build();
    }
}
