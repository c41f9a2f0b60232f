import { DEFAULTS, type Resolution, type ThumbnailStorage } from '../../schema/properties';
import { OWNER_TAG_PREFIX } from '../../schema/tags';
import type {
  DescribedRecordingConfiguration,
  RenditionSettings,
  Tags,
  ThumbnailSettings,
} from '../../lambda/aws/recording-configurations';

/** The values of the generated code. Defaults are omitted. */
export interface ImportSpec {
  /** The construct id or logical id. */
  readonly id: string;
  readonly adoptArn: string;
  readonly bucketName: string;
  readonly name: string | undefined;
  readonly reconnectWindowSeconds: number | undefined;
  readonly renditions: RenditionSpec | undefined;
  readonly thumbnails: ThumbnailSpec | undefined;
  /** Sorted by key, without owner tags and AWS tags. */
  readonly tags: TagEntries;
  readonly timeouts: TimeoutSpec | undefined;
  /** Whether the configuration is kept when its stack is deleted. */
  readonly retain: boolean;
}

export type TagEntries = readonly (readonly [key: string, value: string])[];

/** In seconds; at least one is defined. */
export interface TimeoutSpec {
  readonly create: number | undefined;
  readonly delete: number | undefined;
}

/** What IVS does not know about a configuration. */
export type ImportOptions = Partial<Pick<ImportSpec, 'timeouts' | 'retain'>>;

export type RenditionSpec =
  { readonly selection: 'NONE' } | { readonly selection: 'CUSTOM'; readonly resolutions: readonly Resolution[] };

export type ThumbnailSpec =
  | { readonly mode: 'DISABLED' }
  | {
      readonly mode: 'INTERVAL';
      readonly targetIntervalSeconds: number | undefined;
      readonly resolution: Resolution | undefined;
      readonly storage: readonly ThumbnailStorage[] | undefined;
    };

export function toImportSpec(
  { arn, settings, tags }: DescribedRecordingConfiguration,
  id: string,
  { timeouts, retain = false }: ImportOptions = {},
): ImportSpec {
  return {
    id,
    adoptArn: arn,
    bucketName: settings.bucketName,
    name: settings.name,
    reconnectWindowSeconds: omitDefault(DEFAULTS.recordingReconnectWindowSeconds, settings.reconnectWindowSeconds),
    renditions: toRenditions(settings.renditions),
    thumbnails: toThumbnails(settings.thumbnails),
    tags: toTags(tags),
    timeouts,
    retain,
  };
}

function toRenditions(renditions: RenditionSettings): RenditionSpec | undefined {
  if (renditions.selection === 'CUSTOM') return renditions;
  return renditions.selection === DEFAULTS.renditionSelection ? undefined : { selection: renditions.selection };
}

function toThumbnails(thumbnails: ThumbnailSettings): ThumbnailSpec | undefined {
  if (thumbnails.mode === 'DISABLED') return thumbnails;
  const { resolution, storage } = thumbnails;
  const targetIntervalSeconds = omitDefault(DEFAULTS.targetIntervalSeconds, thumbnails.targetIntervalSeconds);
  const isDefaultStorage = storage.join() === DEFAULTS.storage.join();
  if (targetIntervalSeconds === undefined && resolution === undefined && isDefaultStorage) return undefined;
  return { mode: 'INTERVAL', targetIntervalSeconds, resolution, storage: isDefaultStorage ? undefined : storage };
}

function toTags(tags: Tags): TagEntries {
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith(OWNER_TAG_PREFIX) && !/^aws:/i.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function omitDefault<Value>(fallback: Value, value: Value): Value | undefined {
  return value === fallback ? undefined : value;
}
