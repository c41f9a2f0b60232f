import { boolean, integer, list, oneOf, optional, throwValidationError, type Shape, string, structure } from './shape';
import { MAX_TAGS, type Tags, toTags } from './tags';

/*
 * The inputs of each operation: the constraints of the service's model, anchored, and the rules across members that are
 * only in its documentation.
 */

const name = string({ max: 128, pattern: /^[a-zA-Z0-9_-]*$/, of: 'letters, digits, - and _' });

const recordingConfigurationArn = string({
  max: 128,
  pattern: /^arn:aws:ivs:[a-z0-9-]+:[0-9]+:recording-configuration\/[a-zA-Z0-9-]+$/,
  of: 'the form arn:aws:ivs:<region>:<account>:recording-configuration/<id>',
});

/** On a channel the ARN may also be empty, which disables recording. */
const channelRecordingConfigurationArn: Shape<string> = (value, member) =>
  value === '' ? value : recordingConfigurationArn(value, member);

const channelArn = string({
  min: 1,
  max: 128,
  pattern: /^arn:aws:ivs:[a-z0-9-]+:[0-9]+:channel\/[a-zA-Z0-9-]+$/,
  of: 'the form arn:aws:ivs:<region>:<account>:channel/<id>',
});

/** The model's pattern allows a resource type of only one character; this pattern matches real ARNs. */
const resourceArn = string({
  min: 1,
  max: 128,
  pattern: /^arn:aws:ivs:[a-z0-9-]+:[0-9]+:[a-z-]+\/[a-zA-Z0-9-]+$/,
  of: 'the form arn:aws:ivs:<region>:<account>:<type>/<id>',
});

const filterArn = string({ max: 128, pattern: /^$|^arn:aws:ivs:/, of: 'the form of an IVS ARN' });

const tagCharacters = 'letters, digits, spaces and _.:/=+-@';
const tagKey = string({ min: 1, max: 128, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]+$/u, of: tagCharacters });
const tagValue = string({ max: 256, pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u, of: tagCharacters });

const tags: Shape<Tags> = (value, member) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return throwValidationError(value, member, 'a map');
  const entries = Object.entries(value).map(([key, text]: [string, unknown]) => {
    tagKey(key, `${member} key`);
    if (key.startsWith('aws:')) throwValidationError(key, `${member} key`, 'a key that does not start with aws:');
    return [key, tagValue(text, `${member}.${key}`)] as const;
  });
  if (entries.length > MAX_TAGS) throwValidationError(entries.length, `${member} count`, `at most ${MAX_TAGS} tags`);
  return toTags(entries);
};

const resolution = oneOf(['SD', 'HD', 'FULL_HD', 'LOWEST_RESOLUTION']);

const thumbnailMembers = structure({
  recordingMode: optional(oneOf(['DISABLED', 'INTERVAL'])),
  targetIntervalSeconds: optional(integer({ min: 1, max: 60 })),
  resolution: optional(resolution),
  storage: optional(list(oneOf(['SEQUENTIAL', 'LATEST']))),
});

const thumbnailConfiguration: typeof thumbnailMembers = (value, member) => {
  const thumbnails = thumbnailMembers(value, member);
  if (thumbnails.recordingMode === 'DISABLED' && thumbnails.targetIntervalSeconds !== undefined) {
    throwValidationError(
      thumbnails.targetIntervalSeconds,
      `${member}.targetIntervalSeconds`,
      'none unless recordingMode is INTERVAL',
    );
  }
  return thumbnails;
};

const renditionMembers = structure({
  renditionSelection: optional(oneOf(['ALL', 'NONE', 'CUSTOM'])),
  renditions: optional(list(resolution)),
});

const renditionConfiguration: typeof renditionMembers = (value, member) => {
  const chosen = renditionMembers(value, member);
  if (chosen.renditionSelection === 'CUSTOM' && !chosen.renditions?.length) {
    throwValidationError(
      chosen.renditions,
      `${member}.renditions`,
      'at least one rendition because renditionSelection is CUSTOM',
    );
  }
  return chosen;
};

const paging = {
  maxResults: optional(integer({ min: 1, max: 100 })),
  nextToken: optional(string({ max: 1024, pattern: /^[a-zA-Z0-9+/=_-]*$/, of: 'the token of an earlier page' })),
};

const channelSettings = {
  name: optional(name),
  latencyMode: optional(oneOf(['NORMAL', 'LOW'])),
  type: optional(oneOf(['BASIC', 'STANDARD', 'ADVANCED_SD', 'ADVANCED_HD'])),
  authorized: optional(boolean),
  insecureIngest: optional(boolean),
  recordingConfigurationArn: optional(channelRecordingConfigurationArn),
};

export const createRecordingConfigurationInput = structure({
  name: optional(name),
  destinationConfiguration: structure({
    // Optional in the model, but it is the only destination and the service requires one.
    s3: structure({
      bucketName: string({ min: 3, max: 63, pattern: /^[a-z0-9.-]+$/, of: 'lowercase letters, digits, - and .' }),
    }),
  }),
  thumbnailConfiguration: optional(thumbnailConfiguration),
  renditionConfiguration: optional(renditionConfiguration),
  recordingReconnectWindowSeconds: optional(integer({ min: 0, max: 300 })),
  tags: optional(tags),
});

export const recordingConfigurationInput = structure({ arn: recordingConfigurationArn });
export const listRecordingConfigurationsInput = structure(paging);

export const tagResourceInput = structure({ resourceArn, tags });
export const untagResourceInput = structure({ resourceArn, tagKeys: list(tagKey, { max: MAX_TAGS }) });
export const listTagsForResourceInput = structure({ resourceArn });

export const createChannelInput = structure({ ...channelSettings, tags: optional(tags) });
export const channelInput = structure({ arn: channelArn });
export const updateChannelInput = structure({ arn: channelArn, ...channelSettings });
export const batchGetChannelInput = structure({ arns: list(channelArn, { min: 1, max: 50 }) });
export const listChannelsInput = structure({
  filterByName: optional(name),
  filterByRecordingConfigurationArn: optional(channelRecordingConfigurationArn),
  filterByPlaybackRestrictionPolicyArn: optional(filterArn),
  filterByAdConfigurationArn: optional(filterArn),
  ...paging,
});

export const streamInput = structure({ channelArn });

export type CreateRecordingConfigurationInput = ReturnType<typeof createRecordingConfigurationInput>;
export type RecordingConfigurationInput = ReturnType<typeof recordingConfigurationInput>;
export type ListRecordingConfigurationsInput = ReturnType<typeof listRecordingConfigurationsInput>;
export type TagResourceInput = ReturnType<typeof tagResourceInput>;
export type UntagResourceInput = ReturnType<typeof untagResourceInput>;
export type ListTagsForResourceInput = ReturnType<typeof listTagsForResourceInput>;
export type CreateChannelInput = ReturnType<typeof createChannelInput>;
export type ChannelInput = ReturnType<typeof channelInput>;
export type UpdateChannelInput = ReturnType<typeof updateChannelInput>;
export type BatchGetChannelInput = ReturnType<typeof batchGetChannelInput>;
export type ListChannelsInput = ReturnType<typeof listChannelsInput>;
export type StreamInput = ReturnType<typeof streamInput>;
