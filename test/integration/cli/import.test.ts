import { readProperties, readYaml } from './emitted-code';
import { run, type Variables } from './terminal';
import { OWNER_TAGS } from '../../../schema/tags';
import { IvsAccount } from '../../../tools/emulator/ivs/account';
import type { CreateRecordingConfigurationInput } from '../../../tools/emulator/ivs/inputs';
import { startIvsServer, type IvsServer } from '../../../tools/emulator/ivs/server';

const STACK_ID = 'arn:aws:cloudformation:us-east-1:123456789012:stack/video/5a6b7c80-1111-2222-3333-444455556666';
const OWNED = { [OWNER_TAGS.stackId]: STACK_ID, [OWNER_TAGS.logicalId]: 'Recording', [OWNER_TAGS.settingsHash]: 'f00' };
const NATIVE = {
  'aws:cloudformation:stack-id': STACK_ID.replace('video', 'native'),
  'aws:cloudformation:stack-name': 'native',
  'aws:cloudformation:logical-id': 'Archive',
};

let account: IvsAccount;
let server: IvsServer;
let endpoint: Variables;

beforeEach(async () => {
  account = new IvsAccount({ timeToActiveMs: 0, recordingConfigurationQuota: 200 });
  server = await startIvsServer({ account });
  endpoint = { AWS_ENDPOINT_URL_IVS: server.endpoint };
});
afterEach(() => server.close());

function create(input: Partial<CreateRecordingConfigurationInput> = {}): string {
  const destinationConfiguration = { s3: { bucketName: 'stream-archive' } };
  return account.createRecordingConfiguration({ destinationConfiguration, ...input }).recordingConfiguration.arn;
}

describe('import of one configuration', () => {
  test('prints the code and calls IVS only once, with a Get', async () => {
    const arn = create({ name: 'main', recordingReconnectWindowSeconds: 60, tags: { team: 'video' } });
    const { code, out, err } = await run(['import', arn, '--format', 'yaml'], endpoint);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(readProperties(readYaml(out))).toEqual({
      ServiceToken: { 'Fn::ImportValue': 'IvsRecordingConfigurationServiceToken' },
      ServiceTimeout: '1200',
      AdoptArn: arn,
      DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
      Name: 'main',
      RecordingReconnectWindowSeconds: '60',
      Tags: [{ Key: 'team', Value: 'video' }],
    });
    expect(server.calls.list().map(({ operation }) => operation)).toEqual(['GetRecordingConfiguration']);
  });

  test('accepts the import id of Terraform, an ARN with @ and the Region', async () => {
    const arn = create();
    const plain = await run(['import', arn], endpoint);
    expect(await run(['import', `${arn}@us-east-1`], endpoint)).toEqual(plain);
    expect(plain.code).toBe(0);
    expect(plain.out).toContain(`adoptArn: '${arn}'`);
    const other = await run(['import', `${arn}@eu-west-1`], endpoint);
    expect(other.code).toBe(2);
    expect(other.err).toContain(`${arn} is in us-east-1, but the specified Region is eu-west-1.`);
    expect(other.err).toContain('Remove @eu-west-1.');
    const noArn = await run(['import', 'main@us-east-1'], endpoint);
    expect(noArn.err).toContain('"main@us-east-1" is not the ARN of a recording configuration');
  });

  test('prints TypeScript by default, with the given id', async () => {
    const { out } = await run(['import', create(), '--id', 'mainArchive'], endpoint);
    expect(out).toMatch(/class AdoptedMainArchive extends Stack[^]*new RecordingConfiguration\(this, 'mainArchive', /);
    const { out: template } = await run(['import', create(), '--id', 'Main', '--format', 'json'], endpoint);
    expect(Object.keys((JSON.parse(template) as { Resources: object }).Resources)).toEqual(['Main']);
  });

  test('prints the values for the code as JSON', async () => {
    const arn = create({ name: 'main', tags: { team: 'video', ...OWNED } });
    const { out } = await run(['import', arn, '--json', '--format', 'python'], endpoint);
    expect(JSON.parse(out)).toEqual({
      arn,
      state: 'ACTIVE',
      owner: { type: 'custom resource', stackId: STACK_ID, stackName: 'video', logicalId: 'Recording' },
      warnings: [expect.stringContaining('belongs to the custom resource Recording of the stack video')],
      properties: {
        AdoptArn: arn,
        DestinationConfiguration: { S3: { BucketName: 'stream-archive' } },
        Name: 'main',
        Tags: [{ Key: 'team', Value: 'video' }],
      },
      format: 'python',
      code: expect.stringContaining('adopt_arn=') as unknown,
    });
  });

  test.each([
    ['owned by a custom resource', OWNED, 'belongs to the custom resource Recording of the stack video'],
    ['owned by a native resource', NATIVE, 'belongs to the native resource Archive of the stack native'],
  ])('warns of a configuration %s, whose adoption would be rejected', async (_title, tags, words) => {
    const { code, out, err } = await run(['import', create({ tags: { team: 'video', ...tags } })], endpoint);
    expect(code).toBe(0);
    expect(err).toMatch(/^cdk-ivs-recording-configuration: warning: [^\n]+\n$/);
    expect(err).toContain(words);
    expect(err).toContain('adoption will fail while that stack has it. First remove it from that template');
    expect(out).toContain("team: 'video'");
    expect(out).not.toMatch(/aws:cloudformation|cdk-ivs-recording-configuration:/);
  });

  test('warns of a configuration that is not ACTIVE', async () => {
    account.creationFailures.add();
    const { code, out, err } = await run(['import', create()], endpoint);
    expect({ code, isCode: out.includes('adoptArn') }).toEqual({ code: 0, isCode: true });
    expect(err).toContain('is CREATE_FAILED and cannot be adopted');
    const slow = new IvsAccount({ timeToActiveMs: 1e9 });
    const other = await startIvsServer({ account: slow });
    const { recordingConfiguration } = slow.createRecordingConfiguration({
      destinationConfiguration: { s3: { bucketName: 'stream-archive' } },
    });
    const creating = await run(['import', recordingConfiguration.arn, '--endpoint-url', other.endpoint]);
    await other.close();
    expect(creating.err).toContain('is still CREATING. Adoption waits');
  });

  test('warns of a configuration with too many tags for the owner tags', async () => {
    const tags = Object.fromEntries(Array.from({ length: 47 }, (_, index) => [`key${index}`, 'value']));
    const { code, err } = await run(['import', create({ tags })], endpoint);
    expect(code).toBe(0);
    expect(err).toContain('Adoption will fail. Tags has 47 tags: expected at most 46');
  });
});

describe('import --all', () => {
  test('lists every configuration of every page with its state and its owner', async () => {
    const arns = [
      create({ name: 'by-hand' }),
      create({ name: 'main', tags: OWNED }),
      create({ tags: NATIVE, destinationConfiguration: { s3: { bucketName: 'other-archive' } } }),
    ];
    const { code, out, err } = await run(['import', '--all'], endpoint);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const [header, ...rows] = out
      .trimEnd()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(header).toEqual(['ARN', 'NAME', 'BUCKET', 'STATE', 'OWNER']);
    expect(new Set(rows)).toEqual(
      new Set([
        [arns[0], 'by-hand', 'stream-archive', 'ACTIVE', '-'],
        [arns[1], 'main', 'stream-archive', 'ACTIVE', 'video/Recording'],
        [arns[2], '-', 'other-archive', 'ACTIVE', 'native/Archive (native)'],
      ]),
    );
    expect(rows.map(([arn]) => arn)).toEqual([...arns].sort());
    for (let count = 3; count < 120; count += 1) arns.push(create());
    const all = await run(['import', '--all'], endpoint);
    expect(all.out.trimEnd().split('\n')).toHaveLength(1 + 120);
  });

  test('lists the configurations as JSON', async () => {
    const arn = create({ tags: { team: 'video', ...OWNED } });
    const { out } = await run(['import', '--all', '--json'], endpoint);
    expect(JSON.parse(out)).toEqual([
      {
        arn,
        name: null,
        bucketName: 'stream-archive',
        state: 'ACTIVE',
        owner: { type: 'custom resource', stackId: STACK_ID, stackName: 'video', logicalId: 'Recording' },
        tags: { team: 'video', ...OWNED },
      },
    ]);
  });

  test('reports that there are no configurations', async () => {
    expect(await run(['import', '--all'], endpoint)).toEqual({
      code: 0,
      out: 'No recording configurations in us-east-1.\n',
      err: '',
    });
    expect((await run(['import', '--all', '--json'], endpoint)).out).toBe('[]\n');
  });
});

test('a call that is throttled or whose connection breaks is retried', async () => {
  const arn = create();
  server.faults.add({ operation: 'GetRecordingConfiguration', kind: 'throttle' });
  server.faults.add({ operation: 'GetRecordingConfiguration', kind: 'drop-before-commit' });
  expect(await run(['import', arn], endpoint)).toMatchObject({ code: 0, err: '' });
  expect(server.calls.list('GetRecordingConfiguration')).toHaveLength(3);
});
