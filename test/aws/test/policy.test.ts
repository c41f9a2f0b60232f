import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startEmulator } from '../../../tools/emulator/aws';
import type { Emulator } from '../../../tools/emulator/aws';
import { getAccessKeyId } from '../../../tools/emulator/lambda/sandbox-environment';
import { createPolicy } from '../policy';
import type { Policy } from '../policy';
import { PROBES } from '../probes';
import { runProbes, sweepAll } from '../run';
import { FOREIGN_BUCKET, startEmulatorTarget } from '../targets/emulator';
import type { EmulatorTarget } from '../targets/emulator';
import { listMade } from './runner-process';

const POLICY = JSON.parse(readFileSync(join(__dirname, '../policy.json'), 'utf8')) as Policy;
const [ACCOUNT, REGION] = ['123456789012', 'us-east-1'];
const OPTIONS = { account: ACCOUNT, signal: new AbortController().signal, print: () => undefined };
let aws: Emulator;
let target: EmulatorTarget;

beforeAll(async () => {
  aws = await startEmulator({ redeliveryDelays: [300, 600], ivs: { timeToActiveMs: 300 } });
  aws.s3.buckets.set(FOREIGN_BUCKET, { region: REGION, accountId: '999999999999', encryption: 'AES256' });
  const accessKeyId = getAccessKeyId(`arn:aws:iam::${ACCOUNT}:role/tester`);
  const { endpoints } = aws;
  target = await startEmulatorTarget({ account: ACCOUNT, region: REGION, endpoints, running: aws, accessKeyId });
});
afterAll(async () => {
  await target.close();
  await aws.close();
});
afterEach(() => {
  expect(listMade(aws)).toEqual(['tester']);
});

test('the policy suffices, and has no action of the clients that the probes do not call', async () => {
  await setPolicy(POLICY);
  const report = await runProbes(target, PROBES, { ...OPTIONS, isLive: true, keep: false });
  expect(report.stopped).toBeUndefined();
  expect(report.results.filter(({ outcome }) => outcome === 'failed' || outcome === 'differs')).toEqual([]);
  expect(report.leftovers).toEqual([]);
  expect(createPolicy(target.calls)).toEqual(POLICY);
});

/** The probes that need an action; the others need only what the two stacks of a run do. */
const PROBES_BY_ACTION: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^events:/, ['rule-without-target']],
  [/StackRefactor/, ['stack-refactoring']],
  [/GetStream/, ['live-channel']],
  [/PutEncryption/, ['kms-bucket']],
  [/s3:CreateBucket/, ['bucket-errors']],
  [/InvokeFunction|ivs:UntagResource/, ['replacement-in-use']],
];

const ACTIONS = POLICY.Statement.flatMap(({ Sid, Action }) => Action.map((action) => [action, Sid] as const));

test.each(ACTIONS)('without %s of %s the run says which permission is missing', async (action, sid) => {
  const Statement = POLICY.Statement.map((statement) =>
    statement.Sid === sid ? { ...statement, Action: statement.Action.filter((one) => one !== action) } : statement,
  );
  const [, ids = ['time-to-active']] = PROBES_BY_ACTION.find(([pattern]) => pattern.test(action)) ?? [];
  const probes = PROBES.filter(({ id }) => ids.includes(id));
  await setPolicy({ ...POLICY, Statement });
  const { stopped, leftovers } = await runProbes(target, probes, { ...OPTIONS, isLive: true, keep: false });
  const text = [stopped, ...leftovers].join('\n');
  const missing = [...text.matchAll(/missing permission.*?: (\w+:\w+)/gi)].map(([, one]) => one);
  expect([...new Set(missing)]).toEqual([action]);
  if (leftovers.length === 0) return;
  // What could not be deleted without the permission is deleted with it.
  await setPolicy(POLICY);
  expect(await sweepAll(target, OPTIONS)).toEqual([]);
});

/** Creates or updates the role of the run. Its first creation of a configuration creates the service-linked role. */
async function setPolicy(policy: Policy): Promise<void> {
  aws.ivs.account.hasServiceLinkedRole = false;
  const Policies = [{ PolicyName: 'test', PolicyDocument: policy }];
  const Properties = { RoleName: 'tester', AssumeRolePolicyDocument: {}, Policies };
  const template = { Resources: { Role: { Type: 'AWS::IAM::Role', Properties } } };
  await aws.cloudFormation.deploy({ stackName: 'tester', template });
}
