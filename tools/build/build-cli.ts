/** Bundles the command line and the SDK into dist/cli/index.js, which the "bin" of package.json runs. */
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle';
import { ROOT } from './root';

const outfile = 'dist/cli/index.js';
void bundle({
  folder: 'dist/cli',
  metafilePath: 'dist/cli-metafile.json',
  options: { entryPoints: ['bin/cli.ts'], outfile, banner: { js: '#!/usr/bin/env node' } },
}).then((isBuilt) => {
  // A checkout may run the file directly.
  if (isBuilt) chmodSync(join(ROOT, outfile), 0o755);
});
