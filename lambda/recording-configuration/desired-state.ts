import { checkTags } from '../../schema/check-tags';
import { parseProperties } from '../../schema/parse-properties';
import { formatProblems, type Problem } from '../../schema/problem';
import { DEFAULTS, type OnInUse } from '../../schema/properties';
import { PROVIDER_ENVIRONMENT } from '../../schema/provider-environment';
import { MAX_TAGS } from '../../schema/tags';
import type { RecordingSettings, Tags } from '../aws/recording-configurations';
import { hashSettings, toSettings } from './settings';

/** What a template says about one configuration, parsed and normalised. */
export interface DesiredState {
  readonly settings: RecordingSettings;
  /** Identifies the settings. */
  readonly settingsHash: string;
  /** The provider's default tags with the template's own over them. */
  readonly tags: Tags;
  readonly createTimeoutMs: number;
  readonly deleteTimeoutMs: number;
  readonly onInUse: OnInUse;
  /** The configuration that a creation takes over; undefined where it makes one. */
  readonly adoptArn: string | undefined;
}

/** The template's properties cannot be used; nothing was done. */
export class InvalidPropertiesError extends Error {
  override readonly name = 'InvalidPropertiesError';
}

/**
 * @param properties - as CloudFormation hands them over
 * @param defaultTags - the provider's
 * @throws InvalidPropertiesError that tells all problems at once
 */
export function parseDesiredState(properties: unknown, defaultTags: Tags): DesiredState {
  const parsed = parseProperties(properties);
  if (parsed.properties === undefined)
    throw new InvalidPropertiesError(`${formatProblems(parsed.problems)} Fix the template, then try again.`);
  const { Tags: ownTags, Timeouts: timeouts, OnInUse: onInUse, AdoptArn: adoptArn } = parsed.properties;
  const settings = toSettings(parsed.properties);
  return {
    settings,
    settingsHash: hashSettings(settings),
    tags: mergeTags(defaultTags, ownTags ?? {}),
    createTimeoutMs: (timeouts?.Create ?? DEFAULTS.timeoutSeconds) * 1000,
    deleteTimeoutMs: (timeouts?.Delete ?? DEFAULTS.timeoutSeconds) * 1000,
    onInUse: onInUse ?? DEFAULTS.onInUse,
    adoptArn,
  };
}

/** The declaration, or undefined where the properties cannot be used: those of a failed update, on its way back. */
export function tryParseDesiredState(properties: unknown, defaultTags: Tags): DesiredState | undefined {
  try {
    return parseDesiredState(properties, defaultTags);
  } catch (error) {
    if (error instanceof InvalidPropertiesError) return undefined;
    throw error;
  }
}

/**
 * Reads the provider's default tags.
 *
 * @param json - an object of tags; undefined for none
 * @throws InvalidPropertiesError if it is anything else
 */
export function parseDefaultTags(json: string | undefined): Tags {
  if (json === undefined || json === '') return {};
  const problems: Problem[] = [];
  const tags = checkTags('The default tags of the provider', parseJson(json), problems, () => false);
  if (problems.length === 0) return tags as Tags;
  throw new InvalidPropertiesError(
    `${formatProblems(problems)} Fix the environment variable ${PROVIDER_ENVIRONMENT.defaultTags} of the provider's function.`,
  );
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
  if (count > MAX_TAGS) {
    throw new InvalidPropertiesError(
      `Tags are ${count} together with the provider's default tags: expected at most ${MAX_TAGS}. ` +
        'Take some out of the template, or out of the default tags of the provider.',
    );
  }
  return tags;
}
