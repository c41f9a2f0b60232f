import { parseProperties } from '../../schema/parse-properties';
import { isPresent, isRecord, UNRESOLVED } from '../../schema/unresolved-value';
import { toSettings } from '../../schema/settings';
import { hashSettings } from '../../lambda/recording-configuration/settings';

/** The declared state of a resource, as far as it is known. */
export interface DeclaredState {
  readonly tags: ReadonlyMap<string, string>;
  /** The expected settings hash; undefined if not all settings are known. */
  readonly settingsHash: string | undefined;
  /** Sentences about parts that could not be compared. */
  readonly notChecked: readonly string[];
}

/** The state of a resource without known properties. */
const UNKNOWN_STATE: DeclaredState = {
  tags: new Map(),
  settingsHash: undefined,
  notChecked: ['Its declared tags: neither the stack events nor the template contain them.'],
};

/** Parses the properties of a resource. An unknown value is {@link UNRESOLVED}, or masked by CloudFormation. */
export function parseDeclaredState(properties: unknown): DeclaredState {
  if (!isRecord(properties)) return UNKNOWN_STATE;
  const { Tags: tags, ...others } = properties;
  const { known, unknown } = readTags(tags);
  const parsed = parseProperties(others).properties;
  return {
    tags: known,
    settingsHash: parsed && hashSettings(toSettings(parsed)),
    notChecked: [
      ...unknown.map((tag) => `${tag}: known only to CloudFormation.`),
      ...(parsed === undefined ? ['The settings hash tag: not all settings are known.'] : []),
    ],
  };
}

interface ReadTags {
  readonly known: ReadonlyMap<string, string>;
  /** Descriptions of the unknown tags. */
  readonly unknown: readonly string[];
}

function readTags(tags: unknown): ReadTags {
  const known = new Map<string, string>();
  const unknown: string[] = [];
  if (!isPresent(tags)) return { known, unknown };
  const entries = listEntries(tags);
  if (entries === undefined) return { known, unknown: ['The declared tags'] };
  entries.forEach(({ key, value }, index) => {
    const name = toText(key);
    const text = toText(value);
    if (name === undefined) unknown.push(`The declared tag number ${index + 1}`);
    else if (text === undefined) unknown.push(`The declared tag ${JSON.stringify(name)}`);
    else known.set(name, text);
  });
  return { known, unknown };
}

function listEntries(tags: unknown): readonly { readonly key: unknown; readonly value: unknown }[] | undefined {
  if (isRecord(tags)) return Object.entries(tags).map(([key, value]) => ({ key, value }));
  if (!Array.isArray(tags)) return undefined;
  return tags.map((tag: unknown) => {
    return isRecord(tag) ? { key: tag.Key, value: tag.Value } : { key: UNRESOLVED, value: UNRESOLVED };
  });
}

/**
 * Returns the text of a known scalar. CloudFormation masks NoEcho parameters with asterisks, which a tag cannot
 * contain.
 */
function toText(value: unknown): string | undefined {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return typeof value === 'string' && !/^\*+$/.test(value) ? value : undefined;
}
