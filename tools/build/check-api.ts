/** Checks that API.md matches the public API, and that every public symbol is documented. Needs a built library. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root';
import { getErrorMessage } from '../../lambda/util/error-message';

/** The parts of a jsii assembly that have documentation. */
interface Documented {
  readonly name: string;
  readonly docs?: { readonly summary?: string };
}

interface Callable extends Documented {
  readonly parameters?: readonly Documented[];
}

interface Type extends Documented {
  readonly properties?: readonly (Documented & { readonly overrides?: string })[];
  readonly methods?: readonly (Callable & { readonly overrides?: string })[];
  readonly members?: readonly Documented[];
  readonly initializer?: Omit<Callable, 'name'>;
}

const folder = mkdtempSync(join(tmpdir(), 'check-api-'));
try {
  execFileSync(join(ROOT, 'node_modules', '.bin', 'jsii-docgen'), ['--output', join(folder, 'API.md')], {
    cwd: ROOT,
    stdio: 'pipe',
  });
  if (readFileSync(join(folder, 'API.md'), 'utf8') !== readFileSync(join(ROOT, 'API.md'), 'utf8')) {
    throw new Error('API.md is out of date. Run "npm run docs:api" and commit it.');
  }
  const assembly = JSON.parse(readFileSync(join(ROOT, '.jsii'), 'utf8')) as { types: Record<string, Type> };
  const undocumented = Object.values(assembly.types).flatMap(listUndocumented);
  if (undocumented.length > 0) throw new Error(`These public symbols have no docstring: ${undocumented.join(', ')}.`);
  console.log('API.md is up to date, and every public symbol is documented.');
} catch (error) {
  console.error(`check:api: ${getErrorMessage(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Lists a type, its members and parameters that have no summary. */
function listUndocumented(type: Type): readonly string[] {
  const { name, properties = [], methods = [], members = [], initializer } = type;
  const isUndocumented = ({ docs }: Pick<Documented, 'docs'>): boolean => (docs?.summary ?? '') === '';
  const isOwn = (member: Documented): boolean => !('overrides' in member);
  const callables: readonly Callable[] = [...methods, ...(initializer ? [{ ...initializer, name: 'new' }] : [])];
  return [
    ...(isUndocumented(type) ? [name] : []),
    ...[...properties, ...methods, ...members]
      .filter((member) => isUndocumented(member) && isOwn(member))
      .map((member) => `${name}.${member.name}`),
    ...callables.flatMap((callable) =>
      (callable.parameters ?? [])
        .filter(isUndocumented)
        .map((parameter) => `${name}.${callable.name}(${parameter.name})`),
    ),
  ];
}
