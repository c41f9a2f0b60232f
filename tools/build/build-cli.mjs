/** Bundles the command line, SDK included, into dist/cli/index.js, which package.json's "bin" runs. */
import { chmod } from 'node:fs/promises';
import { bundle, root } from './bundle.mjs';

const outfile = 'dist/cli/index.js';
const isBuilt = await bundle({
  folder: 'dist/cli',
  metafile: 'dist/cli-metafile.json',
  options: {
    entryPoints: ['bin/cli.ts'],
    outfile,
    banner: { js: '#!/usr/bin/env node' },
  },
});
// For those who run it in a checkout without the file of "bin".
if (isBuilt) await chmod(`${root}${outfile}`, 0o755);
