import { createHash } from 'node:crypto';
import { sortByOrder } from '../../schema/sort-by-order';
import {
  DEFAULTS,
  RESOLUTIONS,
  THUMBNAIL_STORAGES,
  type RecordingConfigurationProperties,
} from '../../schema/properties';
import type { RecordingSettings, RenditionSettings, ThumbnailSettings } from '../aws/recording-configurations';

/**
 * Converts properties to settings. Fills in defaults and sorts lists, so that equivalent properties give equal
 * settings.
 */
export function toSettings(properties: RecordingConfigurationProperties): RecordingSettings {
  return {
    bucketName: properties.DestinationConfiguration.S3.BucketName,
    name: properties.Name === '' ? undefined : properties.Name,
    reconnectWindowSeconds: properties.RecordingReconnectWindowSeconds ?? DEFAULTS.recordingReconnectWindowSeconds,
    renditions: toRenditions(properties.RenditionConfiguration),
    thumbnails: toThumbnails(properties.ThumbnailConfiguration),
  };
}

/** Returns a hash that identifies the settings. It is the value of an owner tag. */
export function hashSettings(settings: RecordingSettings): string {
  const { bucketName, name, reconnectWindowSeconds, renditions, thumbnails } = settings;
  // The order is part of every existing tag. Changing it would make all configurations appear replaced.
  const parts = [
    bucketName,
    name ?? '',
    reconnectWindowSeconds,
    renditions.selection,
    renditions.selection === 'CUSTOM' ? renditions.resolutions : [],
    thumbnails.mode,
    thumbnails.mode === 'INTERVAL'
      ? [thumbnails.targetIntervalSeconds, thumbnails.resolution ?? '', thumbnails.storage]
      : [],
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function toRenditions(configuration: RecordingConfigurationProperties['RenditionConfiguration']): RenditionSettings {
  const selection = configuration?.RenditionSelection ?? DEFAULTS.renditionSelection;
  if (selection !== 'CUSTOM') return { selection };
  return { selection, resolutions: sortByOrder(RESOLUTIONS, configuration?.Renditions ?? []) };
}

function toThumbnails(configuration: RecordingConfigurationProperties['ThumbnailConfiguration']): ThumbnailSettings {
  const mode = configuration?.RecordingMode ?? DEFAULTS.recordingMode;
  if (mode === 'DISABLED') return { mode };
  const storage = configuration?.Storage ?? [];
  return {
    mode,
    targetIntervalSeconds: configuration?.TargetIntervalSeconds ?? DEFAULTS.targetIntervalSeconds,
    resolution: configuration?.Resolution,
    storage: sortByOrder(THUMBNAIL_STORAGES, storage.length === 0 ? DEFAULTS.storage : storage),
  };
}
