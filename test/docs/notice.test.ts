import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readDocument, ROOT } from './markdown';

interface Metafile {
  readonly outputs: Readonly<
    Record<string, { readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>> }>
  >;
}

const NOTICE = readDocument('NOTICE');
const unwrapped = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The package that a path in node_modules belongs to. */
function getPackage(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1];
}

/** The packages that a bundle contains code from. */
function listBundled(bundle: string): readonly string[] {
  const path = `dist/${bundle}-metafile.json`;
  if (!existsSync(join(ROOT, path)))
    throw new Error(`${path} does not exist. Run "npm run build:${bundle}" and try again.`);
  const { outputs } = JSON.parse(readDocument(path)) as Metafile;
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const names = inputs.flatMap(([input, { bytesInOutput: bytes }]) => (bytes > 0 ? (getPackage(input) ?? []) : []));
  return [...new Set(names)].sort();
}

test.each([
  ['handler', 'lambda/dist/index.js', []],
  ['cli', 'dist/cli/index.js', ['commander', 'yaml']],
])('NOTICE lists the packages in the bundle of the %s', (bundle, file, others) => {
  const bundled = listBundled(bundle);
  expect(bundled).toContain('@aws-sdk/client-ivs');
  for (const name of bundled.filter((candidate) => !others.includes(candidate))) {
    expect(name).toMatch(/^(@aws-sdk\/|@smithy\/|@aws\/lambda-invoke-store$)/);
    const { license } = JSON.parse(readDocument(`node_modules/${name}/package.json`)) as { readonly license: string };
    expect([name, license]).toEqual([name, 'Apache-2.0']);
    // The NOTICE file of a package would have to be included.
    expect(readdirSync(join(ROOT, 'node_modules', name)).filter((entry) => /^notice/i.test(entry))).toEqual([]);
  }
  expect(bundled).toEqual(expect.arrayContaining(others));
  expect(NOTICE).toContain(file);
  for (const name of others) {
    expect(NOTICE).toContain(`${file} also bundles the package ${name}`);
    expect(unwrapped(NOTICE)).toContain(unwrapped(readDocument(`node_modules/${name}/LICENSE`)));
  }
});
