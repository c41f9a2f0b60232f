/** The `Type` of the resource in a template. */
export const RESOURCE_TYPE = 'Custom::IVSRecordingConfiguration';

/** The `Fn::GetAtt` attributes. Every successful response contains all of them. `Ref` returns the ARN. */
export const ATTRIBUTE_NAMES = ['Arn', 'Id', 'State', 'Name', 'BucketName', 'TagsAll'] as const;

export type AttributeName = (typeof ATTRIBUTE_NAMES)[number];
