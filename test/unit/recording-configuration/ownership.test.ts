import { OWNER_TAGS } from '../../../schema/tags';
import {
  belongsTo,
  belongsToAnother,
  chooseSurvivor,
  isOwnedBy,
  readFingerprint,
  readOwners,
  readOrigin,
  toOriginTag,
  toOwnerTags,
  wasMadeFor,
  type Origin,
} from '../../../lambda/recording-configuration/ownership';
import type { RecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';

const OWNER = { stackId: 'stack', logicalId: 'Recording' };
const tagged = (tags: Tags): RecordingConfiguration => ({ arn: 'arn', state: 'ACTIVE', tags });
const OWN = toOwnerTags(OWNER, 'settings');
const MADE: Origin = { requestId: 'request', madeAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678), isFound: false };

test('the owner tags are these', () => {
  expect({ ...OWN, ...toOriginTag(MADE) }).toEqual({
    'cdk-ivs-recording-configuration:stack-id': 'stack',
    'cdk-ivs-recording-configuration:logical-id': 'Recording',
    'cdk-ivs-recording-configuration:settings': 'settings',
    'cdk-ivs-recording-configuration:request-id': 'request 2026-01-02T03:04:05.678Z',
  });
});

test('a configuration is the owner’s where stack, logical id and settings are all the same', () => {
  expect(isOwnedBy(tagged({ ...OWN, other: '1' }), OWNER, 'settings')).toBe(true);
  for (const key of Object.keys(OWN)) {
    expect(isOwnedBy(tagged({ ...OWN, [key]: 'else' }), OWNER, 'settings')).toBe(false);
  }
  expect(isOwnedBy(tagged({}), OWNER, 'settings')).toBe(false);
});

test.each<[title: string, tags: Tags, isAnothers: boolean]>([
  ['its own', OWN, false],
  ['nobody’s', { [OWNER_TAGS.settings]: 'settings' }, false],
  ['that of another stack', { ...OWN, [OWNER_TAGS.stackId]: 'else' }, true],
  ['that of another resource', { ...OWN, [OWNER_TAGS.logicalId]: 'else' }, true],
  ['its own, without its logical id', { [OWNER_TAGS.stackId]: OWNER.stackId }, false],
  ['its own, without its stack', { [OWNER_TAGS.logicalId]: OWNER.logicalId }, false],
  ['that of another stack alone', { [OWNER_TAGS.stackId]: 'else' }, true],
  ['that of another logical id alone', { [OWNER_TAGS.logicalId]: 'else' }, true],
])('a configuration that is %s belongs to another: %j %p', (_title, tags, isAnothers) => {
  expect(belongsToAnother(tagged(tags), OWNER)).toBe(isAnothers);
});

test('a configuration names every resource that owns it, by either kind of tags', () => {
  const native = { 'aws:cloudformation:stack-id': 'native', 'aws:cloudformation:logical-id': 'Recorder' };
  expect(readOwners(tagged({ ...OWN, ...native }))).toEqual([OWNER, { stackId: 'native', logicalId: 'Recorder' }]);
  expect(readOwners(tagged(OWN))).toEqual([OWNER]);
  for (const key of [...Object.keys(native), OWNER_TAGS.stackId, OWNER_TAGS.logicalId]) {
    expect(readOwners(tagged({ [key]: 'alone' }))).toEqual([]);
  }
});

test('a configuration tells its settings', () => {
  expect(readFingerprint(tagged(OWN))).toBe('settings');
  expect(readFingerprint(tagged({}))).toBeUndefined();
});

test('a configuration belongs to a resource where both tags name it, whatever its settings', () => {
  expect(belongsTo(tagged({ ...OWN, [OWNER_TAGS.settings]: 'else' }), OWNER)).toBe(true);
  for (const key of [OWNER_TAGS.stackId, OWNER_TAGS.logicalId]) {
    expect(belongsTo(tagged({ ...OWN, [key]: 'else' }), OWNER)).toBe(false);
    const others = Object.entries(OWN).filter(([other]) => other !== key);
    expect(belongsTo(tagged(Object.fromEntries(others)), OWNER)).toBe(false);
  }
});

describe('how a configuration came to its owner', () => {
  test.each<[value: string, origin: Origin]>([
    ['request 2026-01-02T03:04:05.678Z', MADE],
    ['request found 2026-01-02T03:04:05.678Z', { ...MADE, isFound: true }],
    ['request found', { ...MADE, madeAt: undefined, isFound: true }],
    ['request', { ...MADE, madeAt: undefined }],
  ])('is written as %p, and read', (value, origin) => {
    expect(toOriginTag(origin)).toEqual({ [OWNER_TAGS.requestId]: value });
    expect(readOrigin(tagged({ [OWNER_TAGS.requestId]: value }))).toEqual(origin);
  });

  test('is not known without the tag, and as little as can be read of what people wrote', () => {
    expect(readOrigin(tagged(OWN))).toBeUndefined();
    expect(readOrigin(tagged({ [OWNER_TAGS.requestId]: '' }))).toEqual({
      requestId: '',
      madeAt: undefined,
      isFound: false,
    });
    expect(readOrigin(tagged({ [OWNER_TAGS.requestId]: 'request some day' }))).toEqual({
      requestId: 'request',
      madeAt: undefined,
      isFound: false,
    });
  });

  test('fits into a tag: at most 256 characters, of those that IVS takes', () => {
    const requestId = '12345678-1234-1234-1234-123456789012'.repeat(5);
    const [value = ''] = Object.values(toOriginTag({ ...MADE, requestId, isFound: true }));
    expect(value.length).toBeLessThanOrEqual(256);
    expect(value).toMatch(/^[\w\s.:/=+@-]*$/);
  });

  test('tells whether this request made it, not one that was found or adopted', () => {
    expect(wasMadeFor(tagged(toOriginTag(MADE)), 'request')).toBe(true);
    expect(wasMadeFor(tagged(toOriginTag(MADE)), 'another')).toBe(false);
    expect(wasMadeFor(tagged(toOriginTag({ ...MADE, isFound: true })), 'request')).toBe(false);
    expect(wasMadeFor(tagged(toOriginTag({ ...MADE, madeAt: undefined })), 'request')).toBe(false);
    expect(wasMadeFor(tagged({}), 'request')).toBe(false);
  });
});

describe('of several, survives', () => {
  type Held = Pick<RecordingConfiguration, 'arn' | 'tags'>;
  const made = (arn: string, requestId: string, madeAt: number | undefined): Held => ({
    arn,
    tags: toOriginTag({ requestId, madeAt, isFound: false }),
  });
  const [young, old, earlier] = [made('a', 'request', 3), made('c', 'request', 1), made('d', 'before', 5)];

  test.each<[title: string, configurations: readonly Held[], recorded: string | undefined, survivor: string]>([
    ['the recorded one', [earlier, old, young], 'a', 'a'],
    ['one that an earlier event made', [young, old, earlier], 'gone', 'd'],
    ['the oldest of one event', [young, old], undefined, 'c'],
    ['one of an unknown age', [young, old, made('e', 'before', undefined), earlier], undefined, 'e'],
    ['the one that sorts first', [made('b', 'request', 1), old], undefined, 'b'],
  ])('%s', (_title, configurations, recorded, survivor) => {
    expect(chooseSurvivor(configurations, recorded, 'request')?.arn).toBe(survivor);
    expect(chooseSurvivor([...configurations].reverse(), recorded, 'request')?.arn).toBe(survivor);
  });

  test('none of none', () => {
    const none: readonly Held[] = [];
    expect(chooseSurvivor(none, 'gone', 'request')).toBeUndefined();
  });
});
