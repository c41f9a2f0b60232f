import type { ImportSpec } from './import-spec';

/** Returns the name of the generated stack. */
export function nameStack({ id }: ImportSpec): string {
  return `Adopted${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

/** Returns the construct id of the imported bucket. */
export function nameBucket({ id }: ImportSpec): string {
  return `${id}Bucket`;
}

/** Returns the library classes that the code uses, in alphabetical order. */
export function listClasses({ renditions, thumbnails }: ImportSpec): readonly string[] {
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

/** Returns whether the code uses Duration. */
export function needsDuration({ reconnectWindowSeconds, thumbnails }: ImportSpec): boolean {
  return (
    reconnectWindowSeconds !== undefined ||
    (thumbnails?.mode === 'INTERVAL' && thumbnails.targetIntervalSeconds !== undefined)
  );
}

/** Indents the lines and omits those that are false. */
export function indentLines(indent: string, lines: readonly (string | false)[]): string {
  return lines
    .filter((line) => line !== false)
    .flatMap((line) => line.split('\n'))
    .map((line) => `${indent}${line}`)
    .join('\n');
}
