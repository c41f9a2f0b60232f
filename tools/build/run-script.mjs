/** Runs a TypeScript script of this folder: `node tools/build/run-script.mjs build-handler`. Without dependencies it asks for npm ci. */
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [script, ...args] = process.argv.slice(2);
try {
  require('tsx/cjs');
} catch {
  console.error('The dependencies are not installed: run "npm ci" first.');
  process.exit(1);
}
const path = require.resolve(`./${script}.ts`);
process.argv = [process.execPath, path, ...args];
require(path);
