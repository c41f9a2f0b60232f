// Command stream-archive is a CDK app: a channel whose streams are recorded to a bucket.
package main

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsivs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	recordings "github.com/cdk-ivs-recording-configuration/cdk-ivs-recording-configuration-go/cdkivsrecordingconfiguration"
)

// NewStreamArchiveStack makes the stack.
func NewStreamArchiveStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	stack := awscdk.NewStack(scope, &id, props)

	// Not SSE-KMS: IVS cannot write to a bucket that has it.
	bucket := awss3.NewBucket(stack, jsii.String("Bucket"), &awss3.BucketProps{
		BucketName: jsii.String("ivs-stream-archive"),
		Encryption: awss3.BucketEncryption_S3_MANAGED,
	})

	// Tags for all the configurations that are given this provider.
	provider := recordings.NewRecordingConfigurationProvider(stack, jsii.String("Provider"), &recordings.RecordingConfigurationProviderProps{
		DefaultTags: &map[string]*string{
			"project": jsii.String("stream-archive"),
			"team":    jsii.String("video"),
		},
	})

	recording := recordings.NewRecordingConfiguration(stack, jsii.String("Recording"), &recordings.RecordingConfigurationProps{
		Bucket:                     bucket,
		Provider:                   provider,
		RecordingConfigurationName: jsii.String("recording_configuration-1"),
		RecordingReconnectWindow:   awscdk.Duration_Seconds(jsii.Number(60)),
		ThumbnailConfiguration: recordings.ThumbnailConfiguration_Interval(&recordings.IntervalThumbnailOptions{
			TargetInterval: awscdk.Duration_Seconds(jsii.Number(30)),
		}),
		Timeouts: &recordings.RecordingConfigurationTimeouts{
			Create: awscdk.Duration_Minutes(jsii.Number(5)),
			Delete: awscdk.Duration_Minutes(jsii.Number(5)),
		},
		Tags: &map[string]*string{
			"environment": jsii.String("production"),
		},
	})

	awsivs.NewCfnChannel(stack, jsii.String("Channel"), &awsivs.CfnChannelProps{
		Name:                      jsii.String("stream-1"),
		RecordingConfigurationArn: recording,
	})

	awscdk.NewCfnOutput(stack, jsii.String("RecordingConfigurationArn"), &awscdk.CfnOutputProps{
		Value: recording.RecordingConfigurationArn(),
	})
	awscdk.NewCfnOutput(stack, jsii.String("RecordingConfigurationState"), &awscdk.CfnOutputProps{
		Value: recording.RecordingConfigurationState(),
	})
	awscdk.NewCfnOutput(stack, jsii.String("RecordingConfigurationTags"), &awscdk.CfnOutputProps{
		Value: recording.TagsAll(),
	})

	return stack
}

func main() {
	defer jsii.Close()

	app := awscdk.NewApp(nil)
	NewStreamArchiveStack(app, "StreamArchive", nil)
	app.Synth(nil)
}
