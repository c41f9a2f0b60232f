import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type * as MutantCheck from './mutant-check';

/** A defence of the function, and the change of its source that switches it off. */
interface Safeguard {
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly replacement: string;
  /** The title of an overlap that needs it; it is looked at first. */
  readonly scenario?: string;
}

const SAFEGUARDS: readonly Safeguard[] = [
  {
    name: 'looking before creating',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await findUsable(context, expected, unknownOutcome === undefined ? deadline : cleanupDeadline);',
    replacement:
      'unknownOutcome === undefined ? { usable: [], others: [] } : await findUsable(context, expected, cleanupDeadline);',
  },
  {
    name: 'looking again after an outcome that is not known',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await findUsable(context, expected, unknownOutcome === undefined ? deadline : cleanupDeadline);',
    replacement:
      'unknownOutcome === undefined ? await findUsable(context, expected, deadline) : { usable: [], others: [] };',
  },
  {
    name: 'asking CloudFormation after creating',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: "const disposition = isOwn ? await resolveDisposition(context, expected, configuration, isNew) : 'keep';",
    replacement: "const disposition = 'keep' as string;",
  },
  {
    name: 'settling on one survivor',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (duplicates.length === 0) return true;',
    replacement: 'return true;',
  },
  {
    name: 'waiting before one survives',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await clock.sleep(waitMs, cleanupDeadline.signal);',
    replacement: '',
  },
  {
    name: 'moving channels to the replacement',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: 'moveBack = await moveChannels(context, expected, channelsFrom, { arn, isOwn: active.isOwn });',
    replacement: 'moveBack = undefined;',
  },
  {
    name: 'moving channels on the way back',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'moveIdleChannels(context, from, to, deadline)',
    replacement: 'Promise.resolve([])',
  },
  {
    name: 'moving channels off what an update left behind',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'movesChannels ? moveToCurrent : undefined',
    replacement: 'undefined',
    scenario: 'a replacing Update that moves a channel, cancelled, and the Update that undoes it',
  },
  {
    name: 'moving channels that come late to the replacement',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'const replacement = await findReplacement(context, stackResource, physicalId);',
    replacement: 'const replacement = { id: undefined as string | undefined };',
    scenario: 'a replacing Update and a channel that comes to the old configuration',
  },
  {
    name: 'undoing a move that did not get through',
    file: 'lambda/recording-configuration/channels.ts',
    source: 'await moveBack(context, move);',
    replacement: '',
    scenario: 'a Delete and a channel that goes live',
  },
  {
    name: 'checking a channel before it is changed',
    file: 'lambda/recording-configuration/channels.ts',
    source: "if (used !== (from ?? '')) {",
    replacement: 'if (used === undefined) {',
  },
  {
    name: 'checking a channel before its change is undone',
    file: 'lambda/recording-configuration/channels.ts',
    source: "if ((await moveChannel(context, back, channel)) !== 'live') remaining.delete(channel);",
    replacement: 'await context.channels.setRecordingConfiguration(channel.arn, from, cleanupDeadline.signal);',
    scenario: 'a Delete, a channel that goes live, and a person who points the other one elsewhere',
  },
  {
    name: 'asking whether an adoption is final',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: "if (isAdopted) return 'release-adoption';",
    replacement: '',
  },
  {
    name: 'deleting what was adopted for good',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: 'const isAdopted = (isNamed && !isCreateFinal(history)) ||',
    replacement: 'const isAdopted = isNamed ||',
  },
  {
    name: 'sparing what a cancelled creation adopted',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'if (!(await isAdoptedAgain(context, arn))) await removeOwnerTags(context, arn);',
    replacement: '',
    scenario: 'an adopting Create and the Delete with an invented id that cancels it',
  },
  {
    name: 'asking again after adopting',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `looked before this one wrote.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);`,
    replacement: '',
    scenario: 'an adopting Create and the Delete with an invented id that cancels it',
  },
  {
    name: 'leaving what another delivery adopted',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `  if (isRecorded(stackResource, arn)) return arn;
  if (isUndone(stackResource)) await removeOwnerTags(context, arn);`,
    replacement: '  await removeOwnerTags(context, arn);',
    scenario: 'the same adopting Create twice',
  },
  {
    // The question before the response and the check after it cover each other, so stackAndRoot lose their effect here.
    name: 'undoing an update that CloudFormation gave up on',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: 'isNew) : dispositionOfFound;',
    replacement: "isNew) : dispositionOfFound; if (context.kind === 'Update') return 'keep';",
    scenario: 'a replacing Update that is cancelled and the Update that undoes it',
  },
  {
    name: 'sending the answer again',
    file: 'lambda/custom-resource/submit-response.ts',
    source: 'if (!refusal.isRetryable) throw',
    replacement: 'throw',
  },
  {
    name: 'the deadline',
    file: 'lambda/util/deadline.ts',
    source: 'controller.abort(new DeadlineError(Math.round(ms), cappedBy));',
    replacement: '',
  },
  {
    name: 'sparing what was retained, in the sweep after an update',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'return candidates.filter(({ createdAt }) => isCreatedSince(history, createdAt)).map(({ arn }) => arn);',
    replacement: 'return candidates.map(({ arn }) => arn);',
  },
  {
    name: 'sparing what was retained, in the sweep after a creation that reported its failure',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: '(each) => requestId === undefined || parseOrigin(each)?.requestId === requestId',
    replacement: '() => true',
  },
  {
    name: 'leaving what a creation found',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: "if (!isFoundOrAdopted(configuration)) return 'delete';",
    replacement: "return 'delete';",
  },
  {
    name: 'finding by the events what a rollback returns to',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (previous !== undefined) return { configuration: previous, isNew: false };',
    replacement: '',
  },
  {
    name: 'waiting while a Create is in doubt',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (found !== undefined && !isOutcomeUnknown) {',
    replacement: 'if (found !== undefined) {',
  },
  {
    name: 'looking for a Create in doubt for longer than it lags',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'const UNKNOWN_OUTCOME_MS = 30_000;',
    replacement: 'const UNKNOWN_OUTCOME_MS = 0;',
  },
  {
    name: 'looking again where Get lags',
    file: 'lambda/recording-configuration/wait.ts',
    source: 'const MAX_READS = 3;',
    replacement: 'const MAX_READS = 1;',
  },
  {
    name: 'changing tags that were left because a record was stale',
    file: 'lambda/recording-configuration/tags.ts',
    source: "if (last !== 'refused') return true;",
    replacement: 'return true;',
  },
  {
    name: 'judging by the settings, not by their tag',
    file: 'lambda/recording-configuration/lifecycle.ts',
    source: ' || actual === previous?.settingsHash) return false;',
    replacement: ') return false;',
  },
  {
    name: 'following a refactored resource',
    file: 'lambda/recording-configuration/holder.ts',
    source: "if (other === 'none' && isHeld) return 'this';",
    replacement: '',
  },
  {
    name: 'undoing a release whose deletion fails',
    file: 'lambda/recording-configuration/delete.ts',
    source: 'await undo?.();',
    replacement: '',
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
async function loadMutantCheck(safeguard: Safeguard | undefined): Promise<typeof MutantCheck> {
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
          if (safeguard === undefined) return;
          bundling.onLoad({ filter: new RegExp(`${safeguard.file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            const parts = text.split(toPattern(safeguard.source));
            if (parts.length !== 2)
              throw new Error(`${safeguard.file} has ${parts.length - 1} places with: ${safeguard.source}`);
            return { contents: parts.join(safeguard.replacement), loader: 'ts' };
          });
        },
      },
    ],
  });
  const file = join(folder, `${(safeguard?.name ?? 'whole').replaceAll(' ', '-')}.cjs`);
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return createRequire(__filename)(file) as typeof MutantCheck;
}

const RUNS = 3_000;

test.each(SAFEGUARDS)(
  'without $name the bench finds a broken law',
  async (safeguard) => {
    const { findViolation } = await loadMutantCheck(safeguard);
    expect(await findViolation(RUNS, safeguard.scenario)).toEqual(expect.any(String));
  },
  120_000,
);

test('with all defences the bench finds none', async () => {
  const { findViolation } = await loadMutantCheck(undefined);
  expect(await findViolation(200)).toBeUndefined();
}, 120_000);
