import type { CreateRecordingConfigurationRequest } from '@aws-sdk/client-ivs';
import { normalize, SETTINGS, type RecordingSettings } from '../../schema/settings';
import { isRecord } from '../../schema/unresolved-value';

/** The form of the IVS API: the names of the template in camelCase. */
type InCamelCase<Value> = Value extends readonly (infer Item)[]
  ? Item[]
  : Value extends object
    ? { [Name in keyof Value as Uncapitalize<Name & string>]: InCamelCase<Value[Name]> }
    : Value;

/** Converts settings to a request of the IVS API. */
export function toRequest(settings: RecordingSettings): CreateRecordingConfigurationRequest {
  return renameAll(settings) as InCamelCase<RecordingSettings>;
}

/**
 * Converts and normalizes the settings of a configuration as IVS returns it.
 *
 * @returns undefined if there is no bucket, which every recording configuration has
 */
export function fromResponse(configuration: object): RecordingSettings | undefined {
  const settings = normalize(SETTINGS, configuration, toCamelCase);
  return 'BucketName' in settings.DestinationConfiguration.S3 ? settings : undefined;
}

function renameAll(value: unknown): unknown {
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [toCamelCase(name), renameAll(inner)]));
}

function toCamelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
