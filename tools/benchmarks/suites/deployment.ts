import { tmpdir } from 'node:os';
import { closeTestEnvironments, startTestEnvironment } from '../../../test/e2e/test-environment';
import { countRuns, type Suite, type Settings } from '../suite';
import type { DeploymentKind } from '../fixtures/deployment';
import type { Row } from '../report/row';
import { quantile, type Sample } from '../report/sample';
import { bootstrap, deployFirst, type Deployment } from '../harness/deployment';

const TIME_TO_ACTIVE_MS = 2_000;

const KINDS: readonly DeploymentKind[] = ['this', 'provider', 'single-call', 'bucket'];

const BASELINES = [
  { kind: 'provider', name: 'Provider framework' },
  { kind: 'single-call', name: 'AwsCustomResource' },
] as const;

const WAIT_NOTE =
  `IVS takes ${TIME_TO_ACTIVE_MS / 1000} s to ACTIVE, and AwsCustomResource does not wait for it, check, or delete. ` +
  'Provider looks at once, and then every 5 s';
const POLLING_NOTE = 'cdk deploy looks at the stack every 5 s: stacks of 0.1 s and of 4.9 s take the same time by it';
const EMULATOR_NOTE =
  'MiniStack makes roles, functions and state machines at once, for which AWS takes its time: there, each of the resources ' +
  'counts for more';

/** The first `cdk deploy` of a stack with a bucket and one configuration, by the real command onto an emulator. */
export const deployment: Suite = {
  name: 'deploy',
  title: 'First cdk deploy, under MiniStack',
  needsEmulator: true,
  run: async (settings) => {
    const deployments = await deployAll(settings);
    const toSample = (kind: DeploymentKind, select: (deployment: Deployment) => number): Sample =>
      (deployments.get(kind) ?? []).map(select);
    return BASELINES.flatMap(({ kind, name }): Row[] => {
      const compare = (
        select: (deployment: Deployment) => number,
        more: number,
        reason: string,
      ): Omit<Row, 'name' | 'unit'> => ({
        measured: toSample('this', select),
        baseline: { name, sample: toSample(kind, select) },
        limit: { value: quantile(toSample('bucket', select), 0.5) + more, reason },
      });
      return [
        {
          name: 'cdk deploy',
          unit: 's',
          ...compare(({ commandSeconds }) => commandSeconds, 0, 'cdk deploy: a stack with nothing but the bucket'),
          note: POLLING_NOTE,
        },
        {
          name: 'the stack alone',
          unit: 's',
          ...compare(
            ({ stackSeconds }) => stackSeconds,
            TIME_TO_ACTIVE_MS / 1000,
            'the stack alone: the bucket, and the time to ACTIVE for who waits for it',
          ),
          note: WAIT_NOTE,
        },
        {
          name: 'resources made',
          unit: 'resources',
          ...compare(({ resources }) => resources, 1, 'resources made: the bucket, and one of the native type'),
          note: EMULATOR_NOTE,
        },
      ];
    });
  },
};

/** Each round on an AWS of its own, or the second deployment would find the assets of the first. */
async function deployAll(settings: Settings): Promise<ReadonlyMap<DeploymentKind, readonly Deployment[]>> {
  const deployments = new Map<DeploymentKind, Deployment[]>(KINDS.map((kind) => [kind, []]));
  const originalTmpdir = tmpdir();
  for (let run = 0; run < countRuns(settings, 3, 1); run += 1) {
    try {
      // What a world writes goes with the rest, should this process be interrupted.
      process.env.TMPDIR = settings.scratchFolder;
      const environment = await startTestEnvironment('deploy');
      environment.ivs.account.settings.timeToActiveMs = TIME_TO_ACTIVE_MS;
      await bootstrap(environment);
      // Another begins each time: whoever is first meets what is cold.
      for (let offset = 0; offset < KINDS.length; offset += 1) {
        const kind = KINDS[(run + offset) % KINDS.length] ?? 'this';
        deployments.get(kind)?.push(await deployFirst(environment, kind));
      }
    } finally {
      await closeTestEnvironments();
      process.env.TMPDIR = originalTmpdir;
    }
  }
  return deployments;
}
