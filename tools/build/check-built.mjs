/** Before npm packs: without a build the package would have no code. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const BUILT = [
  '.jsii',
  'dist/cli/index.js',
  'dist/ivs-recording-configuration-provider.yaml',
  'dist/library/lib/index.js',
  'dist/schema/template.schema.json',
  'lambda/dist/index.js',
];

const missing = BUILT.filter((path) => !existsSync(`${root}${path}`));
if (missing.length > 0) {
  console.error(`The package would lack ${missing.join(', ')}: run "npm run build", then pack again.`);
  process.exitCode = 1;
}
