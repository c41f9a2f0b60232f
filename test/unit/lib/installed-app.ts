import { execFile } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { transformSync } from '@swc/core';

const ROOT = resolve(__dirname, '../../..');
const NAME = 'cdk-ivs-recording-configuration';

/** The first lines of a plain JavaScript app that must not start another program. */
const WITHOUT_PROGRAMS = `
  const programs = require('node:child_process');
  for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
    programs[name] = (program) => { throw new Error('No ' + program + ' here'); };
  }
`;

/**
 * Puts the package, the CDK and nothing else into a new folder, as an installation does: no bundler, no compiler. The
 * package is compiled here, since the tests run before the build.
 *
 * @returns the folder
 */
export function installPackage(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'installed-app-')));
  const target = join(folder, 'node_modules', NAME);
  for (const sources of ['schema', 'lib', 'lib/private'])
    compile(join(ROOT, sources), join(target, 'dist', 'library', sources));
  cpSync(join(ROOT, 'lambda', 'dist'), join(target, 'lambda', 'dist'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(target, 'package.json'));
  for (const name of ['aws-cdk-lib', 'constructs']) {
    symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(folder, 'node_modules', name), 'junction');
  }
  return folder;
}

function compile(sources: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(sources).filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))) {
    const { code } = transformSync(readFileSync(join(sources, name), 'utf8'), {
      filename: name,
      jsc: { target: 'es2023', parser: { syntax: 'typescript' } },
      module: { type: 'commonjs' },
    });
    writeFileSync(join(target, name.replace(/\.ts$/, '.js')), code);
  }
}

/**
 * Runs an app in a separate process, which finds no program except node.
 *
 * @param folder - where the package is installed, and where `cdk.out` is written
 * @param code - the app in plain JavaScript
 * @returns the deployed artifacts except the function's code: templates and asset manifests, by name
 */
export async function runApp(folder: string, code: string): Promise<Readonly<Record<string, string>>> {
  writeFileSync(join(folder, 'app.js'), WITHOUT_PROGRAMS + code);
  const outdir = join(folder, 'cdk.out');
  await promisify(execFile)(process.execPath, ['app.js'], {
    cwd: folder,
    env: { PATH: dirname(process.execPath), CDK_OUTDIR: outdir },
  });
  // The rest is for the CDK CLI, and its traces contain lines of the app.
  const names = readdirSync(outdir).filter((name) => /\.(?:template|assets)\.json$/.test(name));
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(outdir, name), 'utf8')]));
}
