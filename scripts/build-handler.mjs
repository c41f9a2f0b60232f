/**
 * Bundles the handler, SDK included, into lambda/dist/index.js (CommonJS, for the nodejs24.x runtime), and writes the
 * list of what went in to dist/handler-metafile.json, which the test of the walls reads.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const metafilePath = `${root}dist/handler-metafile.json`;

await rm(`${root}lambda/dist`, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['lambda/index.ts'],
  outfile: 'lambda/dist/index.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: true,
  keepNames: true,
  mainFields: ['module', 'main'],
  alias: { '@aws-sdk/credential-provider-node': './lambda/aws/environment-credentials.ts' },
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
});
await mkdir(`${root}dist`, { recursive: true });
await writeFile(metafilePath, JSON.stringify(metafile));
