import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROBES } from '../aws/probes';

const ROOT = join(__dirname, '../..');
const DOCUMENTS = [
  'README.md',
  ...['docs', 'docs/adr'].flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${folder}/${name}`),
  ),
].filter((path) => path !== 'docs/verification.md');

/** Statements that are not about AWS. */
const OTHER_SUBJECTS = [
  // The account's state in IVS.
  /account (that )?is not verified|verified this account/,
  // The .NET package, and the bindings of Terraform.
  /sources are generated, but have not been compiled/,
  /^## What is not verified$/,
  // The list below this heading has the probes.
  /^## Not verified on AWS$/,
  /docs\/verification\.md/,
];

const statements = DOCUMENTS.flatMap((path) =>
  listBlocks(readFileSync(join(ROOT, path), 'utf8'))
    .filter((block) => /not verified/i.test(block) && !OTHER_SUBJECTS.some((subject) => subject.test(block)))
    .map((block) => [path, block] as const),
);
const ids = PROBES.map(({ id }) => id);

test('every statement that is not verified names its probe', () => {
  expect(statements.length).toBeGreaterThan(15);
  expect(statements.filter(([, block]) => listProbes(block).length === 0)).toEqual([]);
});

test('every limitation that is not verified names its probe', () => {
  const text = readFileSync(join(ROOT, 'docs/limitations.md'), 'utf8');
  const [, section = ''] = /\n## Not verified on AWS\n(.*?)\n## /s.exec(text) ?? [];
  const items = listBlocks(section).filter((block) => block.startsWith('- '));
  expect(items.length).toBeGreaterThan(8);
  expect(items.filter((item) => listProbes(item).length === 0)).toEqual([]);
});

test('every named probe exists', () => {
  for (const path of [...DOCUMENTS, 'docs/verification.md']) {
    const unknown = listProbes(readFileSync(join(ROOT, path), 'utf8')).filter((id) => !ids.includes(id));
    expect([path, unknown]).toEqual([path, []]);
  }
});

test('every probe lists the documents that name it', () => {
  for (const { id, documents } of PROBES) {
    const naming = DOCUMENTS.filter((path) => listProbes(readFileSync(join(ROOT, path), 'utf8')).includes(id));
    expect([id, [...documents].sort()]).toEqual([id, naming.sort()]);
    expect(naming).not.toEqual([]);
  }
});

test('a probe is a file with its id', () => {
  const files = readdirSync(join(ROOT, 'test/aws/probes')).filter((name) => name !== 'index.ts');
  expect(files.sort()).toEqual(ids.map((id) => `${id}.ts`).sort());
});

/** Paragraphs, headings and list items. */
function listBlocks(text: string): readonly string[] {
  return text.split(/\n\s*\n|\n(?=\s*- )/).map((block) => block.trim());
}

function listProbes(text: string): readonly string[] {
  return [...text.matchAll(/`probe: ([a-z-]+)`/g)].map(([, id = '']) => id);
}
