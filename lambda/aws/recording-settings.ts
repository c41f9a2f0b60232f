import type {
  RenditionConfiguration,
  ThumbnailConfiguration,
  CreateRecordingConfigurationRequest,
} from '@aws-sdk/client-ivs';
import { sortByOrder } from '../../schema/sort-by-order';
import {
  DEFAULTS,
  RESOLUTIONS,
  THUMBNAIL_STORAGES,
  type Resolution,
  type ThumbnailStorage,
} from '../../schema/properties';
import type { RecordingSettings, RenditionSettings, ThumbnailSettings } from './recording-configurations';

/** Converts settings to a request of the IVS API. */
export function toRequest(settings: RecordingSettings): CreateRecordingConfigurationRequest {
  return {
    name: settings.name,
    destinationConfiguration: { s3: { bucketName: settings.bucketName } },
    recordingReconnectWindowSeconds: settings.reconnectWindowSeconds,
    renditionConfiguration: toRenditionConfiguration(settings.renditions),
    thumbnailConfiguration: toThumbnailConfiguration(settings.thumbnails),
  };
}

function toRenditionConfiguration(renditions: RenditionSettings): RenditionConfiguration {
  return renditions.selection === 'CUSTOM'
    ? { renditionSelection: 'CUSTOM', renditions: [...renditions.resolutions] }
    : { renditionSelection: renditions.selection };
}

function toThumbnailConfiguration(thumbnails: ThumbnailSettings): ThumbnailConfiguration {
  if (thumbnails.mode === 'DISABLED') return { recordingMode: 'DISABLED' };
  return {
    recordingMode: 'INTERVAL',
    targetIntervalSeconds: thumbnails.targetIntervalSeconds,
    resolution: thumbnails.resolution,
    storage: [...thumbnails.storage],
  };
}

/** The settings of a configuration as IVS returns them. */
export interface ConfigurationOutput {
  readonly name?: string;
  readonly destinationConfiguration?: { readonly s3?: { readonly bucketName?: string } };
  readonly recordingReconnectWindowSeconds?: number;
  readonly renditionConfiguration?: {
    readonly renditionSelection?: RenditionSettings['selection'];
    readonly renditions?: readonly Resolution[];
  };
  readonly thumbnailConfiguration?: {
    readonly recordingMode?: ThumbnailSettings['mode'];
    readonly targetIntervalSeconds?: number;
    readonly resolution?: Resolution;
    readonly storage?: readonly ThumbnailStorage[];
  };
}

/**
 * Converts the settings that IVS returns and normalizes them: fills in defaults and sorts lists.
 *
 * @returns undefined if there is no bucket, which every recording configuration has
 */
export function fromResponse(configuration: ConfigurationOutput): RecordingSettings | undefined {
  const { name, destinationConfiguration, recordingReconnectWindowSeconds } = configuration;
  const bucketName = destinationConfiguration?.s3?.bucketName;
  if (bucketName === undefined) return undefined;
  return {
    bucketName,
    name: name === '' ? undefined : name,
    reconnectWindowSeconds: recordingReconnectWindowSeconds ?? DEFAULTS.recordingReconnectWindowSeconds,
    renditions: fromRenditionConfiguration(configuration.renditionConfiguration),
    thumbnails: fromThumbnailConfiguration(configuration.thumbnailConfiguration),
  };
}

function fromRenditionConfiguration(configuration: ConfigurationOutput['renditionConfiguration']): RenditionSettings {
  const selection = configuration?.renditionSelection ?? DEFAULTS.renditionSelection;
  if (selection !== 'CUSTOM') return { selection };
  return { selection, resolutions: sortByOrder(RESOLUTIONS, configuration?.renditions ?? []) };
}

function fromThumbnailConfiguration(configuration: ConfigurationOutput['thumbnailConfiguration']): ThumbnailSettings {
  if (configuration?.recordingMode === 'DISABLED') return { mode: 'DISABLED' };
  const storage = sortByOrder(THUMBNAIL_STORAGES, configuration?.storage ?? []);
  return {
    mode: 'INTERVAL',
    targetIntervalSeconds: configuration?.targetIntervalSeconds ?? DEFAULTS.targetIntervalSeconds,
    resolution: configuration?.resolution,
    storage: storage.length === 0 ? DEFAULTS.storage : storage,
  };
}
