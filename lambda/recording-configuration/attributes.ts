import { parseRecordingConfigurationArn } from '../../schema/arn';
import type { AttributeName } from '../../schema/resource-type';
import type { Tags } from '../aws/recording-configurations';
import type { DesiredState } from './desired-state';

/** Returns the `Fn::GetAtt` attributes of an ACTIVE configuration. Every attribute has a value. */
export function toAttributes(arn: string, { settings, tags }: DesiredState): Readonly<Record<AttributeName, string>> {
  return {
    Arn: arn,
    Id: parseRecordingConfigurationArn(arn)?.id ?? '',
    State: 'ACTIVE',
    Name: settings.Name ?? '',
    BucketName: settings.DestinationConfiguration.S3.BucketName,
    TagsAll: renderTags(tags),
  };
}

/** Sorts the keys, so that equal tags give equal text. */
function renderTags(tags: Tags): string {
  return JSON.stringify(Object.fromEntries(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1))));
}
