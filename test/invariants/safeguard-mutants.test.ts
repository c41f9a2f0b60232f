import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import type * as MutantCheck from './mutant-check';

/** A safeguard of the function, and the source change that removes it. */
interface Safeguard {
  readonly name: string;
  readonly file: string;
  readonly source: string;
  readonly replacement: string;
  /** The title of a scenario that needs the safeguard. It is sampled first. */
  readonly scenario?: string;
}

const SAFEGUARDS: readonly Safeguard[] = [
  {
    name: 'the List before a create',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'findUsable(context, expected, deadline),',
    replacement: 'Promise.resolve<OwnedConfigurations>({ usable: [], others: [] }),',
  },
  {
    name: 'the List after an unknown create outcome',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await findUsable(context, expected, unknownOutcome === undefined ? deadline : cleanupDeadline);',
    replacement:
      'unknownOutcome === undefined ? await findUsable(context, expected, deadline) : { usable: [], others: [] };',
  },
  {
    name: 'resolving duplicates',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (duplicates.length === 0) return true;',
    replacement: 'return true;',
  },
  {
    name: 'the grace period before resolving duplicates',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'await clock.sleep(waitMs, cleanupDeadline.signal);',
    replacement: '',
  },
  {
    name: 'moving channels to the replacement',
    file: 'lambda/recording-configuration/update.ts',
    source: 'moveBack = await moveChannels(context, expected, channelsFrom, { arn, isOwn: active.isOwn });',
    replacement: 'moveBack = undefined;',
  },
  {
    name: 'moving channels back during a rollback',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'moveIdleChannels(context, from, to, deadline)',
    replacement: 'Promise.resolve([])',
  },
  {
    name: 'moving channels off the orphan of an update',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'shouldMoveChannels ? moveToCurrent : undefined',
    replacement: 'undefined',
    scenario: 'a canceled replacing Update that moves a channel, and its rollback',
  },
  {
    name: 'moving late channels to the replacement',
    file: 'lambda/recording-configuration/on-in-use.ts',
    source: 'const replacement = await findReplacement(context, stackResource, physicalId);',
    replacement: 'const replacement = { id: undefined as string | undefined };',
    scenario: 'a replacing Update and a channel that is attached to the old configuration',
  },
  {
    name: 'undoing an incomplete move',
    file: 'lambda/recording-configuration/channels.ts',
    source: 'await moveBack(context, move);',
    replacement: '',
    scenario: 'a Delete and a channel that goes live',
  },
  {
    name: 'checking a channel before its update',
    file: 'lambda/recording-configuration/channels.ts',
    source: "if (used !== (from ?? '')) {",
    replacement: 'if (used === undefined) {',
  },
  {
    name: 'checking a channel before its update is undone',
    file: 'lambda/recording-configuration/channels.ts',
    source: "if ((await moveChannel(context, back, channel)) !== 'live') remaining.delete(channel);",
    replacement: 'await context.channels.setRecordingConfiguration(channel.arn, from, cleanupDeadline.signal);',
    scenario: 'a Delete, a channel that goes live, and an operator who changes the other channel',
  },
  {
    name: 'checking whether an adoption is final',
    file: 'lambda/recording-configuration/plan-delete.ts',
    source: "if (isAdopted) return 'release-adoption';",
    replacement: '',
  },
  {
    name: 'deleting a finally adopted configuration',
    file: 'lambda/recording-configuration/plan-delete.ts',
    source: 'const isAdopted = (isNamed && !isCreateFinal(history)) ||',
    replacement: 'const isAdopted = isNamed ||',
  },
  {
    name: 'keeping what a canceled create adopted',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'if (!(await isAdoptedAgain(context, arn))) await removeOwnerTags(context, arn);',
    replacement: '',
    scenario: 'a canceled adopting Create and its Delete with a generated id',
  },
  {
    name: 'the stack status check after an adoption',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `read the tags before this one wrote.
  if (!(await isCurrentRequest(context, expected))) return abandonAdoption(context, arn);`,
    replacement: '',
    scenario: 'a canceled adopting Create and its Delete with a generated id',
  },
  {
    name: 'keeping what another delivery adopted',
    file: 'lambda/recording-configuration/adopt.ts',
    source: `  if (held !== 'unknown' && held.id === arn) return arn;
  if (isUndone(held)) await removeOwnerTags(context, arn);`,
    replacement: '  await removeOwnerTags(context, arn);',
    scenario: 'the same adopting Create twice',
  },
  {
    // The checks before and after the response cover for each other, so this mutant removes both.
    name: 'undoing a canceled update',
    file: 'lambda/recording-configuration/verify-outcome.ts',
    source: 'isNew) : dispositionOfFound;',
    replacement: "isNew) : dispositionOfFound; if (context.kind === 'Update') return 'keep';",
    scenario: 'a canceled replacing Update and its rollback',
  },
  {
    name: 'deleting what an earlier delivery of a failed request created',
    file: 'lambda/recording-configuration/create-and-wait.ts',
    source: 'if (isOwn) { progress.setAfterResponse((late) =>',
    replacement: 'if (isNew) { progress.setAfterResponse((late) =>',
  },
  {
    name: 'undoing tags that IVS sets after an adoption was undone',
    file: 'lambda/recording-configuration/adopt.ts',
    source: 'if (!isRejected(error)) progress.setAfterResponse(',
    replacement: 'if (Math.random() > 1) progress.setAfterResponse(',
  },
  {
    name: 'the check for a cancellation after the response to a create',
    file: 'lambda/recording-configuration/create.ts',
    source: 'isInDoubt ? (late)',
    replacement: 'isInDoubt && Math.random() > 1 ? (late)',
  },
  {
    name: 'leaving retained configurations unused',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (history === undefined) return () => true;',
    replacement: 'if (history === undefined || Math.random() < 1) return () => true;',
  },
  {
    name: 'the check of an update of tags after its response',
    file: 'lambda/recording-configuration/update.ts',
    source: 'if (await isRollback(late))',
    replacement: 'if (Math.random() > 1)',
  },
  {
    name: 'comparing the starts of a root stack and its nested stack',
    file: 'lambda/recording-configuration/stack-events.ts',
    source: '&& haveSameStart(ofRoot, rootId, ofStack, stackId)',
    replacement: '',
  },
  {
    name: 'searching the replacement in earlier operations',
    file: 'lambda/recording-configuration/stack-events.ts',
    source: 'findReplacementOf(arn, events.filter(ofResource))',
    replacement: 'findReplacementOf(arn, events.slice(0, events.findIndex(isStart)).filter(ofResource))',
  },
  {
    name: 'sending the response again',
    file: 'lambda/custom-resource/submit-response.ts',
    source: 'if (!failure.isRetryable) throw',
    replacement: 'throw',
  },
  {
    name: 'the deadline',
    file: 'lambda/util/deadline.ts',
    source: 'controller.abort(new DeadlineError(Math.round(ms), cappedBy));',
    replacement: '',
  },
  {
    name: 'sparing what a superseding request creates',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: 'createdAt >= context.startedAtEpochMs || ',
    replacement: '',
  },
  {
    name: 'keeping retained configurations in the sweep after an update',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: '.filter(({ createdAt }) => isCreatedSince(history.endedAt, createdAt))',
    replacement: '',
  },
  {
    name: 'keeping retained configurations in the sweep after a failed create',
    file: 'lambda/recording-configuration/sweep-orphans.ts',
    source: '(each) => requestId === undefined || parseOrigin(each)?.requestId === requestId',
    replacement: '() => true',
  },
  {
    name: 'finding the original of a rollback by stack events',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (previous !== undefined) return { configuration: previous, isNew: false };',
    replacement: '',
  },
  {
    name: 'waiting while a create outcome is unknown',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'if (found !== undefined && !isOutcomeUnknown) {',
    replacement: 'if (found !== undefined) {',
  },
  {
    name: 'resolving an unknown create outcome for longer than the lag',
    file: 'lambda/recording-configuration/find-or-create.ts',
    source: 'const UNKNOWN_OUTCOME_MS = 30_000;',
    replacement: 'const UNKNOWN_OUTCOME_MS = 0;',
  },
  {
    name: 'reading again if Get lags',
    file: 'lambda/recording-configuration/wait.ts',
    source: 'const MAX_READS = 3;',
    replacement: 'const MAX_READS = 1;',
  },
  {
    name: 'comparing the settings, not their hash tag',
    file: 'lambda/recording-configuration/update.ts',
    source: ' || actual === previous?.settingsHash) return false;',
    replacement: ') return false;',
  },
  {
    name: 'recognizing a refactored resource',
    file: 'lambda/recording-configuration/holder.ts',
    source: "if (other === 'none' && isHeld) return 'this';",
    replacement: '',
  },
  {
    name: 'moving channels back after a failed delete',
    file: 'lambda/recording-configuration/delete-configuration.ts',
    source: 'await undo?.();',
    replacement: '',
  },
];

const root = resolve(__dirname, '../..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'safeguard-mutants-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A pattern for the code that ignores whitespace. */
function toPattern(code: string): RegExp {
  const tokens = code.match(/\w+|[^\w\s]/g) ?? [];
  return new RegExp(
    tokens.map((token) => (/[)\]}]/.test(token) ? ',?\\s*' : '') + token.replace(/\W/, '\\$&')).join('\\s*'),
  );
}

/** Bundles the mutant check with the function, unchanged or without one of its safeguards. */
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
        name: 'remove-safeguard',
        setup: (bundling) => {
          if (safeguard === undefined) return;
          bundling.onLoad({ filter: new RegExp(`${safeguard.file.replaceAll('.', '\\.')}$`) }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            const parts = text.split(toPattern(safeguard.source));
            if (parts.length !== 2)
              throw new Error(`${safeguard.file} has ${parts.length - 1} occurrences of: ${safeguard.source}`);
            return { contents: parts.join(safeguard.replacement), loader: 'ts' };
          });
        },
      },
    ],
  });
  const file = join(folder, `${(safeguard?.name ?? 'unchanged').replaceAll(' ', '-')}.cjs`);
  writeFileSync(file, outputFiles[0]?.text ?? '');
  return createRequire(__filename)(file) as typeof MutantCheck;
}

const RUNS = 3_000;

test.each(SAFEGUARDS)(
  'without $name an invariant is violated',
  async (safeguard) => {
    const { findViolation } = await loadMutantCheck(safeguard);
    expect(await findViolation(RUNS, safeguard.scenario)).toEqual(expect.any(String));
  },
  600_000,
);

test('with all safeguards the invariants hold', async () => {
  const { findViolation } = await loadMutantCheck(undefined);
  expect(await findViolation(200)).toBeUndefined();
}, 600_000);
