import type { Clock } from '../../clock';
import type { IvsAccount } from '../../ivs/account';
import { createChannelInput, createRecordingConfigurationInput, updateChannelInput } from '../../ivs/inputs';
import { IvsError } from '../../ivs/ivs-error';
import type { ResourceOutcome, ResourceHandler } from '../resource-handler';
import { areSameProperties, isObject } from '../values';
import type { JsonObject } from '../values';
import { readTags } from './stub-resource';

const POLL_MILLISECONDS = 250;

const SETTINGS = [
  'DestinationConfiguration',
  'Name',
  'RecordingReconnectWindowSeconds',
  'RenditionConfiguration',
  'ThumbnailConfiguration',
];

/** The native `AWS::IVS::RecordingConfiguration`: every change except of tags is a replacement. */
export function createRecordingConfigurationHandler(account: IvsAccount, clock: Clock): ResourceHandler {
  const create = async (
    { properties, signal }: { readonly properties: JsonObject; readonly signal: AbortSignal },
    announce: (arn: string) => void,
  ): Promise<ResourceOutcome> => {
    const input = createRecordingConfigurationInput(readInput(properties), 'properties');
    const { arn } = account.createRecordingConfiguration(input).recordingConfiguration;
    announce(arn);
    for (;;) {
      const { state } = account.getRecordingConfiguration({ arn }).recordingConfiguration;
      if (state === 'ACTIVE') return { succeeded: true, physicalId: arn, attributes: { Arn: arn, State: state } };
      if (state === 'CREATE_FAILED')
        return { succeeded: false, reason: `${arn} is in state ${state}`, physicalId: arn };
      await clock.sleep(POLL_MILLISECONDS, signal);
    }
  };
  return {
    propertyNames: [...SETTINGS, 'Tags'],
    createOnlyProperties: SETTINGS,
    attributeNames: ['Arn', 'State'],
    existing: {
      identifier: 'Arn',
      read: (arn) =>
        readIfPresent(() => {
          const { state } = account.getRecordingConfiguration({ arn }).recordingConfiguration;
          return { Arn: arn, State: state };
        }),
    },
    create: (request) => create(request, request.announce),
    update(request) {
      const { physicalId, properties, oldProperties } = request;
      const { Tags: tags, ...settings } = properties;
      const { Tags: oldTags, ...oldSettings } = oldProperties;
      if (!areSameProperties(settings, oldSettings)) return create(request, request.announce);
      replaceTags(account, physicalId, tags, oldTags);
      return Promise.resolve({ succeeded: true, physicalId, attributes: { Arn: physicalId, State: 'ACTIVE' } });
    },
    delete: ({ physicalId }) =>
      deleteIfPresent(physicalId, () => {
        account.deleteRecordingConfiguration({ arn: physicalId });
      }),
  };
}

export function createChannelHandler(account: IvsAccount): ResourceHandler {
  const read = (arn: string): Readonly<Record<string, unknown>> => {
    const { ingestEndpoint, playbackUrl } = account.getChannel({ arn }).channel;
    return { Arn: arn, IngestEndpoint: ingestEndpoint, PlaybackUrl: playbackUrl };
  };
  const describe = (arn: string): ResourceOutcome => ({ succeeded: true, physicalId: arn, attributes: read(arn) });
  return {
    propertyNames: [
      'Authorized',
      'ContainerFormat',
      'InsecureIngest',
      'LatencyMode',
      'MultitrackInputConfiguration',
      'Name',
      'Preset',
      'RecordingConfigurationArn',
      'Tags',
      'Type',
    ],
    attributeNames: ['Arn', 'IngestEndpoint', 'PlaybackUrl'],
    existing: { identifier: 'Arn', read: (arn) => readIfPresent(() => read(arn)) },
    create({ properties }) {
      const { channel } = account.createChannel(createChannelInput(readInput(properties), 'properties'));
      return Promise.resolve(describe(channel.arn));
    },
    update({ physicalId: arn, properties, oldProperties }) {
      const { Tags: tags, ...settings } = properties;
      const input = readInput(settings);
      // A removed property returns to its default; UpdateChannel itself would keep the value.
      const defaults = { recordingConfigurationArn: '', latencyMode: 'LOW', type: 'STANDARD', authorized: false };
      account.updateChannel(updateChannelInput({ ...defaults, ...input, arn }, 'properties'));
      replaceTags(account, arn, tags, oldProperties.Tags);
      return Promise.resolve(describe(arn));
    },
    delete: ({ physicalId }) =>
      deleteIfPresent(physicalId, () => {
        account.deleteChannel({ arn: physicalId });
      }),
  };
}

function deleteIfPresent(physicalId: string, remove: () => void): Promise<ResourceOutcome> {
  readIfPresent(remove);
  return Promise.resolve({ succeeded: true, physicalId });
}

/** Returns undefined if the resource does not exist, or if the ARN is not valid. */
function readIfPresent<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof IvsError) || error.type !== 'ResourceNotFoundException') throw error;
    return undefined;
  }
}

function replaceTags(account: IvsAccount, resourceArn: string, tags: unknown, oldTags: unknown): void {
  const desired = readTags(tags);
  const tagKeys = Object.keys(readTags(oldTags)).filter((key) => !Object.hasOwn(desired, key));
  if (tagKeys.length > 0) account.untagResource({ resourceArn, tagKeys });
  if (Object.keys(desired).length > 0) account.tagResource({ resourceArn, tags: desired });
}

/** Converts template properties to the API's input: camelCase names, and tags as a map. */
function readInput({ Tags: tags, ...properties }: JsonObject): JsonObject {
  const input = toCamelCaseKeys(properties);
  return { ...(isObject(input) ? input : {}), ...(tags === undefined ? {} : { tags: readTags(tags) }) };
}

const NUMBERS = ['recordingReconnectWindowSeconds', 'targetIntervalSeconds'];
const BOOLEANS = ['authorized', 'insecureIngest'];

function toCamelCaseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCamelCaseKeys);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key.charAt(0).toLowerCase() + key.slice(1);
      // Parameters and quoted YAML values are strings; CloudFormation converts them.
      if (NUMBERS.includes(name)) return [name, Number(item)];
      if (BOOLEANS.includes(name)) return [name, String(item) === 'true'];
      return [name, toCamelCaseKeys(item)];
    }),
  );
}
