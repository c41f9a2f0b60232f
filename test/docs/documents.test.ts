import { existsSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { listDocuments, readDocument, ROOT } from './markdown';

const documents = listDocuments();
const { scripts: SCRIPTS } = JSON.parse(readDocument('package.json')) as { readonly scripts: object };
const withoutCode = (markdown: string): string =>
  markdown.replace(/^\s*```.*?^\s*```/gms, '').replace(/`[^`\n]*`/g, '');

test.each(documents)('every relative link of %s has a target', (path) => {
  const links = [...withoutCode(readDocument(path)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', anchor] = link.split('#');
    const target = file === '' ? path : normalize(join(dirname(path), file));
    if (!existsSync(join(ROOT, target))) return true;
    return anchor !== undefined && !listAnchors(readDocument(target)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test.each(documents)('%s contains no machine path', (path) => {
  expect(readDocument(path)).not.toMatch(/(^|[\s"'`(=])\/(work|root|home|Users)\//m);
});

test.each(documents)('%s mentions only existing scripts and templates', (path) => {
  const text = readDocument(path);
  const scripts = [...text.matchAll(/\bnpm run (?:-s |--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
  expect(scripts.filter((name) => !(name in SCRIPTS))).toEqual([]);
  const templates = [...text.matchAll(/\bexamples\/[\w/-]+\.(?:yaml|ts)\b/g)].map(([name]) => name);
  expect(templates.filter((name) => !existsSync(join(ROOT, name)))).toEqual([]);
});

test('README.md links to every page of docs/', () => {
  const text = readDocument('README.md');
  const missing = documents.filter((path) => /^docs\/[^/]+$/.test(path) && !text.includes(`](${path})`));
  expect(missing).toEqual([]);
});

test('docs/architecture.md mentions every folder and top-level file of lambda/ and tools/emulator/', () => {
  const text = readDocument('docs/architecture.md');
  const missing = ['lambda', 'tools/emulator'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { withFileTypes: true })
      .filter(({ name }) => name !== 'dist')
      .map((entry) => `${folder}/${entry.name}${entry.isDirectory() ? '/' : ''}`)
      .filter((path) => !text.includes(path)),
  );
  expect(missing).toEqual([]);
});

test('docs/architecture.md and CONTRIBUTING.md mention only files that exist', () => {
  const pattern = /`((?:bin|cli|docs|examples|lambda|lib|schema|test|tools)\/[\w./-]*)`/g;
  for (const path of ['docs/architecture.md', 'CONTRIBUTING.md', ...listDecisions()]) {
    const named = [...readDocument(path).matchAll(pattern)].map(([, name = '']) => name);
    expect([path, named.filter((name) => !existsSync(join(ROOT, name)) && !isBuilt(name))]).toEqual([path, []]);
  }
});

test.each(['README.md', 'docs/architecture.md', 'docs/permissions.md', 'docs/properties.md'])(
  '%s has no table row over 140 characters',
  (path) => {
    const rows = readDocument(path)
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(rows.filter((row) => row.length > 140)).toEqual([]);
  },
);

describe('decision records', () => {
  test('are numbered without gaps', () => {
    const numbers = listDecisions().map((path) => /\/(\d{4})-[a-z0-9-]+\.md$/.exec(path)?.[1]);
    expect(numbers).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
    expect(numbers.length).toBeGreaterThanOrEqual(12);
  });

  test.each(listDecisions())('%s has a number, a status, the four headings and at most 60 lines', (path) => {
    const text = readDocument(path);
    const number = Number(/\/(\d{4})-/.exec(path)?.[1]);
    expect(text.startsWith(`# ${number}. `)).toBe(true);
    expect(text).toMatch(/^Status: (accepted|accepted in part|planned, not implemented yet)\b/m);
    const headings = [...text.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Context', 'Decision', 'Consequences', 'Evidence']);
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
  });
});

function listDecisions(): readonly string[] {
  return readdirSync(join(ROOT, 'docs/adr'))
    .sort()
    .map((name) => `docs/adr/${name}`);
}

/** Whether a path exists only after a build. */
function isBuilt(name: string): boolean {
  return name.startsWith('lambda/dist/');
}

/** The anchors that GitHub generates for the headings of a document. */
function listAnchors(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
