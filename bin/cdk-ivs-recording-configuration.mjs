#!/usr/bin/env node
// Always there, also before the build: npm links a command once, and remembers that there was nothing to link.
import { existsSync } from 'node:fs';

const bundle = new URL('../dist/cli/index.js', import.meta.url);
if (existsSync(bundle)) {
  await import(bundle.href);
} else {
  console.error('cdk-ivs-recording-configuration: not built yet. Run "npm run build:cli", then try again.');
  process.exitCode = 2;
}
