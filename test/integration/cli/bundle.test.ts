import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { version } from '../../../package.json';
import { IvsAccount } from '../../../tools/emulator/ivs/account';
import { startIvsServer, type IvsServer } from '../../../tools/emulator/ivs/server';
import { createTerraformFixture } from '../../support/terraform-state';
import { ARN } from './configurations';
import type { Outcome, Variables } from './terminal';

/** The bundle that the "bin" file of package.json runs; `npm test` builds it. */
const BUNDLE = join(__dirname, '../../../dist/cli/index.js');

let server: IvsServer;

beforeAll(async () => {
  if (!existsSync(BUNDLE)) throw new Error(`${BUNDLE} is missing. Run "npm run build:cli" and try again.`);
  const account = new IvsAccount({ timeToActiveMs: 0 });
  account.createRecordingConfiguration({ destinationConfiguration: { s3: { bucketName: 'stream-archive' } } });
  server = await startIvsServer({ account });
});
afterAll(() => server.close());

/** Runs the bundle in a separate process in which the SDK's warnings are enabled. */
async function execute(
  args: readonly string[],
  variables: Variables = {},
  { isOutputRead = true, input }: { readonly isOutputRead?: boolean; readonly input?: string } = {},
): Promise<Outcome> {
  const env = {
    ...process.env,
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: undefined,
    AWS_ENDPOINT_URL_IVS: server.endpoint,
    ...variables,
  };
  const child = spawn(process.execPath, [BUNDLE, ...args], { env, stdio: 'pipe' });
  const ended = once(child, 'close') as Promise<[number]>;
  child.stdin.on('error', () => undefined).end(input);
  if (!isOutputRead) child.stdout.destroy();
  const [out, err] = await Promise.all([isOutputRead ? text(child.stdout) : '', text(child.stderr)]);
  const [code] = await ended;
  return { code, out, err };
}

test('the bundle prints its version and its help without credentials', async () => {
  const withoutCredentials = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_REGION: undefined };
  expect(await execute(['--version'], withoutCredentials)).toEqual({ code: 0, out: `${version}\n`, err: '' });
  expect(await execute(['--help'], withoutCredentials)).toMatchObject({
    code: 0,
    err: '',
    out: expect.stringContaining('import ARN') as unknown,
  });
});

test('the bundle lists configurations without other output', async () => {
  const { code, out, err } = await execute(['import', '--all']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('stream-archive');
});

test('a failure prints one line and sets the exit code', async () => {
  expect(await execute(['import', ARN])).toEqual({
    code: 1,
    out: '',
    err: expect.stringMatching(
      /^cdk-ivs-recording-configuration: Recording configuration [^\n]* does not exist [^\n]*\n$/,
    ) as unknown,
  });
  expect(await execute(['drift'])).toMatchObject({ code: 2, out: '' });
});

test('a profile takes precedence over keys in the environment, without a warning', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'profile-'));
  const AWS_CONFIG_FILE = join(folder, 'config');
  writeFileSync(AWS_CONFIG_FILE, '[profile ops]\naws_access_key_id = AKIDOPS\naws_secret_access_key = secret\n');
  const outcome = await execute(['import', '--all', '--profile', 'ops'], { AWS_CONFIG_FILE });
  rmSync(folder, { recursive: true });
  expect(outcome).toMatchObject({ code: 0, err: '' });
  expect(server.calls.list().at(-1)?.accessKeyId).toBe('AKIDOPS');
});

test('the state can come from standard input', async () => {
  const { state } = createTerraformFixture();
  const args = ['import', '--from-terraform', '-', '--offline', '--format', 'python'];
  const { code, out, err } = await execute(args, {}, { input: JSON.stringify(state) });
  expect(code).toBe(0);
  expect(out.match(/adopt_arn=/g)).toHaveLength(6);
  expect(err).toContain('IVS was not read.');
  expect(await execute(args, {}, { input: '' })).toEqual({
    code: 1,
    out: '',
    err: 'cdk-ivs-recording-configuration: Standard input is empty. Pass a Terraform state.\n',
  });
});

test('a closed output stream is not a failure', async () => {
  expect(await execute(['import', '--all'], {}, { isOutputRead: false })).toEqual({ code: 0, out: '', err: '' });
  expect(await execute(['--help'], {}, { isOutputRead: false })).toEqual({ code: 0, out: '', err: '' });
});
