import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App, Stack, StackProps } from 'aws-cdk-lib';
import { startLoopbackServer } from '../../../tools/emulator/cloudformation/loopback-server';
import { OWNER_TAG_PREFIX } from '../../../schema/tags';
import { loadModule } from '../../support/load-module';
import { createTerraformFixture, TERRAFORM_TYPE, type TerraformFixture } from '../../support/terraform-state';
import { BUCKET_NAME, startFunctionEnvironment, type FunctionEnvironment } from './function-environment';
import { readFailure, run, type Variables } from './terminal';

type StackClass = new (scope: App, id: string, props?: StackProps) => Stack;

interface Report {
  readonly stacks: readonly {
    readonly name: string;
    readonly region: string;
    readonly defaultTags: object;
    readonly configurations: readonly { readonly id: string; readonly arn: string; readonly retain: boolean }[];
  }[];
  readonly addresses: Readonly<Record<string, string>>;
  readonly skipped: readonly { readonly address: string; readonly arn: string }[];
  readonly warnings: readonly string[];
  readonly removeFromState: Readonly<Record<'removedBlocks' | 'stateRemovals' | 'cdktfOverrides', readonly string[]>>;
  readonly code: string;
}

/** No Region, no credentials and no server. */
const NO_AWS: Variables = {
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_REGION: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
};

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'terraform-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' || Buffer.isBuffer(content) ? content : JSON.stringify(content));
  return path;
}

async function report(...args: readonly string[]): Promise<Report> {
  const { code, out } = await run(['import', '--offline', '--json', ...args.flatMap(asFile)], NO_AWS);
  expect(code).toBe(0);
  return JSON.parse(out) as Report;
}

function asFile(argument: string): readonly string[] {
  return argument.startsWith('/') ? ['--from-terraform', argument] : [argument];
}

describe('without AWS', () => {
  test('a state file and the output of terraform show give the same result', async () => {
    const { state, show, adopted } = createTerraformFixture();
    const result = await report(write('same.tfstate', state));
    expect(await report(write('show.json', show))).toEqual(result);
    expect(await report(write('utf-16.json', Buffer.from(`\ufeff${JSON.stringify(show)}`, 'utf16le')))).toEqual(result);
    expect(result.stacks.map(({ name, defaultTags }) => [name, defaultTags])).toEqual([
      ['AdoptedUsEast1', { stage: 'production', team: 'video' }],
      ['AdoptedUsWest2', { team: 'video' }],
    ]);
    const configurations = result.stacks.flatMap((stack) => stack.configurations);
    expect(configurations.map(({ arn }) => arn).sort()).toEqual(adopted.map(({ arn }) => arn).sort());
    expect(configurations.map(({ id }) => id)).toEqual([
      'Main',
      'StageAB',
      'StageAB2',
      'VideoEuWestRoom0This0',
      'VideoEuWestRoom0This1',
      'West',
    ]);
  });

  test('warns of what is skipped, shortened or not known', async () => {
    const { skipped, warnings } = await report(write('warnings.tfstate', createTerraformFixture().state));
    expect(skipped.map(({ address }) => address)).toEqual([
      `${TERRAFORM_TYPE}.main`,
      `${TERRAFORM_TYPE}.stage["$\${x}"]`,
    ]);
    expect(warnings).toEqual([
      expect.stringContaining('OldOldOldOld) is skipped: it is deposed'),
      expect.stringContaining('StageTainted) is skipped: it is tainted'),
      `${TERRAFORM_TYPE}.main has the delete timeout 1h30m, which becomes 840 s: a Lambda function ends after 15 minutes.`,
      expect.stringContaining('IVS was not read.'),
    ]);
  });

  test('prints the steps in the order in which Terraform must let go', async () => {
    const path = write('steps.tfstate', createTerraformFixture().state);
    const { code, out, err } = await run(['import', '--from-terraform', path, '--offline', '--retain'], NO_AWS);
    expect(code).toBe(0);
    expect(out).toContain('removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,');
    expect(out).not.toContain('terraform');
    const order = [
      'remove the resources.',
      `from = module.video.module.room.${TERRAFORM_TYPE}.this`,
      `terraform state rm '${TERRAFORM_TYPE}.stage["a\\"b"]'`,
      'Run "terraform plan"',
      'Deploy the generated code',
      'must be replaced',
    ].map((words) => err.indexOf(words));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('uses no removed blocks for a version of Terraform that has none', async () => {
    const state = { ...createTerraformFixture().state, terraform_version: '1.6.6' };
    const { removeFromState } = await report(write('old.tfstate', state));
    expect(removeFromState.removedBlocks).toEqual([]);
    expect(removeFromState.stateRemovals).toHaveLength(6);
  });

  test('takes names, prevent_destroy and the path of the state from cdk.tf.json', async () => {
    write('local.tfstate', createTerraformFixture().state);
    const stack = {
      resource: {
        [TERRAFORM_TYPE]: {
          main: {
            '//': { metadata: { path: 'production/Archive/main-stage', uniqueId: 'main' } },
            lifecycle: { prevent_destroy: true },
          },
        },
      },
      terraform: { backend: { local: { path: 'local.tfstate' } } },
    };
    const { stacks, removeFromState } = await report(write('cdk.tf.json', stack));
    expect(stacks[0]?.configurations.slice(0, 2)).toMatchObject([
      { id: 'ArchiveMainStage', retain: true },
      { id: 'StageAB', retain: false },
    ]);
    expect(removeFromState.removedBlocks).toEqual([]);
    expect(removeFromState.cdktfOverrides.join()).toMatch(
      /^stack\.addOverride\('removed', \[\{"from":"aws_ivs_recording_configuration\.west",/,
    );

    const remote = write('remote.tf.json', { ...stack, terraform: { backend: { s3: { bucket: 'states' } } } });
    const failure = readFailure(await run(['import', '--offline', '--from-terraform', remote], NO_AWS));
    expect(failure.line).toContain('is in the backend s3. Run "terraform state pull');
    expect((await report(remote, join(folder, 'local.tfstate'))).stacks).toEqual(stacks);
  });

  test('a template is for one Region', async () => {
    const path = write('regions.tfstate', createTerraformFixture().state);
    const args = ['import', '--offline', '--from-terraform', path, '--format', 'yaml'];
    const { code, out, err } = await run(args, NO_AWS);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toMatch(
      /^cdk-ivs-recording-configuration: A template is for one Region, and [^\n]+ us-east-1 of .*\n$/,
    );
    const west = await run([...args, '--region', 'us-west-2'], NO_AWS);
    expect(west.code).toBe(0);
    expect(west.out.match(/AdoptArn: \S+/g)).toEqual([
      'AdoptArn: arn:aws:ivs:us-west-2:123456789012:recording-configuration/WestWestWest',
    ]);
  });
});

// The names, the bucket and the id of the ARN are those of the page: website/docs/r/ivs_recording_configuration.html.markdown in
// hashicorp/terraform-provider-aws, and its Python form in website/docs/cdktf.
describe("the provider's page, in CDKTF", () => {
  const ARN = 'arn:aws:ivs:us-west-2:123456789012:recording-configuration/KAk1sHBl2L47';
  const destination_configuration = { s3: { bucket_name: 'ivs-stream-archive' } };
  const asBlock = ({ s3 }: typeof destination_configuration): object => [{ s3: [s3] }];

  test.each<[string, object, object, string]>([
    [
      'its only example',
      { name: 'recording_configuration-1', destination_configuration },
      {
        name: 'recording_configuration-1',
        recording_reconnect_window_seconds: 0,
        thumbnail_configuration: [{ recording_mode: 'INTERVAL', target_interval_seconds: 60 }],
        tags: null,
        tags_all: {},
        timeouts: null,
      },
      `
        RecordingConfiguration(
            self,
            "Example",
            adopt_arn="${ARN}",
            bucket=s3.Bucket.from_bucket_name(self, "ExampleBucket", "ivs-stream-archive"),
            recording_configuration_name="recording_configuration-1",
        )
`,
    ],
    [
      'every argument that it lists',
      {
        name: 'recording_configuration-1',
        destination_configuration,
        recording_reconnect_window_seconds: 60,
        region: 'us-west-2',
        tags: { environment: 'production' },
        thumbnail_configuration: { recording_mode: 'INTERVAL', target_interval_seconds: 30 },
        timeouts: { create: '5m', delete: '5m' },
      },
      {
        name: 'recording_configuration-1',
        recording_reconnect_window_seconds: 60,
        region: 'us-west-2',
        thumbnail_configuration: [{ recording_mode: 'INTERVAL', target_interval_seconds: 30 }],
        tags: { environment: 'production' },
        tags_all: { environment: 'production' },
        timeouts: { create: '5m', delete: '5m' },
      },
      `
        RecordingConfiguration(
            self,
            "Example",
            adopt_arn="${ARN}",
            bucket=s3.Bucket.from_bucket_name(self, "ExampleBucket", "ivs-stream-archive"),
            recording_configuration_name="recording_configuration-1",
            recording_reconnect_window=Duration.seconds(60),
            thumbnail_configuration=ThumbnailConfiguration.interval(
                target_interval=Duration.seconds(30),
            ),
            timeouts=RecordingConfigurationTimeouts(
                create=Duration.seconds(300),
                delete=Duration.seconds(300),
            ),
            tags={
                "environment": "production",
            },
        )
`,
    ],
  ])('%s', async (_title, synthesized, attributes, construct) => {
    const provider = 'provider["registry.terraform.io/hashicorp/aws"]';
    const values = { arn: ARN, id: ARN, state: 'ACTIVE', ...attributes };
    const instance = {
      schema_version: 0,
      attributes: { destination_configuration: asBlock(destination_configuration), ...values },
    };
    write('example.tfstate', {
      version: 4,
      terraform_version: '1.11.4',
      resources: [{ mode: 'managed', type: TERRAFORM_TYPE, name: 'example', provider, instances: [instance] }],
    });
    const metadata = { path: 'video/example', uniqueId: 'example' };
    const stack = write('example.tf.json', {
      '//': { metadata: { backend: 'local', stackName: 'video', version: '0.21.0' } },
      provider: { aws: [{ region: 'us-east-1' }] },
      resource: { [TERRAFORM_TYPE]: { example: { '//': { metadata }, ...synthesized } } },
      terraform: { backend: { local: { path: 'example.tfstate' } } },
    });
    const args = ['import', '--offline', '--from-terraform', stack, '--format', 'python'];
    const { code, out, err } = await run(args, NO_AWS);
    expect(code).toBe(0);
    expect(out).toContain(construct);
    expect(out).toContain('Environment(account="123456789012", region="us-west-2")');
    expect(err).toContain(
      `stack.addOverride('removed', [{"from":"${TERRAFORM_TYPE}.example","lifecycle":[{"destroy":false}]}]);`,
    );
  });
});

describe('an input that cannot be imported is reported in one line, with exit code 1', () => {
  test.each<[string, () => string, string]>([
    ['an encrypted state', () => write('a', { meta: {}, encrypted_data: 'x' }), 'is encrypted. Pass the output of'],
    ['version 3', () => write('b', { version: 3, modules: [] }), 'has the state version 3: expected 4.'],
    [
      'a truncated state',
      () => write('c', JSON.stringify(createTerraformFixture().state).slice(0, 900)),
      'is not valid JSON, or is truncated.',
    ],
    [
      'a state without the type',
      () => write('d', { version: 4, resources: [{ mode: 'managed', type: 'aws_s3_bucket', instances: [{}] }] }),
      'has no aws_ivs_recording_configuration. Check the folder and the workspace',
    ],
    ['an empty state of terraform show', () => write('e', { format_version: '1.0' }), 'has no aws_ivs_recording'],
    ['a plan', () => write('f', { format_version: '1.2', planned_values: {} }), 'is a plan. Pass the output of'],
    ['another document', () => write('g', { version: 4 }), 'is not a Terraform state'],
    ['a list', () => write('h', []), 'is not a Terraform state'],
    ['an empty file', () => write('i', ''), 'is empty.'],
    ['binary data', () => write('j', Buffer.from([0, 1, 2, 0xff, 0xfe])), 'is not valid JSON'],
    ['a directory', () => folder, 'is a directory. Pass the path of its terraform.tfstate.'],
    ['a missing file', () => join(folder, 'none'), 'cannot be read (ENOENT).'],
    [
      'a file of 100 MB',
      () => {
        const path = write('k', '');
        truncateSync(path, 100_000_000);
        return path;
      },
      'is larger than 64 MiB.',
    ],
    [
      'an invalid ARN',
      () =>
        write('l', {
          version: 4,
          resources: [
            { mode: 'managed', type: TERRAFORM_TYPE, name: 'x', instances: [{ attributes: { arn: 'a\nb' } }] },
          ],
        }),
      `${TERRAFORM_TYPE}.x has the ARN "a\\nb": expected arn:aws:ivs:`,
    ],
  ])('%s', async (_title, prepare, words) => {
    const { code, line } = readFailure(await run(['import', '--offline', '--from-terraform', prepare()], NO_AWS));
    expect(code).toBe(1);
    expect(line).toContain(words);
  });
});

describe('with AWS', () => {
  const worlds = new Map<string, FunctionEnvironment>();

  beforeAll(async () => {
    for (const region of ['us-east-1', 'us-west-2']) worlds.set(region, await startFunctionEnvironment({ region }));
  }, 60_000);
  afterAll(async () => {
    for (const world of worlds.values()) await world.close();
  });

  function findWorld(region: string): FunctionEnvironment {
    const world = worlds.get(region);
    if (world === undefined) throw new Error(`There is no emulator of ${region}`);
    return world;
  }

  /** Creates the configurations of the state, as Terraform does. */
  function createConfigurations(): TerraformFixture {
    const arns = new Map<string, string>();
    const plan = createTerraformFixture((id) => id);
    for (const {
      arn: id,
      region,
      name,
      recording_reconnect_window_seconds,
      thumbnail_configuration,
      tags_all,
    } of plan.adopted) {
      const [{ recording_mode: recordingMode, target_interval_seconds: seconds }] = thumbnail_configuration;
      const { recordingConfiguration } = findWorld(region).aws.ivs.account.createRecordingConfiguration({
        destinationConfiguration: { s3: { bucketName: BUCKET_NAME } },
        ...(name !== '' && { name }),
        recordingReconnectWindowSeconds: recording_reconnect_window_seconds,
        thumbnailConfiguration:
          recordingMode === 'INTERVAL' ? { recordingMode, targetIntervalSeconds: seconds } : { recordingMode },
        // What a state does not have, and a tag that was added outside Terraform.
        renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD'] },
        tags: { ...tags_all, outside: 'yes' },
      });
      arns.set(id, recordingConfiguration.arn);
    }
    return createTerraformFixture(
      (id, region) => arns.get(id) ?? `arn:aws:ivs:${region}:123456789012:recording-configuration/${id}`,
    );
  }

  test.each(['ts', 'yaml'] as const)(
    'the %s code adopts every configuration unchanged, without drift',
    async (format) => {
      const path = write(`${format}.tfstate`, createConfigurations().state);
      for (const region of worlds.keys()) {
        const world = findWorld(region);
        const { account } = world.aws.ivs;
        const before = account.recordingConfigurations();
        const args = ['import', '--from-terraform', path, '--region', region, '--format', format];
        const { code, out } = await run(args, world.endpoints);
        expect(code).toBe(0);
        const stackName = `${format}-adopted`;
        const adopted =
          format === 'ts'
            ? await world.deployStack((app) => {
                const [StackOfRegion, ...others] = Object.values(loadModule<StackClass>(out));
                if (StackOfRegion === undefined || others.length > 0) throw new Error('Expected one stack');
                return new StackOfRegion(app, stackName, { env: { account: world.aws.accountId, region } });
              })
            : await world.deploy(stackName, out);
        expect(adopted).toMatchObject({ status: 'CREATE_COMPLETE' });

        const after = account.recordingConfigurations();
        const omitOwner = (tags: object): object =>
          Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith(OWNER_TAG_PREFIX)));
        expect(after.map(({ tags, ...others }) => ({ ...others, tags: omitOwner(tags) }))).toEqual(before);
        const drift = await run(['drift', '--stack', stackName, '--region', region], world.endpoints);
        expect(drift).toMatchObject({ code: 0, err: '' });
        expect(drift.out.match(/: as declared/g)).toHaveLength(before.length);
        expect(await world.aws.cloudFormation.delete(stackName)).toMatchObject({ status: 'DELETE_COMPLETE' });
      }
    },
  );

  test('the configurations of several Regions are read at once, each from its own', async () => {
    const path = write('both.tfstate', createConfigurations().state);
    // As AWS does: the Region in the signature selects the server.
    const proxy = await startLoopbackServer(async (request, response, body) => {
      const [, region = ''] = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
      const answer = await fetch(`${findWorld(region).aws.ivs.endpoint}${request.url ?? ''}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: request.headers.authorization ?? '' },
        body,
      });
      response.writeHead(answer.status, { 'content-type': 'application/json' });
      response.end(await answer.text());
    });
    try {
      const args = ['import', '--from-terraform', path, '--json'];
      const { code, out } = await run(args, { AWS_ENDPOINT_URL_IVS: proxy.endpoint, AWS_REGION: undefined });
      expect(code).toBe(0);
      const { stacks } = JSON.parse(out) as Report;
      expect(stacks.map(({ region, configurations }) => [region, configurations.length])).toEqual([
        ['us-east-1', 5],
        ['us-west-2', 1],
      ]);
      // Only IVS has them.
      expect(out.match(/"RenditionSelection": "CUSTOM"/g)).toHaveLength(6);
    } finally {
      await proxy.close();
      for (const { aws } of worlds.values()) {
        const { account } = aws.ivs;
        for (const { arn } of account.recordingConfigurations()) account.deleteRecordingConfiguration({ arn });
      }
    }
  });

  test('a configuration of another account is reported in one line', async () => {
    const other = createTerraformFixture((id) => `arn:aws:ivs:us-east-1:210987654321:recording-configuration/${id}`);
    const path = write('account.tfstate', other.state);
    const { code, line } = readFailure(
      await run(['import', '--from-terraform', path], findWorld('us-east-1').endpoints),
    );
    expect(code).toBe(1);
    expect(line).toContain(
      'does not exist in the account of these credentials. Use credentials of account 210987654321.',
    );
  });

  test('several ARNs, and all configurations that no stack owns, give one app', async () => {
    const { adopted } = createConfigurations();
    const world = findWorld('us-east-1');
    const arns = adopted.filter(({ region }) => region === 'us-east-1').map(({ arn }) => arn);
    const several = await run(['import', ...arns, '--format', 'python'], world.endpoints);
    expect({ code: several.code, err: several.err }).toEqual({ code: 0, err: '' });
    expect([...several.out.matchAll(/adopt_arn="(.*)"/g)].map(([, arn]) => arn)).toEqual(arns);
    const all = await run(['import', '--all', '--format', 'yaml', '--retain'], world.endpoints);
    const adopt = await world.deploy('all', all.out);
    expect(adopt).toMatchObject({ status: 'CREATE_COMPLETE' });
    expect(all.out.match(/DeletionPolicy: RetainExceptOnCreate/g)).toHaveLength(arns.length);
    const owned = readFailure(await run(['import', '--all', '--format', 'yaml'], world.endpoints));
    expect(owned.code).toBe(1);
    expect(owned.line).toContain('There is no recording configuration to import in us-east-1.');
    expect(owned.line).toContain('is skipped: it belongs to the custom resource');
  });
});

const hasTerraform = spawnSync('terraform', ['version']).status === 0;
if (!hasTerraform) process.stderr.write('terraform is not on the path: its commands are not tested.\n');

(hasTerraform ? test : test.skip)(
  'Terraform accepts every address that import prints',
  async () => {
    const work = join(folder, 'work');
    mkdirSync(work);
    const { state } = createTerraformFixture();
    writeFileSync(join(work, 'terraform.tfstate'), JSON.stringify(state));
    const path = write('old.tfstate', { ...createTerraformFixture().state, terraform_version: '1.6.6' });
    const { removeFromState } = await report(path);
    const env = { ...process.env, TF_CLI_CONFIG_FILE: '/dev/null', CHECKPOINT_DISABLE: '1' };
    for (const command of removeFromState.stateRemovals)
      execFileSync('sh', ['-c', command], { cwd: work, env, stdio: 'pipe' });
    const left = JSON.parse(readFileSync(join(work, 'terraform.tfstate'), 'utf8')) as typeof state;
    const instances = left.resources
      .filter(({ type }) => type === TERRAFORM_TYPE)
      .flatMap((resource) => resource.instances);
    expect(instances).toMatchObject([{ index_key: '${x}' }]);

    const { removeFromState: withBlocks } = await report(write('new.tfstate', createTerraformFixture().state));
    writeFileSync(join(work, 'main.tf'), withBlocks.removedBlocks.join('\n'));
    execFileSync('terraform', ['fmt', '-check'], { cwd: work, env, stdio: 'pipe' });
  },
  60_000,
);
