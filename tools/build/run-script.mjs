/** Runs a TypeScript script of this folder: `node tools/build/run-script.mjs build-handler`. Asks for npm ci where it is missing. */
import { pathToFileURL } from 'node:url';

const [script, ...args] = process.argv.slice(2);
try {
  const { register } = await import('tsx/esm/api');
  register();
} catch {
  console.error('The dependencies are not installed: run "npm ci" first.');
  process.exit(1);
}
const path = `${import.meta.dirname}/${script}.ts`;
process.argv = [process.execPath, path, ...args];
await import(pathToFileURL(path).href);
