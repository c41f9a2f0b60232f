import type { ImportSpec, ThumbnailSpec, TimeoutSpec } from './import-spec';
import type { CodeSpec, StackSpec } from './stack-spec';

/** Returns the construct id of the imported bucket. */
export function nameBucket({ id }: Pick<ImportSpec, 'id'>): string {
  return `${id}Bucket`;
}

/** Returns the library classes that the code uses, in alphabetical order. */
export function listClasses({ stacks }: CodeSpec): readonly string[] {
  const configurations = listConfigurations(stacks);
  const intervals = listIntervals(configurations);
  const needs: readonly (readonly [string, boolean])[] = [
    ['RecordingConfiguration', true],
    ['RecordingConfigurationProvider', stacks.some(({ defaultTags }) => defaultTags.length > 0)],
    ['RenditionConfiguration', configurations.some(({ renditions }) => renditions !== undefined)],
    [
      'Resolution',
      configurations.some(({ renditions }) => renditions?.selection === 'CUSTOM') ||
        intervals.some(({ resolution }) => resolution !== undefined),
    ],
    ['Storage', intervals.some(({ storage }) => storage !== undefined)],
    ['ThumbnailConfiguration', configurations.some(({ thumbnails }) => thumbnails !== undefined)],
  ];
  return needs.filter(([, isNeeded]) => isNeeded).map(([name]) => name);
}

/** Returns whether the code uses Duration. */
export function needsDuration({ stacks }: CodeSpec): boolean {
  const configurations = listConfigurations(stacks);
  return (
    configurations.some(
      ({ reconnectWindowSeconds, timeouts }) => reconnectWindowSeconds !== undefined || timeouts !== undefined,
    ) || listIntervals(configurations).some(({ targetIntervalSeconds }) => targetIntervalSeconds !== undefined)
  );
}

export function needsRemovalPolicy({ stacks }: CodeSpec): boolean {
  return listConfigurations(stacks).some(({ retain }) => retain);
}

export function needsTimeouts({ stacks }: CodeSpec): boolean {
  return listConfigurations(stacks).some(({ timeouts }) => timeouts !== undefined);
}

export function listConfigurations(stacks: readonly StackSpec[]): readonly ImportSpec[] {
  return stacks.flatMap(({ configurations }) => configurations);
}

export function listIntervals(configurations: readonly ImportSpec[]): readonly IntervalSpec[] {
  return configurations.flatMap(({ thumbnails }) => (thumbnails?.mode === 'INTERVAL' ? [thumbnails] : []));
}

type IntervalSpec = Extract<ThumbnailSpec, { readonly mode: 'INTERVAL' }>;

/** Returns the timeouts that are defined, with their names, in seconds. */
export function listTimeouts(timeouts: TimeoutSpec): readonly (readonly ['create' | 'delete', number])[] {
  return (['create', 'delete'] as const).flatMap((name) => {
    const seconds = timeouts[name];
    return seconds === undefined ? [] : [[name, seconds] as const];
  });
}

/** Indents the lines and omits those that are false. */
export function indentLines(indent: string, lines: readonly (string | false)[]): string {
  return lines
    .filter((line) => line !== false)
    .flatMap((line) => line.split('\n'))
    .map((line) => `${indent}${line}`)
    .join('\n');
}
