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
    source: 'await findUsable(context, expected, unknownOutcome === undefined ? deadline : cleanupDeadline);',
    without:
      'unknownOutcome === undefined ? { usable: [], others: [] } : await findUsable(context, expected, cleanupDeadline);',
  },
  {
    name: 'looking again after an outcome that is not known',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await findUsable(context, expected, unknownOutcome === undefined ? deadline : cleanupDeadline);',
    without:
      'unknownOutcome === undefined ? await findUsable(context, expected, deadline) : { usable: [], others: [] };',
  },
  {
    name: 'asking CloudFormation after creating',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: "const disposition = isOwn ? await resolveDisposition(context, expected, configuration, isNew) : 'keep';",
    without: "const disposition = 'keep' as string;",
  },
  {
    name: 'settling on one survivor',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (duplicates.length === 0) return true;',
    without: 'return true;',
  },
  {
    name: 'waiting before one survives',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await clock.sleep(waitMs, cleanupDeadline.signal);',
    without: '',
  },
  {
    name: 'moving channels to the replacement',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: 'moveBack = await moveChannels(context, expected, channelsFrom, { arn, isOwn: active.isOwn });',
    without: 'moveBack = undefined;',
  },
  {
    name: 'moving channels on the way back',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'moveIdleChannels(context, from, to, deadline)',
    without: 'Promise.resolve([])',
  },
  {
    name: 'moving channels off what an update left behind',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'movesChannels ? moveToCurrent : undefined',
    without: 'undefined',
    overlap: 'a replacing Update that moves a channel, cancelled, and the Update that undoes it',
  },
  {
    name: 'moving channels that come late to the replacement',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'const replacement = await findReplacement(context, stackResource, physicalId);',
    without: 'const replacement = { id: undefined as string | undefined };',
    overlap: 'a replacing Update and a channel that comes to the old configuration',
  },
  {
    name: 'undoing a move that did not get through',
    file: 'lambda/recording-configuration/channels.ts',
    source: 'await moveBack(context, move);',
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
    source: "if ((await moveChannel(context, back, channel)) !== 'live') remaining.delete(channel);",
    without: 'await context.channels.setRecordingConfiguration(channel.arn, from, cleanupDeadline.signal);',
    overlap: 'a Delete, a channel that goes live, and a person who points the other one elsewhere',
  },
  {
    name: 'asking whether an adoption is final',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: "if (isAdopted) return 'release-adoption';",
    without: '',
  },
  {
    name: 'deleting what was adopted for good',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: 'const isAdopted = (isNamed && !isCreateFinal(history)) ||',
    without: 'const isAdopted = isNamed ||',
  },
  {
    name: 'sparing what a cancelled creation adopted',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'if (!(await isAdoptedAgain(context, arn))) await removeOwnerTags(context, arn);',
    without: '',
    overlap: 'an adopting Create and the Delete with an invented id that cancels it',
  },
  {
    name: 'asking again after adopting',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `read the tags before this one wrote.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);`,
    without: '',
    overlap: 'an adopting Create and the Delete with an invented id that cancels it',
  },
  {
    name: 'leaving what another delivery adopted',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `  if (isRecorded(stackResource, arn)) return arn;
  if (isUndone(stackResource)) await removeOwnerTags(context, arn);`,
    without: '  await removeOwnerTags(context, arn);',
    overlap: 'the same adopting Create twice',
  },
  {
    // The question before the response and the check after it cover each other, so stackAndRoot lose their effect here.
    name: 'undoing an update that CloudFormation gave up on',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: 'isNew) : dispositionOfFound;',
    without: "isNew) : dispositionOfFound; if (context.kind === 'Update') return 'keep';",
    overlap: 'a replacing Update that is cancelled and the Update that undoes it',
  },
  {
    name: 'sending the answer again',
    file: 'lambda/custom-resource/submit-response.ts',
    source: 'if (!failure.isRetryable) throw',
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
    source: 'return candidates.filter(({ createdAt }) => isCreatedSince(history, createdAt)).map(({ arn }) => arn);',
    without: 'return candidates.map(({ arn }) => arn);',
  },
  {
    name: 'sparing what was retained, in the sweep after a creation that reported its failure',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: '(each) => requestId === undefined || parseOrigin(each)?.requestId === requestId',
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
    source: 'if (previous !== undefined) return { configuration: previous, isNew: false };',
    without: '',
  },
  {
    name: 'waiting while a Create is in doubt',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (found !== undefined && !isOutcomeUnknown) {',
    without: 'if (found !== undefined) {',
  },
  {
    name: 'looking for a Create in doubt for longer than it lags',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'const UNKNOWN_OUTCOME_MS = 30_000;',
    without: 'const UNKNOWN_OUTCOME_MS = 0;',
  },
  {
    name: 'looking again where Get lags',
    file: 'lambda/recording-configuration/wait.ts',
    source: 'const MAX_READS = 3;',
    without: 'const MAX_READS = 1;',
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
    source: ' || actual === previous?.settingsHash) return false;',
    without: ') return false;',
  },
  {
    name: 'following a refactored resource',
    file: 'lambda/recording-configuration/holder.ts',
    source: "if (other === 'none' && isHeld) return 'this';",
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

/** Matches code however it is wrapped. */
function toPattern(code: string): RegExp {
  const tokens = code.match(/\w+|[^\w\s]/g) ?? [];
  return new RegExp(
    tokens.map((token) => (/[)\]}]/.test(token) ? ',?\\s*' : '') + token.replace(/\W/, '\\$&')).join('\\s*'),
  );
}

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
            const parts = text.split(toPattern(defence.source));
            if (parts.length !== 2)
              throw new Error(`${defence.file} has ${parts.length - 1} places with: ${defence.source}`);
            return { contents: parts.join(defence.without), loader: 'ts' };
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
