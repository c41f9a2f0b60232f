import { checkTags } from '../../schema/check-tags';
import { parseProperties } from '../../schema/parse-properties';
import { formatProblems, type Problem } from '../../schema/problem';
import { PROPERTIES, type OnInUse } from '../../schema/properties';
import { PROVIDER_ENVIRONMENT } from '../../schema/provider-environment';
import { normalize, toSettings, type RecordingSettings } from '../../schema/settings';
import { MAX_TAGS } from '../../schema/tags';
import type { Tags } from '../aws/recording-configurations';
import { ResourceError } from './errors';
import { hashSettings } from './settings';

/** The desired state of one configuration, parsed and normalized. */
export interface DesiredState {
  readonly settings: RecordingSettings;
  /** Identifies the settings. */
  readonly settingsHash: string;
  /** The provider's default tags, overridden by the tags of the template. */
  readonly tags: Tags;
  readonly createTimeoutMs: number;
  readonly deleteTimeoutMs: number;
  readonly onInUse: OnInUse;
  /** The configuration to adopt; undefined to create one. */
  readonly adoptArn: string | undefined;
}

/** The properties of the template or the provider's default tags are invalid. Nothing was changed. */
export class InvalidPropertiesError<
  Code extends 'InvalidProperties' | 'InvalidDefaultTags' | 'TooManyTags',
> extends ResourceError<Code> {
  override readonly name = 'InvalidPropertiesError';
}

/**
 * Parses the properties of a request.
 *
 * @param properties - as received from CloudFormation
 * @param defaultTags - of the provider
 * @throws InvalidPropertiesError with all problems
 */
export function parseDesiredState(properties: unknown, defaultTags: Tags): DesiredState {
  const parsed = parseProperties(properties);
  if (parsed.properties === undefined)
    throw new InvalidPropertiesError('InvalidProperties', { problems: formatProblems(parsed.problems) });
  const values = normalize(PROPERTIES, parsed.properties);
  const settings = toSettings(parsed.properties);
  return {
    settings,
    settingsHash: hashSettings(settings),
    tags: mergeTags(defaultTags, values.Tags ?? {}),
    createTimeoutMs: values.Timeouts.Create * 1000,
    deleteTimeoutMs: values.Timeouts.Delete * 1000,
    onInUse: values.OnInUse,
    adoptArn: values.AdoptArn,
  };
}

/** Returns the desired state; undefined if the properties are invalid, as in the rollback of a failed update. */
export function tryParseDesiredState(properties: unknown, defaultTags: Tags): DesiredState | undefined {
  try {
    return parseDesiredState(properties, defaultTags);
  } catch (error) {
    if (error instanceof InvalidPropertiesError) return undefined;
    throw error;
  }
}

/**
 * Parses the provider's default tags.
 *
 * @param json - an object of tags; undefined for none
 * @throws InvalidPropertiesError if it is anything else
 */
export function parseDefaultTags(json: string | undefined): Tags {
  if (json === undefined || json === '') return {};
  const problems: Problem[] = [];
  const tags = checkTags('The default tags of the provider', parseJson(json), problems, () => false);
  if (problems.length === 0) return tags as Tags;
  throw new InvalidPropertiesError('InvalidDefaultTags', {
    problems: formatProblems(problems),
    variable: PROVIDER_ENVIRONMENT.defaultTags,
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function mergeTags(defaults: Tags, own: Tags): Tags {
  const tags = { ...defaults, ...own };
  const count = Object.keys(tags).length;
  if (count > MAX_TAGS) throw new InvalidPropertiesError('TooManyTags', { count, limit: MAX_TAGS });
  return tags;
}
