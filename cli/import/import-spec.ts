import { PROPERTIES, type RecordingConfigurationProperties } from '../../schema/properties';
import { omitDefaults } from '../../schema/settings';
import { OWNER_TAG_PREFIX } from '../../schema/tags';
import type { DescribedRecordingConfiguration, Tags } from '../../lambda/aws/recording-configurations';

/** The values of the generated code. */
export interface ImportSpec {
  /** The construct id or logical id. */
  readonly id: string;
  readonly adoptArn: string;
  /** The settings and the timeouts, without defaults. */
  readonly properties: NonDefaultProperties;
  /** Sorted by key, without owner tags and AWS tags. */
  readonly tags: TagEntries;
  /** Whether the configuration is kept when its stack is deleted. */
  readonly retain: boolean;
}

type NonDefaultProperties = Pick<RecordingConfigurationProperties, 'DestinationConfiguration'> &
  Readonly<Record<string, unknown>>;

export type TagEntries = readonly (readonly [key: string, value: string])[];

/** What IVS does not know about a configuration. */
export interface ImportOptions {
  /** In seconds. */
  readonly timeouts?: { readonly Create?: number; readonly Delete?: number };
  readonly retain?: boolean;
}

export function toImportSpec(
  { arn, settings, tags }: DescribedRecordingConfiguration,
  id: string,
  { timeouts, retain = false }: ImportOptions = {},
): ImportSpec {
  const properties = omitDefaults(PROPERTIES, { ...settings, Timeouts: timeouts }) as NonDefaultProperties;
  return { id, adoptArn: arn, properties, tags: toTags(tags), retain };
}

/** Returns the properties of `Custom::IVSRecordingConfiguration`. */
export function specToTemplateProperties({
  adoptArn,
  properties,
  tags,
}: ImportSpec): Readonly<Record<string, unknown>> {
  const list = tags.map(([Key, Value]) => ({ Key, Value }));
  return { AdoptArn: adoptArn, ...properties, ...(list.length > 0 && { Tags: list }) };
}

function toTags(tags: Tags): TagEntries {
  return Object.entries(tags)
    .filter(([key]) => !key.startsWith(OWNER_TAG_PREFIX) && !/^aws:/i.test(key))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
