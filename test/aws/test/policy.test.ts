import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../../tools/emulator/aws';
import type { Emulator } from '../../../tools/emulator/aws';
import { getAccessKeyId } from '../../../tools/emulator/lambda/sandbox-environment';
import { createPolicy } from '../policy';
import type { Policy } from '../policy';
import { PROBES } from '../probes';
import { runProbes } from '../run';
import type { Report } from '../report';
import { FOREIGN_BUCKET, startEmulatorTarget } from '../targets/emulator';
import { listMade } from './runner-process';

const POLICY = JSON.parse(readFileSync(join(__dirname, '../policy.json'), 'utf8')) as Policy;
const [ACCOUNT, REGION] = ['123456789012', 'us-east-1'];
let aws: Emulator;

beforeAll(async () => {
  aws = await startEmulator({ redeliveryDelays: [300, 600], ivs: { timeToActiveMs: 300 } });
  aws.s3.buckets.set(FOREIGN_BUCKET, { region: REGION, accountId: '999999999999', encryption: 'AES256' });
});
afterAll(() => aws.close());

test('the policy suffices, and has no action of the clients that the probes do not call', async () => {
  const { report, calls } = await run(
    POLICY,
    PROBES.map(({ id }) => id),
  );
  expect(report.stopped).toBeUndefined();
  expect(report.results.filter(({ outcome }) => outcome === 'failed' || outcome === 'differs')).toEqual([]);
  expect(report.leftovers).toEqual([]);
  // A role cannot start a stream in another process, so the calls of that probe are not made.
  const live = ['Ivs:GetStream'];
  expect(createPolicy([...calls, ...live])).toEqual(POLICY);
});

/** The actions of the clients, which the emulator authorizes. */
const ACTIONS = POLICY.Statement.filter(({ Sid }) => ['Stacks', 'Ivs', 'Buckets', 'ListBuckets'].includes(Sid))
  .flatMap(({ Action }) => Action)
  .filter((action) => !/StackRefactor|ivs:GetStream/.test(action));

test.each([...new Set(ACTIONS), 's3:GetBucketLocation', 'iam:CreateServiceLinkedRole'])(
  'without %s the run says so, and leaves nothing',
  async (action) => {
    const Statement = POLICY.Statement.map((statement) => ({
      ...statement,
      Action: statement.Action.filter((one) => one !== action),
    }));
    const { report } = await run({ ...POLICY, Statement }, [
      'time-to-active',
      'bucket-errors',
      'replacement-in-use',
      'native-type',
    ]);
    expect(report.stopped).toMatch(new RegExp(`^Missing permission.*: ${action}[.,]`));
    expect(listMade(aws).filter((name) => !name.startsWith('ivsrc-test-caller'))).toEqual(['tester']);
  },
);

async function run(policy: Policy, ids: readonly string[]): Promise<{ report: Report; calls: ReadonlySet<string> }> {
  // So that the first creation needs the permissions for it again.
  aws.ivs.account.hasServiceLinkedRole = false;
  const role = {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'tester',
      AssumeRolePolicyDocument: {},
      Policies: [{ PolicyName: 'test', PolicyDocument: policy }],
    },
  };
  await aws.cloudFormation.deploy({ stackName: 'tester', template: { Resources: { Role: role } } });
  const accessKeyId = getAccessKeyId(`arn:aws:iam::${ACCOUNT}:role/tester`);
  const target = await startEmulatorTarget({ account: ACCOUNT, region: REGION, endpoints: aws.endpoints, accessKeyId });
  try {
    const probes = PROBES.filter(({ id }) => ids.includes(id));
    const options = {
      account: ACCOUNT,
      isLive: false,
      keep: false,
      signal: new AbortController().signal,
      print: () => undefined,
    };
    return { report: await runProbes(target, probes, options), calls: target.calls };
  } finally {
    await target.close();
  }
}
