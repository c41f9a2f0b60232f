import { tmpdir } from 'node:os';
import { closeWorlds, startWorld } from '../../../test/e2e/world';
import { countRuns, type Part, type Settings } from '../suite';
import type { DeploymentKind } from '../fixtures/deployment';
import type { Row } from '../report/row';
import { quantile, type Sample } from '../report/sample';
import { bootstrap, deployFirst, type Deployment } from '../harness/deployment';

const TIME_TO_ACTIVE_MS = 2_000;

const KINDS: readonly DeploymentKind[] = ['ours', 'provider', 'single-call', 'bucket'];

const PEERS = [
  { kind: 'provider', name: 'Provider framework' },
  { kind: 'single-call', name: 'AwsCustomResource' },
] as const;

const WAITS =
  `IVS takes ${TIME_TO_ACTIVE_MS / 1000} s to ACTIVE, and AwsCustomResource does not wait for it, check, or delete. ` +
  'Provider looks at once, and then every 5 s';
const LOOKS = 'cdk deploy looks at the stack every 5 s: stacks of 0.1 s and of 4.9 s take the same time by it';
const EMULATED =
  'MiniStack makes roles, functions and state machines at once, for which AWS takes its time: there, each of the resources ' +
  'counts for more';

/** The first `cdk deploy` of a stack with a bucket and one configuration, by the real command onto an emulator. */
export const deployment: Part = {
  name: 'deploy',
  title: 'First cdk deploy, under MiniStack',
  needsEmulator: true,
  run: async (settings) => {
    const deployments = await deployAll(settings);
    const sampleOf = (kind: DeploymentKind, of: (deployment: Deployment) => number): Sample =>
      (deployments.get(kind) ?? []).map(of);
    return PEERS.flatMap(({ kind, name }): Row[] => {
      const compare = (
        of: (deployment: Deployment) => number,
        more: number,
        why: string,
      ): Omit<Row, 'name' | 'unit'> => ({
        ours: sampleOf('ours', of),
        peer: { name, sample: sampleOf(kind, of) },
        limit: { value: quantile(sampleOf('bucket', of), 0.5) + more, why },
      });
      return [
        {
          name: 'cdk deploy',
          unit: 's',
          ...compare(({ commandSeconds }) => commandSeconds, 0, 'cdk deploy: a stack with nothing but the bucket'),
          note: LOOKS,
        },
        {
          name: 'the stack alone',
          unit: 's',
          ...compare(
            ({ stackSeconds }) => stackSeconds,
            TIME_TO_ACTIVE_MS / 1000,
            'the stack alone: the bucket, and the time to ACTIVE for who waits for it',
          ),
          note: WAITS,
        },
        {
          name: 'resources made',
          unit: 'resources',
          ...compare(({ resources }) => resources, 1, 'resources made: the bucket, and one of the native type'),
          note: EMULATED,
        },
      ];
    });
  },
};

/** Each round on an AWS of its own, or the second deployment would find the assets of the first. */
async function deployAll(settings: Settings): Promise<ReadonlyMap<DeploymentKind, readonly Deployment[]>> {
  const deployments = new Map<DeploymentKind, Deployment[]>(KINDS.map((kind) => [kind, []]));
  const usual = tmpdir();
  for (let run = 0; run < countRuns(settings, 3, 1); run += 1) {
    try {
      // What a world writes goes with the rest, should this process be interrupted.
      process.env.TMPDIR = settings.scratchFolder;
      const world = await startWorld('deploy');
      world.ivs.account.settings.timeToActiveMs = TIME_TO_ACTIVE_MS;
      await bootstrap(world);
      // Another begins each time: whoever is first meets what is cold.
      for (let turn = 0; turn < KINDS.length; turn += 1) {
        const kind = KINDS[(run + turn) % KINDS.length] ?? 'ours';
        deployments.get(kind)?.push(await deployFirst(world, kind));
      }
    } finally {
      await closeWorlds();
      process.env.TMPDIR = usual;
    }
  }
  return deployments;
}
