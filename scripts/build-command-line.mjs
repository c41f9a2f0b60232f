/** Bundles the command line, SDK included, into dist/command-line/index.js, which package.json's "bin" runs. */
import { chmod } from 'node:fs/promises';
import { bundle, root } from './bundle.mjs';

const outfile = 'dist/command-line/index.js';
const isBuilt = await bundle({
  folder: 'dist/command-line',
  metafile: 'dist/command-line-metafile.json',
  options: {
    entryPoints: ['bin/command-line/main.ts'],
    outfile,
    banner: { js: '#!/usr/bin/env node' },
  },
});
// For those who run it in a checkout without the file of "bin".
if (isBuilt) await chmod(`${root}${outfile}`, 0o755);
