import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCodeBlocks, readDocument, ROOT } from './markdown';

const PAGE = readDocument('docs/languages.md');

/** The languages of the code blocks, and the folders of their examples, which `npm run test:languages` runs. */
const EXAMPLES = { python: 'examples/python', xml: 'examples/java', java: 'examples/java', go: 'examples/go' };

function readExample(folder: string): string {
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readDocument(join(entry.parentPath, entry.name)))
    .join('\n');
}

test.each(Object.entries(EXAMPLES))('the %s blocks are part of the example', (language, folder) => {
  const blocks = readCodeBlocks(PAGE, language);
  expect(blocks.length).toBeGreaterThan(0);
  for (const block of blocks) expect(readExample(folder)).toContain(block);
});

test('the commands are part of the READMEs of the examples', () => {
  const readmes = ['python', 'java', 'go'].map((name) => readDocument(`examples/${name}/README.md`)).join('\n');
  const [build, ...commands] = readCodeBlocks(PAGE, 'sh');
  expect(build).toBe('npm ci && npm run package\n');
  expect(commands).toHaveLength(2);
  for (const command of commands) expect(readmes).toContain(command);
});

test('the examples depend on the version of this checkout', () => {
  const { version } = JSON.parse(readDocument('package.json')) as { readonly version: string };
  for (const [file, pin] of [
    ['examples/python/requirements.txt', `cdk-ivs-recording-configuration==${version}\n`],
    ['examples/java/pom.xml', `<artifactId>cdk-ivs-recording-configuration</artifactId>\n      <version>${version}<`],
    ['examples/go/go.mod', `/cdkivsrecordingconfiguration v${version}\n`],
    ['examples/typescript/stream-archive/package.json', `"cdk-ivs-recording-configuration": "${version}"`],
  ] as const) {
    expect(readDocument(file)).toContain(pin);
  }
  expect(PAGE).toContain(`cdk_ivs_recording_configuration-${version}-`);
});
