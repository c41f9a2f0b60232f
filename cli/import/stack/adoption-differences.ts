import { isRecord } from '../../../schema/unresolved-value';
import { parseProperties } from '../../../schema/parse-properties';
import { SETTINGS, toSettings, type RecordingSettings } from '../../../schema/settings';
import { readLiteralProperties } from '../../drift/template-literals';
import type { DeployedNativeResource } from './native-resources';

/**
 * Returns the properties of a resource in a template that differ from the settings in IVS, so that its adoption would
 * be refused. Properties with intrinsic functions are not compared.
 */
export function findAdoptionDifferences(
  template: string,
  { logicalId, configuration: { settings: actual } }: DeployedNativeResource,
): readonly string[] {
  const literal = readLiteralProperties(template, logicalId);
  const known = Object.entries(isRecord(literal) ? literal : {}).filter(([name]) => name !== 'Tags');
  const declared = Object.fromEntries(
    known.map(([name, value]) => [name, hasUnresolved(value) ? actual[name as keyof RecordingSettings] : value]),
  );
  const { properties, problems } = parseProperties(declared);
  if (properties === undefined) return problems.map(({ path }) => path);
  const wanted = toSettings(properties);
  const names = Object.keys(SETTINGS.properties) as (keyof RecordingSettings)[];
  return names.filter((name) => JSON.stringify(actual[name]) !== JSON.stringify(wanted[name]));
}

function hasUnresolved(value: unknown): boolean {
  if (typeof value === 'symbol') return true;
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnresolved);
}
