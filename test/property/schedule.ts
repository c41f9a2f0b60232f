import fc from 'fast-check';
import { canHappen, CALL_SITES, FAULT_KINDS, type Fault } from './fault';
import { LETTERS, TEMPLATE_NAMES, type Letter, type TemplateName } from './templates';

export type Step =
  | {
      readonly kind: 'deploy';
      readonly template: TemplateName;
      /** When the other resource of the stack fails, in milliseconds; absent if it does not. */
      readonly otherFailsAfterMs?: number;
    }
  | { readonly kind: 'delete' }
  /** Somebody deletes the configuration behind the stack's back before the next change is deployed. */
  | { readonly kind: 'vanish'; readonly template: TemplateName };

/** An event that is delivered once more. */
export interface Duplicate {
  /** Counted from the first event of the schedule. */
  readonly event: number;
  readonly delayMs: number;
}

/** What happens in one run, apart from how long each call takes, which the seed says. */
export interface Schedule {
  readonly seed: number;
  readonly timeToActiveMs: number;
  /** How many creations, from the first, end in CREATE_FAILED. */
  readonly failingCreations: number;
  /** How many channels use what the stack has; then templates say OnInUse: RELEASE. */
  readonly channels: number;
  /** The settings whose templates do not say so, all the same; it is enough that one of two says it. */
  readonly unreleased?: Letter;
  /** Whether the templates "a" adopt a configuration that was there before. */
  readonly adopts: boolean;
  readonly steps: readonly Step[];
  readonly faults: readonly Fault[];
  readonly duplicates: readonly Duplicate[];
}

/** Longer than any timeout of the templates: a creation fails at its deadline. */
export const NEVER_MS = 10_000_000;

const templateName = fc.constantFrom(...TEMPLATE_NAMES);
const failingAt = fc.oneof(fc.nat(2_000), fc.nat(30_000));

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('deploy' as const), template: templateName }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deploy' as const),
      template: templateName,
      otherFailsAfterMs: failingAt,
    }),
  },
  { weight: 1, arbitrary: fc.constant({ kind: 'delete' as const }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('vanish' as const), template: templateName }) },
);

const fault: fc.Arbitrary<Fault> = fc
  .record({
    site: fc.constantFrom(...CALL_SITES),
    kind: fc.constantFrom(...FAULT_KINDS),
    after: fc.oneof(fc.nat(1), fc.nat(8)),
  })
  .filter(({ site, kind }) => canHappen(site, kind));

/**
 * Lambda delivers an event three times at most, so no more than two of its runs may die. A run that cannot deliver its
 * answer counts as one: it gives up after a few tries that hang.
 */
const MAX_CRASHES = 2;
const MAX_HANGING_ANSWERS = 2;

const faults = fc
  .array(fault, { maxLength: 6 })
  .filter((all) => all.filter(({ kind }) => kind.startsWith('crash')).length <= MAX_CRASHES)
  .filter(
    (all) =>
      all.filter(({ site, kind }) => site === 'answer' && kind.startsWith('hangs')).length <= MAX_HANGING_ANSWERS,
  );

const duplicate: fc.Arbitrary<Duplicate> = fc.record({
  event: fc.nat(6),
  delayMs: fc.oneof(fc.nat(200), fc.nat(10_000), fc.nat(300_000)),
});

/** The quietest schedule, to make others from. */
export const QUIET: Schedule = {
  seed: 0,
  timeToActiveMs: 500,
  failingCreations: 0,
  channels: 0,
  adopts: false,
  steps: [],
  faults: [],
  duplicates: [],
};

export const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  timeToActiveMs: fc.constantFrom(0, 500, 3_000, 20_000, NEVER_MS),
  failingCreations: fc.constantFrom(0, 0, 0, 1, 2),
  channels: fc.constantFrom(0, 1, 3),
  unreleased: fc.option(fc.constantFrom(...LETTERS), { freq: 2, nil: undefined }),
  adopts: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 5 }),
  faults,
  duplicates: fc.array(duplicate, { maxLength: 2 }),
});
