/**
 * Packs the package as npm publishes it, checks the contents of the tarball, installs it into an empty CDK app with
 * aws-cdk-lib and constructs only, synthesizes a stack, deploys it onto the emulator, and runs the command line. Needs a
 * built package (`npm run build`), and the npm cache of `npm ci` or a package registry.
 *
 * In a git checkout it also checks that no tracked file is ignored or contains the host of a registry or a path of a machine.
 */
import { execFileSync, type ExecFileSyncOptions } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './root';
import { getErrorMessage } from '../../lambda/util/error-message';

const { name, version, devDependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly name: string;
  readonly version: string;
  readonly devDependencies: Readonly<Record<string, string>>;
};

const REQUIRED = [
  '.jsii',
  'CHANGELOG.md',
  'LICENSE',
  'NOTICE',
  'README.md',
  'bin/cdk-ivs-recording-configuration.mjs',
  'dist/cli/index.js',
  'dist/ivs-recording-configuration-provider.yaml',
  'dist/library/schema/properties.d.ts',
  'dist/library/schema/properties.js',
  'dist/library/lib/index.d.ts',
  'dist/library/lib/index.js',
  'dist/schema/IvsRecordingConfiguration.py',
  'dist/schema/properties.schema.json',
  'dist/schema/template.schema.json',
  'lambda/dist/index.js',
  'package.json',
];
const ALLOWED = /^dist\/library\/(lib|lib\/private|schema)\/[a-z0-9-]+\.(js|d\.ts)$/;
/** A third more than it has today; a dependency that slips into one of the bundles would pass this. */
const MAX_BYTES = 700_000;

const APP = `import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { CfnChannel } from 'aws-cdk-lib/aws-ivs';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { RecordingConfiguration } from '${name}';

const app = new App({ outdir: process.env.OUT });
const stack = new Stack(app, 'Packed');
const recording = new RecordingConfiguration(stack, 'Recording', { bucket: new Bucket(stack, 'Bucket') });
new CfnChannel(stack, 'Channel', { recordingConfigurationArn: recording });
new CfnOutput(stack, 'State', { value: recording.recordingConfigurationState });
// @ts-expect-error -- the declarations are there: a bucket is needed
void ((): unknown => new RecordingConfiguration(stack, 'Other', {}));
app.synth();
`;

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'check-package-')));
try {
  const app = install(checkTarball(pack()));
  checkConstruct(app);
  checkDeployment(app);
  checkCommandLine(app);
  checkTrackedFiles();
} catch (error) {
  console.error(`check:package: ${getErrorMessage(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function pack(): PackReport {
  const [report] = JSON.parse(npm(ROOT, 'pack', '--json', '--ignore-scripts', '--pack-destination', folder)) as [
    PackReport,
  ];
  return report;
}

interface PackReport {
  readonly filename: string;
  readonly size: number;
  readonly unpackedSize: number;
  readonly files: readonly { readonly path: string }[];
}

function checkTarball({ filename, size, unpackedSize, files }: PackReport): string {
  const paths = files.map(({ path }) => path);
  const missing = REQUIRED.filter((path) => !paths.includes(path));
  if (missing.length > 0)
    throw new Error(`the tarball lacks ${missing.join(', ')}. Run "npm run build" and try again.`);
  const unexpected = paths.filter((path) => !REQUIRED.includes(path) && !ALLOWED.test(path));
  if (unexpected.length > 0) throw new Error(`the tarball contains unexpected files: ${unexpected.join(', ')}.`);
  if (size > MAX_BYTES) throw new Error(`the tarball has ${size} bytes; the limit is ${MAX_BYTES}.`);
  console.log(`${filename}: ${paths.length} files, ${size} bytes packed, ${unpackedSize} bytes unpacked`);
  return join(folder, filename);
}

function install(tarball: string): string {
  const app = join(folder, 'app');
  mkdirSync(app);
  writeFileSync(join(app, 'package.json'), JSON.stringify({ name: 'app', private: true }));
  const peers = ['aws-cdk-lib', 'constructs'];
  const packages = peers.map((peer) => `${peer}@${String(devDependencies[peer])}`);
  npm(app, 'install', '--prefer-offline', '--ignore-scripts', '--no-package-lock', tarball, ...packages);
  const { dependencies } = JSON.parse(npm(app, 'ls', '--json')) as { readonly dependencies: object };
  const direct = Object.keys(dependencies).sort();
  const expected = [...peers, name].sort();
  if (direct.join() !== expected.join()) {
    throw new Error(`the app has ${direct.join(', ')} installed: expected ${expected.join(', ')}, and nothing else.`);
  }
  return app;
}

function checkConstruct(app: string): void {
  writeFileSync(join(app, 'app.ts'), APP);
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  const typeRoots = join(ROOT, 'node_modules/@types');
  const options = ['--strict', '--skipLibCheck', '--module', 'node20', '--types', 'node', '--typeRoots', typeRoots];
  node(app, [tsc, ...options, 'app.ts']);
  node(app, ['app.js'], { OUT: join(app, 'cdk.out') });
  const template = JSON.parse(readFileSync(join(app, 'cdk.out/Packed.template.json'), 'utf8')) as {
    readonly Resources: Readonly<Record<string, { readonly Type: string }>>;
  };
  const types = Object.values(template.Resources).map(({ Type }) => Type);
  for (const type of ['Custom::IVSRecordingConfiguration', 'AWS::Lambda::Function']) {
    if (!types.includes(type)) throw new Error(`the packed construct synthesized no ${type}, but ${types.join(', ')}.`);
  }
  console.log(`installed into an empty CDK app, compiled, synthesized: ${types.length} resources`);
}

/** Deploys the packed function with the permissions of the template. */
function checkDeployment(app: string): void {
  const tsx = join(ROOT, 'node_modules/tsx/dist/cli.mjs');
  const shown = node(ROOT, [tsx, 'tools/emulator/start.ts', '--assembly', join(app, 'cdk.out')]);
  for (const line of ['Packed.State = ACTIVE', 'Left in the account: 0 recording configurations, 0 channels.']) {
    if (!shown.includes(line)) throw new Error(`the deployment of the app did not print "${line}":\n${shown}`);
  }
  console.log('deployed onto the emulator and destroyed: ACTIVE, and nothing left');
}

/** Runs the command line without credentials and without the network. */
function checkCommandLine(app: string): void {
  const execute = (...args: readonly string[]): string => npm(app, 'exec', '--offline', '--no', '--', name, ...args);
  const shown = execute('--version').trim();
  if (shown !== version) throw new Error(`${name} --version prints ${shown}; expected ${version}.`);
  for (const help of [execute('--help'), execute('import', '--help'), execute('drift', '--help')]) {
    if (!help.includes(`${name} `)) throw new Error(`${name} --help prints no usage: ${help}`);
  }
  console.log(`the command line runs: version ${shown}, and its help`);
}

function checkTrackedFiles(): void {
  if (!existsSync(join(ROOT, '.git'))) {
    console.log('no git checkout: tracked files were not checked');
    return;
  }
  const list = (...options: readonly string[]): readonly string[] =>
    run('git', ROOT, ['ls-files', '-z', ...options])
      .split('\0')
      .filter((path) => path !== '' && existsSync(join(ROOT, path)));
  const ignored = list('--cached', '--ignored', '--exclude-standard');
  if (ignored.length > 0) throw new Error(`git tracks ignored files: ${ignored.join(', ')}.`);

  const registry = new URL(npm(ROOT, 'config', 'get', 'registry').trim());
  const forbidden: readonly (readonly [RegExp, string])[] = [
    [/\bregistry[.](npmjs[.]org|yarnpkg[.]com)\b/, "a registry's host"],
    [new RegExp(registry.host.replaceAll('.', '[.]')), "a registry's host"],
    [/"resolved": ?"https?:/, "a registry's host"],
    [/(^|[\s"'`(=])[/](work|root|home|Users)[/][a-z]/m, 'a path of a machine'],
  ];
  const tracked = list('--cached');
  for (const path of tracked) {
    const text = readFileSync(join(ROOT, path), 'utf8');
    for (const [pattern, what] of forbidden) {
      const found = pattern.exec(text);
      if (found !== null) throw new Error(`${path} names ${what}: ${JSON.stringify(found[0])}.`);
    }
  }
  console.log(`${tracked.length} tracked files: none ignored, none with a registry's host or a machine's path`);
}

function npm(cwd: string, ...args: readonly string[]): string {
  const isWindows = process.platform === 'win32';
  return run(isWindows ? 'npm.cmd' : 'npm', cwd, ['--no-audit', '--no-fund', ...args], { shell: isWindows });
}

function node(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): string {
  return run(process.execPath, cwd, args, { env: { ...process.env, ...env } });
}

function run(command: string, cwd: string, args: readonly string[], options: ExecFileSyncOptions = {}): string {
  try {
    return execFileSync(command, args, {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options,
      encoding: 'utf8',
    });
  } catch (error) {
    const {
      stdout = '',
      stderr = '',
      message,
    } = error as Error & { readonly stdout?: string; readonly stderr?: string };
    const output = `${stdout}${stderr}`.trim();
    throw new Error(`${command} ${args.join(' ')} failed: ${output === '' ? message : output}`, { cause: error });
  }
}
