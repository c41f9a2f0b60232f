/** The `Type` of the resource in a template. */
export const RESOURCE_TYPE = 'Custom::IVSRecordingConfiguration';

/** What `Fn::GetAtt` gives, each present in every successful answer; `Ref` gives the ARN. */
export const ATTRIBUTE_NAMES = ['Arn', 'Id', 'State', 'Name', 'BucketName', 'TagsAll'] as const;

export type AttributeName = (typeof ATTRIBUTE_NAMES)[number];
