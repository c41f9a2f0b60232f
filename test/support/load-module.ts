import { transformSync } from '@swc/core';

const PACKAGE = 'cdk-ivs-recording-configuration';

/**
 * Runs a TypeScript module and returns its exports. It runs in the realm and with the modules of the test, and its import of
 * the package resolves to the sources.
 */
export function loadModule<Export>(code: string): Readonly<Record<string, Export>> {
  const compiled = transformSync(code, {
    jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
    module: { type: 'commonjs' },
  });
  const exported: Readonly<Record<string, Export>> = {};
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a module of vm would run in another realm
  const run = new Function('exports', 'require', compiled.code) as (...values: unknown[]) => void;
  run(exported, (name: string): unknown => jest.requireActual(name === PACKAGE ? '../../lib' : name));
  return exported;
}
