import type { ImportSpec, RenditionSpec, ThumbnailSpec } from './import-spec';

/** A value in a template. */
export type TemplateValue = string | number | readonly TemplateValue[] | { readonly [name: string]: TemplateValue };

type TemplateObject = Readonly<Record<string, TemplateValue>>;

/** Returns the properties of `Custom::IVSRecordingConfiguration`. */
export function specToTemplateProperties(spec: ImportSpec): TemplateObject {
  return omitUndefined({
    AdoptArn: spec.adoptArn,
    DestinationConfiguration: { S3: { BucketName: spec.bucketName } },
    Name: spec.name,
    RecordingReconnectWindowSeconds: spec.reconnectWindowSeconds,
    RenditionConfiguration: spec.renditions && toRenditions(spec.renditions),
    ThumbnailConfiguration: spec.thumbnails && toThumbnails(spec.thumbnails),
    Timeouts: spec.timeouts && omitUndefined({ Create: spec.timeouts.create, Delete: spec.timeouts.delete }),
    Tags: spec.tags.length === 0 ? undefined : spec.tags.map(([Key, Value]) => ({ Key, Value })),
  });
}

function toRenditions(renditions: RenditionSpec): TemplateObject {
  if (renditions.selection === 'NONE') return { RenditionSelection: 'NONE' };
  return { RenditionSelection: 'CUSTOM', Renditions: renditions.resolutions };
}

function toThumbnails(thumbnails: ThumbnailSpec): TemplateObject {
  if (thumbnails.mode === 'DISABLED') return { RecordingMode: 'DISABLED' };
  return omitUndefined({
    TargetIntervalSeconds: thumbnails.targetIntervalSeconds,
    Resolution: thumbnails.resolution,
    Storage: thumbnails.storage,
  });
}

function omitUndefined(properties: Readonly<Record<string, TemplateValue | undefined>>): TemplateObject {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, TemplateValue] => entry[1] !== undefined),
  );
}
