import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type * as Probe from './mutant-check';

/** A defence of the function, and the change of its source that switches it off. */
interface Defence {
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly without: string;
  /** The title of an overlap that needs it; it is looked at first. */
  readonly overlap?: string;
}

const DEFENCES: readonly Defence[] = [
  {
    name: 'looking before creating',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await findUsable(operation, occasion, doubt === undefined ? work : whole);',
    without: 'doubt === undefined ? { usable: [], others: [] } : await findUsable(operation, occasion, whole);',
  },
  {
    name: 'looking again after an outcome that is not known',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await findUsable(operation, occasion, doubt === undefined ? work : whole);',
    without: 'doubt === undefined ? await findUsable(operation, occasion, work) : { usable: [], others: [] };',
  },
  {
    name: 'asking CloudFormation after creating',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: "const fate = isOwn ? await decideFate(operation, occasion, configuration, isNew) : 'keep';",
    without: "const fate = 'keep' as string;",
  },
  {
    name: 'settling on one survivor',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (rivals.length === 0) return true;',
    without: 'return true;',
  },
  {
    name: 'waiting before one survives',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await clock.sleep(waitMs, whole.signal);',
    without: '',
  },
  {
    name: 'moving channels to the replacement',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: 'moveBack = await handOver(operation, occasion, released, { arn, isOwn: obtained.isOwn });',
    without: 'moveBack = undefined;',
  },
  {
    name: 'moving channels on the way back',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'moveMovable(operation, from, to, work)',
    without: 'Promise.resolve([])',
  },
  {
    name: 'moving channels off what an update left behind',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'isReleased ? moveToCurrent : undefined',
    without: 'undefined',
    overlap: 'a replacing Update that moves a channel, cancelled, and the Update that undoes it',
  },
  {
    name: 'moving channels that come late to the replacement',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'const replacement = await findReplacement(operation, standing, physicalId);',
    without: 'const replacement = { id: undefined as string | undefined };',
    overlap: 'a replacing Update and a channel that comes to the old configuration',
  },
  {
    name: 'undoing a move that did not get through',
    file: 'lambda/recording-configuration/channels.ts',
    source: 'await moveBack(operation, move);',
    without: '',
    overlap: 'a Delete and a channel that goes live',
  },
  {
    name: 'checking a channel before it is changed',
    file: 'lambda/recording-configuration/channels.ts',
    source: "if (used !== (from ?? '')) {",
    without: 'if (used === undefined) {',
  },
  {
    name: 'checking a channel before its change is undone',
    file: 'lambda/recording-configuration/channels.ts',
    source: "if ((await point(operation, back, channel)) !== 'live') left.delete(channel);",
    without: 'await operation.channels.setRecordingConfiguration(channel.arn, from, whole.signal);',
    overlap: 'a Delete, a channel that goes live, and a person who points the other one elsewhere',
  },
  {
    name: 'asking whether an adoption is final',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: "if (isToStay) return 'disown';",
    without: '',
  },
  {
    name: 'deleting what was adopted for good',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: 'const isToStay = (isNamed && !isCreationFinal(history)) ||',
    without: 'const isToStay = isNamed ||',
  },
  {
    name: 'sparing what a cancelled creation adopted',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'if (!(await isAdoptedAgain(operation, arn))) await disown(operation, arn);',
    without: '',
    overlap: 'an adopting Create and the Delete with an invented id that cancels it',
  },
  {
    name: 'asking again after adopting',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `looked before this one wrote.
  if (!(await isStillWanted(operation, occasion))) return giveUp(operation, arn);`,
    without: '',
    overlap: 'an adopting Create and the Delete with an invented id that cancels it',
  },
  {
    name: 'leaving what another delivery adopted',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `  if (isHeld(standing, arn)) return arn;
  if (isUndone(standing)) await disown(operation, arn);`,
    without: '  await disown(operation, arn);',
    overlap: 'the same adopting Create twice',
  },
  {
    // The question before the response and the check after it cover each other, so both lose their effect here.
    name: 'undoing an update that CloudFormation gave up on',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: 'isNew) : fateOfFound;',
    without: "isNew) : fateOfFound; if (operation.kind === 'Update') return 'keep';",
    overlap: 'a replacing Update that is cancelled and the Update that undoes it',
  },
  {
    name: 'sending the answer again',
    file: 'lambda/custom-resource/submit-response.ts',
    source: 'if (!refusal.mayPass) throw',
    without: 'throw',
  },
  {
    name: 'the deadline',
    file: 'lambda/util/deadline.ts',
    source: 'controller.abort(new DeadlineError(Math.round(ms), cappedBy));',
    without: '',
  },
  {
    name: 'sparing what was retained, in the sweep after an update',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'return candidates.filter(({ madeAt }) => isMadeSince(history, madeAt)).map(({ arn }) => arn);',
    without: 'return candidates.map(({ arn }) => arn);',
  },
  {
    name: 'sparing what was retained, in the sweep after a creation that reported its failure',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: '(each) => requestId === undefined || readOrigin(each)?.requestId === requestId',
    without: '() => true',
  },
  {
    name: 'leaving what a creation found',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: "if (!isFoundOrAdopted(configuration)) return 'delete';",
    without: "return 'delete';",
  },
  {
    name: 'finding by the events what a rollback returns to',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (former !== undefined) return { configuration: former, isNew: false };',
    without: '',
  },
  {
    name: 'waiting while a Create is in doubt',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (found !== undefined && !isDoubtful) {',
    without: 'if (found !== undefined) {',
  },
  {
    name: 'looking for a Create in doubt for longer than it lags',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'const DOUBT_MS = 30_000;',
    without: 'const DOUBT_MS = 0;',
  },
  {
    name: 'looking again where Get lags',
    file: 'lambda/recording-configuration/wait.ts',
    source: 'const LOOKS = 3;',
    without: 'const LOOKS = 1;',
  },
  {
    name: 'changing tags that were left because a record was stale',
    file: 'lambda/recording-configuration/tags.ts',
    source: "if (last !== 'refused') return true;",
    without: 'return true;',
  },
  {
    name: 'judging by the settings, not by their tag',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: ' || actual === before?.fingerprint) return false;',
    without: ') return false;',
  },
  {
    name: 'following a refactored resource',
    file: 'lambda/recording-configuration/holder.ts',
    source: "if (other === 'none' && hasIt) return 'this';",
    without: '',
  },
  {
    name: 'undoing a release whose deletion fails',
    file: 'lambda/recording-configuration/delete.ts',
    source: 'await undo?.();',
    without: '',
  },
];

const root = resolve(__dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'teeth-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Bundles the bench with the function as it is, or without one of its defences. */
async function loadProbe(defence: Defence | undefined): Promise<typeof Probe> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['test/invariants/mutant-check.ts'],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    write: false,
    plugins: [
      {
        name: 'without-a-defence',
        setup: (bundling) => {
          if (defence === undefined) return;
          bundling.onLoad({ filter: new RegExp(`${defence.file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            if (text.split(defence.source).length !== 2) throw new Error(`${defence.file} has no such line any more`);
            return { contents: text.replace(defence.source, defence.without), loader: 'ts' };
          });
        },
      },
    ],
  });
  const file = join(folder, `${(defence?.name ?? 'whole').replaceAll(' ', '-')}.cjs`);
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return createRequire(__filename)(file) as typeof Probe;
}

const RUNS = 3_000;

test.each(DEFENCES)(
  'without $name the bench finds a broken law',
  async (defence) => {
    const { findBrokenLaw } = await loadProbe(defence);
    expect(await findBrokenLaw(RUNS, defence.overlap)).toEqual(expect.any(String));
  },
  120_000,
);

test('with all defences the bench finds none', async () => {
  const { findBrokenLaw } = await loadProbe(undefined);
  expect(await findBrokenLaw(200)).toBeUndefined();
}, 120_000);
