import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBrokenApi } from '../../../../tools/build/release/api-compatibility';

const ROOT = join(__dirname, '../../../..');
const folder = mkdtempSync(join(tmpdir(), 'api-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

test('the error names a removed property', () => {
  expect(listBrokenApi(ROOT, writeLibrary('old', ['arn', 'state']), writeLibrary('less', ['arn']))).toEqual([
    expect.stringMatching(/state/),
  ]);
}, 30_000);

test('a new property is compatible', () => {
  expect(listBrokenApi(ROOT, writeLibrary('before', ['arn']), writeLibrary('more', ['arn', 'state']))).toEqual([]);
}, 30_000);

test('a missing library is a separate error', () => {
  expect(() => listBrokenApi(ROOT, join(folder, 'nowhere'), writeLibrary('there', []))).toThrow(/^jsii-diff failed/);
}, 30_000);

/** The assembly of a library with one class, in the form of jsii. */
function writeLibrary(name: string, properties: readonly string[]): string {
  const path = join(folder, name);
  mkdirSync(path);
  const text = { stability: 'experimental', summary: 'A text.' };
  const assembly = {
    author: { name: 'Authors', roles: ['author'] },
    description: 'A library.',
    docs: { stability: 'experimental' },
    settingsHash: '*',
    homepage: 'https://example.com',
    jsiiVersion: '6.0.16',
    license: 'Apache-2.0',
    name: 'library',
    repository: { type: 'git', url: 'https://example.com' },
    schema: 'jsii/0.10.0',
    targets: { js: { npm: 'library' } },
    types: {
      'library.Thing': {
        assembly: 'library',
        docs: text,
        fqn: 'library.Thing',
        initializer: { docs: text },
        kind: 'class',
        name: 'Thing',
        properties: properties.map((property) => ({
          docs: text,
          immutable: true,
          name: property,
          type: { primitive: 'string' },
        })),
      },
    },
    version: '1.0.0',
  };
  writeFileSync(join(path, '.jsii'), JSON.stringify(assembly));
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name: 'library', version: '1.0.0', jsii: {} }));
  return path;
}
