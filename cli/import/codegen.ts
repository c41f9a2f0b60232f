import type { Draft } from './import-spec';

/** The name of the stack in which the code puts the construct. */
export function nameStack({ id }: Draft): string {
  return `Adopted${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

/** The construct id of the bucket, which is imported by its name. */
export function nameBucket({ id }: Draft): string {
  return `${id}Bucket`;
}

/** The classes of the library that the code needs, in alphabetical order. */
export function listClasses({ renditions, thumbnails }: Draft): readonly string[] {
  const isInterval = thumbnails?.mode === 'INTERVAL';
  const needs: readonly (readonly [string, boolean])[] = [
    ['RecordingConfiguration', true],
    ['RenditionConfiguration', renditions !== undefined],
    ['Resolution', renditions?.selection === 'CUSTOM' || (isInterval && thumbnails.resolution !== undefined)],
    ['Storage', isInterval && thumbnails.storage !== undefined],
    ['ThumbnailConfiguration', thumbnails !== undefined],
  ];
  return needs.filter(([, isNeeded]) => isNeeded).map(([name]) => name);
}

/** Whether the code needs the CDK's durations. */
export function needsDuration({ reconnectWindowSeconds, thumbnails }: Draft): boolean {
  return (
    reconnectWindowSeconds !== undefined ||
    (thumbnails?.mode === 'INTERVAL' && thumbnails.targetIntervalSeconds !== undefined)
  );
}

/** The lines that are there, each further in by the indent. */
export function indentLines(indent: string, lines: readonly (string | false)[]): string {
  return lines
    .filter((line) => line !== false)
    .flatMap((line) => line.split('\n'))
    .map((line) => `${indent}${line}`)
    .join('\n');
}
