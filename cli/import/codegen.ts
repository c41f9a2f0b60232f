import { toProps, type Expression } from './expression';
import type { CodeSpec } from './stack-spec';

/** Returns the values in the code, including nested ones. */
export function listValues({ stacks }: CodeSpec): readonly Expression[] {
  return stacks
    .flatMap(({ configurations, defaultTags }) =>
      configurations.flatMap((spec) => toProps(spec, defaultTags.length > 0)),
    )
    .flatMap(({ value }) => listNested(value));
}

function listNested(value: Expression): readonly Expression[] {
  switch (value.kind) {
    case 'call':
      return [value, ...value.values.flatMap(listNested)];
    case 'struct':
    case 'options':
      return [value, ...value.fields.flatMap((field) => listNested(field.value))];
    default:
      return [value];
  }
}

export function hasValue(values: readonly Expression[], kind: Expression['kind']): boolean {
  return values.some((value) => value.kind === kind);
}

/**
 * Returns the library classes of the values, in alphabetical order.
 *
 * @param structs - the kinds of structs that the language names
 */
export function listClasses(
  values: readonly Expression[],
  structs: readonly ('struct' | 'options')[],
): readonly string[] {
  const types = values.flatMap((value) => {
    const isStruct = value.kind === 'struct' || value.kind === 'options';
    return 'type' in value && (!isStruct || structs.includes(value.kind)) ? [value.type] : [];
  });
  const provider = hasValue(values, 'provider') ? ['RecordingConfigurationProvider'] : [];
  return [...new Set(['RecordingConfiguration', ...provider, ...types])].sort();
}

type CommonKind = 'number' | 'seconds' | 'member' | 'provider' | 'retain';

/** Writes a value that TypeScript, Python and Java write in the same way. */
export function writeCommonValue(value: Extract<Expression, { readonly kind: CommonKind }>): string {
  switch (value.kind) {
    case 'number':
      return String(value.value);
    case 'seconds':
      return `Duration.seconds(${value.value})`;
    case 'member':
      return `${value.type}.${value.name}`;
    case 'provider':
      return 'provider';
    case 'retain':
      return 'RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE';
  }
}

/** Indents the lines. */
export function indentLines(indent: string, lines: readonly string[]): string {
  return lines
    .flatMap((line) => line.split('\n'))
    .map((line) => `${indent}${line}`)
    .join('\n');
}
