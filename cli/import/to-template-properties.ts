import type { Draft, RenditionDraft, ThumbnailDraft } from './import-spec';

/** A value in a template. */
export type TemplateValue = string | number | readonly TemplateValue[] | { readonly [name: string]: TemplateValue };

type TemplateObject = Readonly<Record<string, TemplateValue>>;

/** Returns the properties of `Custom::IVSRecordingConfiguration`. */
export function toTemplateProperties(draft: Draft): TemplateObject {
  return keepGiven({
    AdoptArn: draft.adoptArn,
    DestinationConfiguration: { S3: { BucketName: draft.bucketName } },
    Name: draft.name,
    RecordingReconnectWindowSeconds: draft.reconnectWindowSeconds,
    RenditionConfiguration: draft.renditions && toRenditions(draft.renditions),
    ThumbnailConfiguration: draft.thumbnails && toThumbnails(draft.thumbnails),
    Tags: draft.tags.length === 0 ? undefined : draft.tags.map(([Key, Value]) => ({ Key, Value })),
  });
}

function toRenditions(renditions: RenditionDraft): TemplateObject {
  if (renditions.selection === 'NONE') return { RenditionSelection: 'NONE' };
  return { RenditionSelection: 'CUSTOM', Renditions: renditions.resolutions };
}

function toThumbnails(thumbnails: ThumbnailDraft): TemplateObject {
  if (thumbnails.mode === 'DISABLED') return { RecordingMode: 'DISABLED' };
  return keepGiven({
    TargetIntervalSeconds: thumbnails.targetIntervalSeconds,
    Resolution: thumbnails.resolution,
    Storage: thumbnails.storage,
  });
}

function keepGiven(properties: Readonly<Record<string, TemplateValue | undefined>>): TemplateObject {
  return Object.fromEntries(
    Object.entries(properties).filter((entry): entry is [string, TemplateValue] => entry[1] !== undefined),
  );
}
