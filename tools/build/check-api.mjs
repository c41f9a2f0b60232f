/** Checks that API.md is what the public API says, and every public symbol has a text. Needs a built library. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'check-api-'));
try {
  execFileSync(join(root, 'node_modules', '.bin', 'jsii-docgen'), ['--output', join(folder, 'API.md')], {
    cwd: root,
    stdio: 'pipe',
  });
  if (readFileSync(join(folder, 'API.md'), 'utf8') !== readFileSync(join(root, 'API.md'), 'utf8')) {
    throw new Error(
      'API.md is not what the API says: expected it to be up to date. Run "npm run docs:api" and commit it.',
    );
  }
  const undocumented = listUndocumented(JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')));
  if (undocumented.length > 0) {
    throw new Error(`${undocumented.join(', ')} have no text: expected one for every public symbol. Write it.`);
  }
  console.log('API.md is up to date, and every public symbol has a text.');
} catch (error) {
  console.error(`check:api: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Types, members and parameters without a summary, by name. */
function listUndocumented({ types }) {
  const lacks = ({ docs }) => !docs?.summary;
  return Object.values(types).flatMap((type) => {
    const members = [...(type.properties ?? []), ...(type.methods ?? []), ...(type.members ?? [])];
    const callables = [...(type.methods ?? []), ...(type.initializer ? [{ ...type.initializer, name: 'new' }] : [])];
    return [
      ...(lacks(type) ? [type.name] : []),
      ...members.filter((member) => lacks(member) && !member.overrides).map(({ name }) => `${type.name}.${name}`),
      ...callables.flatMap(({ name, parameters = [] }) =>
        parameters.filter(lacks).map((parameter) => `${type.name}.${name}(${parameter.name})`),
      ),
    ];
  });
}
