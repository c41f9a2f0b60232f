import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import type { Suite } from '../suite';
import { ROOT } from '../../build/root';

const MAX_ROWS = 12;

/** The bundle's size by package, from esbuild's metafile. */
export const bundle: Suite = {
  name: 'bundle',
  title: 'Bundle by package, largest first',
  run: () => {
    const path = join(ROOT, 'dist', 'handler-metafile.json');
    if (!existsSync(path)) {
      throw new Error('dist/handler-metafile.json does not exist. Run "npm run build:handler" and retry.');
    }
    const { outputs } = JSON.parse(readFileSync(path, 'utf8')) as Metafile;
    const bytes = new Map<string, number>();
    for (const { inputs } of Object.values(outputs)) {
      for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
        const owner = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? input.split('/')[0] ?? input;
        bytes.set(owner, (bytes.get(owner) ?? 0) + bytesInOutput);
      }
    }
    const sorted = [...bytes].sort(([, a], [, b]) => b - a).slice(0, MAX_ROWS);
    return Promise.resolve(sorted.map(([name, size]) => ({ name, unit: 'KB' as const, measured: [size / 1024] })));
  },
};
