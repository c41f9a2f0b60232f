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
  `IVS takes ${TIME_TO_ACTIVE_MS / 1000} s to ACTIVE. AwsCustomResource does not wait for it, check, or delete. ` +
  'Provider polls immediately, and then every 5 s';
const POLLING_NOTE = 'cdk deploy polls the stack every 5 s: stacks that take 0.1 s and 4.9 s have the same duration';
const EMULATOR_NOTE =
  'MiniStack creates roles, functions and state machines immediately; on AWS each additional resource takes longer';

/** The first `cdk deploy` of a stack with a bucket and one configuration, with the real command onto MiniStack. */
export const deployment: Suite = {
  name: 'deploy',
  title: 'First cdk deploy onto MiniStack',
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
          ...compare(({ commandSeconds }) => commandSeconds, 0, 'cdk deploy: a stack with only the bucket'),
          note: POLLING_NOTE,
        },
        {
          name: 'stack only',
          unit: 's',
          ...compare(
            ({ stackSeconds }) => stackSeconds,
            TIME_TO_ACTIVE_MS / 1000,
            'stack only: the bucket, and the time to ACTIVE if it is awaited',
          ),
          note: WAIT_NOTE,
        },
        {
          name: 'resources created',
          unit: 'resources',
          ...compare(({ resources }) => resources, 1, 'resources created: the bucket, and one of the native type'),
          note: EMULATOR_NOTE,
        },
      ];
    });
  },
};

/** Each round uses a new environment, because a second deployment would reuse the assets of the first. */
async function deployAll(settings: Settings): Promise<ReadonlyMap<DeploymentKind, readonly Deployment[]>> {
  const deployments = new Map<DeploymentKind, Deployment[]>(KINDS.map((kind) => [kind, []]));
  const originalTmpdir = tmpdir();
  for (let run = 0; run < countRuns(settings, 3, 1); run += 1) {
    try {
      // The environment's files are removed with the scratch folder if this process is interrupted.
      process.env.TMPDIR = settings.scratchFolder;
      const environment = await startTestEnvironment('deploy');
      environment.ivs.account.settings.timeToActiveMs = TIME_TO_ACTIVE_MS;
      await bootstrap(environment);
      // Rotates the order, because the first deployment has cold caches.
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
