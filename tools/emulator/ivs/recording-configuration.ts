import { deepFreeze } from './frozen';
import type { CreateRecordingConfigurationInput } from './inputs';
import type { Tags } from './tags';

export type RecordingConfigurationState = 'CREATING' | 'CREATE_FAILED' | 'ACTIVE';
export type Resolution = 'SD' | 'HD' | 'FULL_HD' | 'LOWEST_RESOLUTION';

/** The settings of a recording configuration. They cannot change after the creation. */
export interface RecordingConfigurationSettings {
  readonly name: string;
  readonly destinationConfiguration: { readonly s3: { readonly bucketName: string } };
  readonly thumbnailConfiguration: {
    readonly recordingMode: 'DISABLED' | 'INTERVAL';
    readonly targetIntervalSeconds?: number;
    readonly resolution?: Resolution;
    readonly storage?: readonly ('SEQUENTIAL' | 'LATEST')[];
  };
  readonly renditionConfiguration: {
    readonly renditionSelection: 'ALL' | 'NONE' | 'CUSTOM';
    readonly renditions?: readonly Resolution[];
  };
  readonly recordingReconnectWindowSeconds: number;
}

export interface RecordingConfiguration extends RecordingConfigurationSettings {
  readonly arn: string;
  readonly state: RecordingConfigurationState;
  readonly tags: Tags;
}

/** A recording configuration in a List response. */
export type RecordingConfigurationSummary = Pick<
  RecordingConfiguration,
  'arn' | 'name' | 'destinationConfiguration' | 'state' | 'tags'
>;

/** Returns the settings with all defaults, as the service does. */
export function applyDefaults(input: CreateRecordingConfigurationInput): RecordingConfigurationSettings {
  return deepFreeze({
    name: input.name ?? '',
    destinationConfiguration: { s3: { bucketName: input.destinationConfiguration.s3.bucketName } },
    thumbnailConfiguration: applyThumbnailDefaults(input.thumbnailConfiguration ?? {}),
    renditionConfiguration: applyRenditionDefaults(input.renditionConfiguration ?? {}),
    recordingReconnectWindowSeconds: input.recordingReconnectWindowSeconds ?? 0,
  });
}

export function summarize(configuration: RecordingConfiguration): RecordingConfigurationSummary {
  const { arn, name, destinationConfiguration, state, tags } = configuration;
  return { arn, name, destinationConfiguration, state, tags };
}

type ThumbnailConfiguration = RecordingConfigurationSettings['thumbnailConfiguration'];
type RenditionConfiguration = RecordingConfigurationSettings['renditionConfiguration'];

function applyThumbnailDefaults(given: Partial<ThumbnailConfiguration>): ThumbnailConfiguration {
  const { recordingMode = 'INTERVAL', targetIntervalSeconds = 60, resolution, storage } = given;
  const shared = {
    recordingMode,
    ...(resolution && { resolution }),
    ...(storage?.length && { storage: [...storage] }),
  };
  return recordingMode === 'DISABLED' ? shared : { storage: ['SEQUENTIAL'], ...shared, targetIntervalSeconds };
}

/** Renditions only apply to CUSTOM; the service ignores them with ALL and NONE. */
function applyRenditionDefaults(given: Partial<RenditionConfiguration>): RenditionConfiguration {
  const { renditionSelection = 'ALL', renditions = [] } = given;
  return renditionSelection === 'CUSTOM' ? { renditionSelection, renditions: [...renditions] } : { renditionSelection };
}
