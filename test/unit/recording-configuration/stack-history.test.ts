import type { StackEvent } from '../../../lambda/aws/stacks';
import {
  findCreateSpan,
  findPreviousEnd,
  findPreviousId,
  findDesiredProperties,
  findReplacementOf,
  isAdoptedSince,
  isStartEvent,
  isCreateFinal,
  isSuccessfulEnd,
  isCreatedSince,
  isCreatedWithin,
  isOnlyDeleting,
  isOperationStart,
  isStartOrRollback,
  haveSameStart,
  hasFailedUpdate,
  mayStillRun,
} from '../../../lambda/recording-configuration/stack-history';

const OWNER = { stackId: 'stack', logicalId: 'Recording' };
const [OLD, NEW, INVENTED] = ['old', 'new', 'video-Recording-1ABC'];

let time = 1_000;
/** An event of the resource, later than the previous ones. */
function of(status: string, physicalId = '', properties?: unknown): StackEvent {
  time += 1;
  return { at: time, logicalId: OWNER.logicalId, physicalId, status, reason: '', properties };
}
const ofStack = (status: string): StackEvent => ({ ...of(status, OWNER.stackId), logicalId: 'video' });
const ofNeighbor = (status: string, physicalId = '', properties?: unknown): StackEvent => ({
  ...of(status, physicalId, properties),
  logicalId: 'Neighbor',
});
/** In the order of CloudFormation: the newest is first. */
const shown = (...events: readonly StackEvent[]): readonly StackEvent[] => [...events].reverse();
const since = (...events: readonly StackEvent[]) => ({
  endedAt: 1_000,
  previousEndedAt: 1_000,
  events: shown(...events),
  eventsToUndo: shown(...events),
});

describe('the events of a root stack and its nested stack', () => {
  const ofRoot = (status: string): StackEvent => ({ ...of(status, 'root'), logicalId: 'root' });
  const start = (): readonly StackEvent[] => [ofRoot('UPDATE_IN_PROGRESS'), ofStack('UPDATE_IN_PROGRESS')];
  const isSame = (events: readonly StackEvent[], isNested = true): boolean =>
    haveSameStart(
      shown(...events.filter(({ physicalId }) => physicalId === 'root')),
      'root',
      shown(...events.filter(({ physicalId }) => physicalId === (isNested ? 'stack' : 'root'))),
      isNested ? 'stack' : 'root',
    );

  test('show the same operation if the root stack started after the previous start of the nested stack', () => {
    expect(isSame(start())).toBe(true);
    expect(isSame([...start(), ...start()])).toBe(true);
    expect(isSame([...start(), ofStack('UPDATE_ROLLBACK_IN_PROGRESS')])).toBe(true);
    expect(isSame([...start(), ...start()], false)).toBe(true);
  });

  test('do not if the start of the root stack is not shown', () => {
    expect(isSame([...start(), ofStack('UPDATE_IN_PROGRESS')])).toBe(false);
    expect(isSame([ofStack('UPDATE_IN_PROGRESS')])).toBe(false);
  });
});

describe('an operation of the root stack', () => {
  test.each(['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'IMPORT_COMPLETE'])(
    'is committed with %s',
    (status) => {
      expect(isSuccessfulEnd(ofStack(status), 'stack')).toBe(true);
      expect(isSuccessfulEnd(ofStack(status), 'root')).toBe(false);
      expect(isSuccessfulEnd(of(status, 'arn'), 'stack')).toBe(false);
    },
  );

  test.each([
    'CREATE_IN_PROGRESS',
    'CREATE_FAILED',
    'ROLLBACK_IN_PROGRESS',
    'ROLLBACK_COMPLETE',
    'UPDATE_IN_PROGRESS',
    'UPDATE_FAILED',
    'UPDATE_ROLLBACK_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'IMPORT_ROLLBACK_COMPLETE',
    'DELETE_IN_PROGRESS',
  ])('is not committed with %s', (status) => {
    expect(isSuccessfulEnd(ofStack(status), 'stack')).toBe(false);
  });

  test.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'DELETE_IN_PROGRESS', 'IMPORT_IN_PROGRESS'])(
    'begins with %s',
    (status) => {
      expect(isOperationStart(ofStack(status))).toBe(true);
      expect(isStartOrRollback(ofStack(status))).toBe(true);
    },
  );

  test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', 'IMPORT_ROLLBACK_IN_PROGRESS'])(
    'rolls back with %s, which begins no other',
    (status) => {
      expect(isOperationStart(ofStack(status))).toBe(false);
      expect(isStartOrRollback(ofStack(status))).toBe(true);
    },
  );

  test.each([
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
    'REVIEW_IN_PROGRESS',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'UPDATE_FAILED',
  ])('neither begins nor rolls back with %s', (status) => {
    expect(isOperationStart(ofStack(status))).toBe(false);
    expect(isStartOrRollback(ofStack(status))).toBe(false);
  });
});

test.each([
  ['CREATE_IN_PROGRESS', true],
  ['UPDATE_IN_PROGRESS', true],
  ['DELETE_IN_PROGRESS', false],
  ['CREATE_COMPLETE', false],
  ['UPDATE_FAILED', false],
])('the creation or update of a resource begins with %s: %p', (status, isIt) => {
  expect(isStartEvent(of(status))).toBe(isIt);
});

describe('a creation', () => {
  test('is committed once a later operation is committed', () => {
    expect(isCreateFinal(since())).toBe(true);
    expect(isCreateFinal(since(of('UPDATE_IN_PROGRESS', OLD), of('DELETE_IN_PROGRESS', OLD)))).toBe(true);
  });

  test.each(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_FAILED'])(
    'is not committed while %s is newer',
    (status) => {
      expect(isCreateFinal(since(of(status, OLD), of('DELETE_IN_PROGRESS', OLD)))).toBe(false);
      expect(isCreateFinal({ ...since(of(status, OLD)), endedAt: undefined })).toBe(false);
    },
  );

  test('is not committed if no events are shown', () => {
    expect(isCreateFinal(undefined)).toBe(false);
  });
});

describe('an update that is rolled back', () => {
  const answered = 'Received response status [FAILED] from custom resource. Message returned: no';
  const failed = (reason: string): StackEvent => ({ ...of('UPDATE_FAILED', OLD), reason });
  const [begun, back] = [of('UPDATE_IN_PROGRESS', OLD), of('UPDATE_IN_PROGRESS', OLD)];

  test('ends with its response', () => {
    expect(mayStillRun(since(begun, failed(answered), back))).toBe(false);
  });

  test.each<[string, readonly StackEvent[]]>([
    ['it was canceled', [begun, failed('Resource update cancelled'), back]],
    ['its response timed out', [begun, failed('CloudFormation did not receive a response'), back]],
    ['no failure is shown', [begun, back]],
    ['no events are shown', []],
    [
      'only an earlier update had a response',
      [begun, failed(answered), begun, failed('Resource update cancelled'), back],
    ],
    ['an event of another operation has that reason', [begun, { ...of('CREATE_FAILED', OLD), reason: answered }, back]],
  ])('may still run if %s', (_title, events) => {
    expect(mayStillRun(since(...events))).toBe(true);
  });

  test('has failed if a failure is shown', () => {
    expect(hasFailedUpdate(since(begun))).toBe(false);
    expect(hasFailedUpdate(since(begun, failed(answered), back))).toBe(true);
  });
});

test('a history of deletions has only DELETE events', () => {
  const deletion = [of('DELETE_IN_PROGRESS', OLD), of('DELETE_FAILED', OLD), of('DELETE_IN_PROGRESS', OLD)];
  expect(isOnlyDeleting(since(...deletion))).toBe(true);
  expect(isOnlyDeleting(since())).toBe(true);
  expect(isOnlyDeleting(since(of('UPDATE_IN_PROGRESS', OLD), ...deletion))).toBe(false);
});

describe('a configuration', () => {
  test.each(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE'])('is adopted by the %s that names it', (status) => {
    expect(isAdoptedSince(since(of(status, '', { AdoptArn: OLD }), of('DELETE_IN_PROGRESS', OLD)), OLD)).toBe(true);
  });

  test.each<[string, StackEvent]>([
    ['another', of('CREATE_IN_PROGRESS', '', { AdoptArn: NEW })],
    ['none', of('CREATE_IN_PROGRESS', '', {})],
    ['none, without properties', of('CREATE_IN_PROGRESS')],
    ['none, with properties that are null', of('CREATE_IN_PROGRESS', '', null)],
    ['it in an update event', of('UPDATE_IN_PROGRESS', OLD, { AdoptArn: OLD })],
  ])('is not adopted if the event names %s', (_title, event) => {
    expect(isAdoptedSince(since(event), OLD)).toBe(false);
  });
});

describe('the configuration of the last committed operation', () => {
  test('is the one that the first later event names', () => {
    const events = [of('UPDATE_IN_PROGRESS', OLD), of('UPDATE_COMPLETE', NEW), of('UPDATE_IN_PROGRESS', NEW)];
    expect(findPreviousId(since(...events))).toBe(OLD);
    expect(findPreviousId(since(of('DELETE_IN_PROGRESS', OLD)))).toBe(OLD);
  });

  test('is the one that an earlier rollback restored', () => {
    const failed = [of('UPDATE_IN_PROGRESS', OLD), of('UPDATE_COMPLETE', NEW), of('UPDATE_COMPLETE', 'restored')];
    const next = [of('UPDATE_IN_PROGRESS', 'restored'), of('UPDATE_COMPLETE', NEW)];
    expect(findPreviousId({ ...since(...failed, ...next), eventsToUndo: shown(...next) })).toBe('restored');
  });

  test.each(['CREATE_IN_PROGRESS', 'CREATE_COMPLETE', 'CREATE_FAILED'])(
    'does not exist if the first later event is %s',
    (status) => {
      expect(findPreviousId(since(of(status, NEW), of('DELETE_IN_PROGRESS', NEW)))).toBeUndefined();
    },
  );

  test('is not returned without later events', () => {
    expect(findPreviousId(since())).toBeUndefined();
  });
});

describe('the end of the successful operation before the current one', () => {
  const ofRoot = (status: string, at: number): StackEvent => ({ ...of(status), physicalId: OWNER.stackId, at });
  const [created, started] = [ofRoot('CREATE_COMPLETE', 1), ofRoot('UPDATE_IN_PROGRESS', 2)];

  test.each([
    ['is the last end while it runs', [created, started]],
    ['is not the end of the current one', [created, started, ofRoot('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 3)]],
    ['is not the end of a rollback', [created, started, ofRoot('UPDATE_ROLLBACK_IN_PROGRESS', 3)]],
    ['is not that of another resource', [created, { ...created, physicalId: OLD, at: 2 }, started]],
  ])('%s', (_title, events) => {
    expect(findPreviousEnd(shown(...events), OWNER.stackId)).toBe(created);
  });

  test('is not known if the events show no start, or no end before it', () => {
    expect(findPreviousEnd([created], OWNER.stackId)).toBeUndefined();
    expect(
      findPreviousEnd(shown(ofRoot('CREATE_IN_PROGRESS', 1), ofRoot('CREATE_COMPLETE', 2)), OWNER.stackId),
    ).toBeUndefined();
  });
});

describe('a configuration was created since the last committed operation', () => {
  test.each([
    [999, false],
    [1_000, true],
    [1_001, true],
  ])('at %d, with the operation committed at 1000: %p', (createdAt, isIt) => {
    expect(isCreatedSince(1_000, createdAt)).toBe(isIt);
  });

  test('at any time if no operation is committed', () => {
    expect(isCreatedSince(undefined, 0)).toBe(true);
  });

  test('but not if its time is unknown', () => {
    expect(isCreatedSince(1_000, NaN)).toBe(false);
  });
});

describe('the time span of a failed Create', () => {
  const [begun, failed] = [of('CREATE_IN_PROGRESS'), of('CREATE_FAILED', INVENTED)];

  test('lasts from its start', () => {
    const events = [begun, failed, of('DELETE_IN_PROGRESS', INVENTED)];
    expect(findCreateSpan(shown(...events), INVENTED)).toEqual({ startedAt: begun.at, endedAt: Infinity });
  });

  test('lasts until the next Create, not the one after it', () => {
    const [next, second] = [of('CREATE_IN_PROGRESS'), of('CREATE_FAILED', 'second')];
    const events = [begun, failed, next, second, of('CREATE_IN_PROGRESS'), of('CREATE_COMPLETE', NEW)];
    expect(findCreateSpan(shown(...events), INVENTED)).toEqual({ startedAt: begun.at, endedAt: next.at });
  });

  test('is not the span of the previous Create', () => {
    const earlier = [of('CREATE_IN_PROGRESS'), of('CREATE_FAILED', 'earlier')];
    const start = of('CREATE_IN_PROGRESS');
    const events = [...earlier, start, of('CREATE_FAILED', INVENTED)];
    expect(findCreateSpan(shown(...events), INVENTED)?.startedAt).toBe(start.at);
  });

  test('is found by the id of an event during the Create', () => {
    const events = [of('CREATE_IN_PROGRESS'), of('CREATE_IN_PROGRESS', INVENTED)];
    expect(findCreateSpan(shown(...events), INVENTED)?.startedAt).toBe(events[1]?.at);
  });

  test('is unknown if only the deletion, or no start, is shown', () => {
    expect(findCreateSpan(shown(begun, of('DELETE_IN_PROGRESS', INVENTED)), INVENTED)).toBeUndefined();
    expect(findCreateSpan(shown(failed), INVENTED)).toBeUndefined();
    expect(findCreateSpan([], INVENTED)).toBeUndefined();
  });

  test.each([
    [9, false],
    [10, true],
    [19, true],
    [20, false],
  ])('from 10 to 20 includes %d: %p', (createdAt, isIt) => {
    expect(isCreatedWithin({ startedAt: 10, endedAt: 20 }, createdAt)).toBe(isIt);
  });
});

describe('the replacement of a deleted configuration', () => {
  test('is the id of the last event before the deletion', () => {
    const events = [of('UPDATE_IN_PROGRESS', OLD), of('UPDATE_COMPLETE', NEW), of('DELETE_IN_PROGRESS', OLD)];
    expect(findReplacementOf(OLD, shown(...events))).toBe(NEW);
    expect(findReplacementOf(OLD, shown(...events, of('DELETE_FAILED', OLD), of('DELETE_IN_PROGRESS', OLD)))).toBe(NEW);
  });

  test.each<[string, readonly StackEvent[]]>([
    ['the resource was not updated', [of('DELETE_IN_PROGRESS', OLD)]],
    ['the update kept it', [of('UPDATE_COMPLETE', OLD), of('DELETE_IN_PROGRESS', OLD)]],
    ['a creation has no id yet', [of('CREATE_IN_PROGRESS', ''), of('DELETE_IN_PROGRESS', OLD)]],
    ['there are no events', []],
  ])('does not exist if %s', (_title, events) => {
    expect(findReplacementOf(OLD, shown(...events))).toBeUndefined();
  });
});

describe('the desired state', () => {
  const goalOf = (isRollback: boolean, ...events: readonly StackEvent[]): unknown =>
    findDesiredProperties(shown(...events), OWNER, isRollback);

  test.each(['CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS'])('comes from the newest %s of the resource', (status) => {
    const goal = goalOf(
      false,
      of(status, OLD, { is: 'older' }),
      of(status, OLD, { is: 'it' }),
      ofNeighbor(status, OLD, { is: 'another' }),
      of('UPDATE_COMPLETE', NEW, { is: 'an end' }),
    );
    expect(goal).toEqual({ is: 'it' });
  });

  test('is unknown if no operation has begun, or the event has no properties', () => {
    expect(goalOf(false, of('DELETE_IN_PROGRESS', OLD, { is: 'a deletion' }))).toBeUndefined();
    expect(goalOf(false, of('UPDATE_IN_PROGRESS', OLD))).toBeUndefined();
  });

  test('comes from the newest event even if that has no properties', () => {
    expect(goalOf(false, of('UPDATE_IN_PROGRESS', OLD, { is: 'old' }), of('UPDATE_IN_PROGRESS', OLD))).toBeUndefined();
  });

  describe('on a rollback', () => {
    const onUpdate = [ofStack('UPDATE_IN_PROGRESS'), of('UPDATE_IN_PROGRESS', OLD, { is: 'undone' })];

    test.each(['UPDATE_ROLLBACK_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS'])(
      'comes from an event since the stack was %s',
      (status) => {
        const back = of('UPDATE_IN_PROGRESS', OLD, { is: 'back' });
        expect(goalOf(true, ...onUpdate, ofStack(status), back)).toEqual({ is: 'back' });
        expect(goalOf(true, ...onUpdate, ofStack(status), ofNeighbor('UPDATE_IN_PROGRESS'), back)).toEqual({
          is: 'back',
        });
      },
    );

    test('is unknown if the resource has not begun to roll back', () => {
      expect(goalOf(true, ...onUpdate, ofStack('UPDATE_ROLLBACK_IN_PROGRESS'))).toBeUndefined();
    });

    test('is unknown if the rollback is not shown: the events are stale', () => {
      expect(goalOf(true, ...onUpdate)).toBeUndefined();
      expect(goalOf(true, of('UPDATE_IN_PROGRESS', OLD, { is: 'undone' }))).toBeUndefined();
    });

    test('is unknown if only an earlier rollback is shown', () => {
      const earlier = [ofStack('UPDATE_ROLLBACK_IN_PROGRESS'), of('UPDATE_IN_PROGRESS', OLD, { is: 'earlier' })];
      expect(goalOf(true, ...earlier, ofStack('UPDATE_ROLLBACK_COMPLETE'), ...onUpdate)).toBeUndefined();
    });

    test('depends on the events of the stack, not of a nested stack', () => {
      const nested = { ...ofStack('UPDATE_ROLLBACK_IN_PROGRESS'), physicalId: 'nested' };
      expect(goalOf(true, ...onUpdate, nested, of('UPDATE_IN_PROGRESS', OLD, { is: 'x' }))).toBeUndefined();
    });

    test('does not wait for the previous cleanup', () => {
      const events = [ofStack('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'), ofStack('UPDATE_ROLLBACK_IN_PROGRESS')];
      expect(goalOf(true, ...events, of('UPDATE_IN_PROGRESS', OLD, { is: 'back' }))).toEqual({ is: 'back' });
    });
  });
});
