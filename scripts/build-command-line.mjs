/**
 * Bundles the command line, SDK included, into dist/command-line/index.js, which package.json's "bin" names, and writes
 * the list of what went in to dist/command-line-metafile.json, which the test of the walls reads.
 */
import { chmod, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const outfile = 'dist/command-line/index.js';

await rm(`${root}dist/command-line`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['bin/command-line/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  mainFields: ['module', 'main'],
  banner: { js: '#!/usr/bin/env node' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
// npm makes it executable where it installs it; this is for those who run it in a checkout.
await chmod(`${root}${outfile}`, 0o755);
await writeFile(`${root}dist/command-line-metafile.json`, JSON.stringify(metafile));
