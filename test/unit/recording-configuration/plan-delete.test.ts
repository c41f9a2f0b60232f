import fc from 'fast-check';
import type { RecordingConfiguration } from '../../../lambda/aws/recording-configurations';
import type { StackEvent } from '../../../lambda/aws/stacks';
import { toOriginTag, toOwnerTags, type Origin } from '../../../lambda/recording-configuration/ownership';
import { needsHistory, planDelete, type DeleteFacts } from '../../../lambda/recording-configuration/plan-delete';
import type { StackHistory } from '../../../lambda/recording-configuration/stack-history';

const ARN = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/one';
const OWNER = { stackId: 'stack', logicalId: 'Recording' };
const ENDED_AT = 1_000;

const withOrigin = (origin: Partial<Origin> = {}): RecordingConfiguration => ({
  arn: ARN,
  state: 'ACTIVE',
  tags: {
    ...toOwnerTags(OWNER, 'hash'),
    ...toOriginTag({ requestId: 'request', createdAt: 500, isFound: false, ...origin }),
  },
});
const CREATED = withOrigin();
const FOUND = withOrigin({ isFound: true });
const ADOPTED = withOrigin({ createdAt: undefined });
const UNTAGGED: RecordingConfiguration = { arn: ARN, state: 'ACTIVE', tags: {} };

/** Events of the resource since the last successful operation, oldest first. */
function since(
  ...events: readonly (readonly [status: string, physicalId: string, properties?: unknown])[]
): StackHistory {
  const all = events.map(([status, physicalId, properties], index): StackEvent => ({
    at: ENDED_AT + 1 + index,
    logicalId: OWNER.logicalId,
    physicalId,
    status,
    reason: '',
    properties,
  }));
  all.reverse();
  return { endedAt: ENDED_AT, previousEndedAt: ENDED_AT, events: all, eventsToUndo: all };
}
const REMOVAL = since(['DELETE_IN_PROGRESS', ARN]);
const ROLLBACK_OF_CREATE = since(['CREATE_IN_PROGRESS', ARN], ['DELETE_IN_PROGRESS', ARN]);
const ROLLBACK_OF_UPDATE = since(
  ['UPDATE_IN_PROGRESS', 'other'],
  ['UPDATE_COMPLETE', ARN],
  ['DELETE_IN_PROGRESS', ARN],
);
const ROLLBACK_OF_ADOPTION = since(['CREATE_IN_PROGRESS', '', { AdoptArn: ARN }], ['DELETE_IN_PROGRESS', ARN]);

const facts = (given: Partial<DeleteFacts>): DeleteFacts => ({
  owner: OWNER,
  configuration: CREATED,
  isDeletingResource: true,
  holder: undefined,
  isNamed: false,
  history: undefined,
  ...given,
});

test.each<[title: string, plan: string, given: Partial<DeleteFacts>]>([
  ['it created', 'delete', {}],
  ['another resource has', 'not-owned', { holder: 'another' }],
  ['it has under a former name', 'delete', { holder: 'this' }],
  [
    'it has under a former name, but does not delete itself',
    'OwnerUnknown',
    { holder: 'this', isDeletingResource: false },
  ],
  ['another resource may have', 'OwnerUnknown', { holder: 'unknown' }],
  ['it found, and is removed', 'delete', { configuration: FOUND, history: REMOVAL }],
  ['a create that is rolled back found', 'keep', { configuration: FOUND, history: ROLLBACK_OF_CREATE }],
  ['an update that is rolled back found', 'keep', { configuration: FOUND, history: ROLLBACK_OF_UPDATE }],
  ['it found, without a history', 'OriginUnknown', { configuration: FOUND }],
  [
    'it found, created since the last operation',
    'delete',
    { configuration: withOrigin({ isFound: true, createdAt: ENDED_AT }), history: ROLLBACK_OF_CREATE },
  ],
  ['it adopted, and is removed', 'delete', { configuration: ADOPTED, isNamed: true, history: REMOVAL }],
  [
    'a create that is rolled back adopted',
    'release-adoption',
    { configuration: ADOPTED, isNamed: true, history: ROLLBACK_OF_ADOPTION },
  ],
  ['it adopted, without a history', 'release-adoption', { configuration: ADOPTED, isNamed: true }],
  [
    'an earlier template adopted in the same operation',
    'release-adoption',
    { configuration: ADOPTED, history: ROLLBACK_OF_ADOPTION },
  ],
  ['lacks owner tags, but is recorded', 'delete', { configuration: UNTAGGED, history: REMOVAL }],
  ['lacks owner tags and a history', 'OwnerTagMissing', { configuration: UNTAGGED }],
])('a configuration that %s: %s', (_title, plan, given) => {
  const decide = (): string => planDelete(facts(given));
  if (/^[A-Z]/.test(plan)) expect(decide).toThrow(expect.objectContaining({ code: plan }) as Error);
  else expect(decide()).toBe(plan);
});

test('the history decides only where it is read', () => {
  const anyFacts = fc.record({
    owner: fc.constant(OWNER),
    configuration: fc.constantFrom(CREATED, FOUND, ADOPTED, UNTAGGED),
    isDeletingResource: fc.boolean(),
    holder: fc.constantFrom<DeleteFacts['holder']>(undefined, 'this', 'another', 'unknown'),
    isNamed: fc.boolean(),
  });
  const decide = (given: DeleteFacts): string => {
    try {
      return planDelete(given);
    } catch (error) {
      return String(error);
    }
  };
  fc.assert(
    fc.property(anyFacts, fc.constantFrom(REMOVAL, ROLLBACK_OF_UPDATE), (given, history) => {
      fc.pre(!needsHistory(given));
      expect(decide({ ...given, history })).toBe(decide({ ...given, history: undefined }));
    }),
  );
});
