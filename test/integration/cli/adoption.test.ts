import { OWNER_TAGS } from '../../../schema/tags';
import type { CreateRecordingConfigurationInput } from '../../../tools/emulator/ivs/inputs';
import { loadClass } from './emitted-code';
import { BUCKET_NAME, startFunctionEnvironment, type FunctionEnvironment } from './function-environment';
import { run } from './terminal';

let world: FunctionEnvironment;

beforeAll(async () => {
  world = await startFunctionEnvironment();
});
afterAll(() => world.close());

/** Configurations that are created outside any stack. */
const BY_HAND: readonly (readonly [string, Partial<CreateRecordingConfigurationInput>])[] = [
  ['of defaults', {}],
  [
    'with everything that can be set',
    {
      name: 'by-hand_1',
      recordingReconnectWindowSeconds: 60,
      renditionConfiguration: { renditionSelection: 'CUSTOM', renditions: ['HD', 'SD'] },
      thumbnailConfiguration: {
        recordingMode: 'INTERVAL',
        targetIntervalSeconds: 30,
        resolution: 'LOWEST_RESOLUTION',
        storage: ['LATEST', 'SEQUENTIAL'],
      },
      tags: { team: 'video', 'cost centre': '0042', 'note:à': 'yes + no' },
    },
  ],
  [
    'of thumbnails and video switched off',
    {
      renditionConfiguration: { renditionSelection: 'NONE' },
      thumbnailConfiguration: { recordingMode: 'DISABLED' },
      tags: { stage: '' },
    },
  ],
];

const FORMATS = ['ts', 'yaml', 'json'] as const;

describe.each(FORMATS)('the %s code that import generates', (format) => {
  test.each(BY_HAND)('adopts a configuration %s unchanged, without drift', async (title, input) => {
    const { account } = world.aws.ivs;
    const destinationConfiguration = { s3: { bucketName: BUCKET_NAME } };
    account.createRecordingConfiguration({ destinationConfiguration, ...input });
    const [before, ...others] = account.recordingConfigurations();
    if (before === undefined || others.length > 0) throw new Error('Expected one configuration');
    const { arn } = before;
    const stackName = `${format}-${title.replaceAll(' ', '-')}`;

    const { code, out, err } = await run(['import', arn, '--format', format], world.endpoints);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const adopted =
      format === 'ts'
        ? await world.deployStack((app) => new (loadClass(out))(app, stackName))
        : await world.deploy(stackName, out);
    expect(adopted).toMatchObject({ status: 'CREATE_COMPLETE' });

    const [after, ...more] = account.recordingConfigurations();
    expect(more).toEqual([]);
    expect({ ...after, tags: {} }).toEqual({ ...before, tags: {} });
    expect(after?.tags).toMatchObject({ ...before.tags, [OWNER_TAGS.stackId]: adopted.stackId });

    const drift = await run(['drift', '--stack', stackName], world.endpoints);
    expect(drift).toMatchObject({ code: 0, err: '' });
    expect(drift.out).toContain(': as declared');

    expect(await world.aws.cloudFormation.delete(stackName)).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(account.recordingConfigurations()).toEqual([]);
  });
});
