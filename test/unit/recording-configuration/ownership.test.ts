import { OWNER_TAGS } from '../../../schema/tags';
import {
  isOwnedBy,
  isOwnedByOther,
  selectCanonical,
  isOwnedWithSettings,
  getSettingsHash,
  parseOwners,
  parseOrigin,
  toOriginTag,
  toOwnerTags,
  isCreatedByRequest,
  type Origin,
} from '../../../lambda/recording-configuration/ownership';
import type { RecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';

const OWNER = { stackId: 'stack', logicalId: 'Recording' };
const tagged = (tags: Tags): RecordingConfiguration => ({ arn: 'arn', state: 'ACTIVE', tags });
const OWN = toOwnerTags(OWNER, 'settings');
const MADE: Origin = { requestId: 'request', createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678), isFound: false };

test('the owner tags have these keys and values', () => {
  expect({ ...OWN, ...toOriginTag(MADE) }).toEqual({
    'cdk-ivs-recording-configuration:stack-id': 'stack',
    'cdk-ivs-recording-configuration:logical-id': 'Recording',
    'cdk-ivs-recording-configuration:settings-hash': 'settings',
    'cdk-ivs-recording-configuration:request-id': 'request 2026-01-02T03:04:05.678Z',
  });
});

test('a configuration is owned with its settings if stack, logical id and settings hash match', () => {
  expect(isOwnedWithSettings(tagged({ ...OWN, other: '1' }), OWNER, 'settings')).toBe(true);
  for (const key of Object.keys(OWN)) {
    expect(isOwnedWithSettings(tagged({ ...OWN, [key]: 'else' }), OWNER, 'settings')).toBe(false);
  }
  expect(isOwnedWithSettings(tagged({}), OWNER, 'settings')).toBe(false);
});

test.each<[title: string, tags: Tags, isOther: boolean]>([
  ['its own', OWN, false],
  ['without an owner', { [OWNER_TAGS.settingsHash]: 'settings' }, false],
  ['that of another stack', { ...OWN, [OWNER_TAGS.stackId]: 'else' }, true],
  ['that of another resource', { ...OWN, [OWNER_TAGS.logicalId]: 'else' }, true],
  ['its own, without its logical id', { [OWNER_TAGS.stackId]: OWNER.stackId }, false],
  ['its own, without its stack', { [OWNER_TAGS.logicalId]: OWNER.logicalId }, false],
  ['that of another stack alone', { [OWNER_TAGS.stackId]: 'else' }, true],
  ['that of another logical id alone', { [OWNER_TAGS.logicalId]: 'else' }, true],
])('a configuration that is %s has another owner: %j %p', (_title, tags, isOther) => {
  expect(isOwnedByOther(tagged(tags), OWNER)).toBe(isOther);
});

test('a configuration names every resource that owns it, by either kind of tags', () => {
  const native = { 'aws:cloudformation:stack-id': 'native', 'aws:cloudformation:logical-id': 'Recorder' };
  expect(parseOwners(tagged({ ...OWN, ...native }))).toEqual([OWNER, { stackId: 'native', logicalId: 'Recorder' }]);
  expect(parseOwners(tagged(OWN))).toEqual([OWNER]);
  for (const key of [...Object.keys(native), OWNER_TAGS.stackId, OWNER_TAGS.logicalId]) {
    expect(parseOwners(tagged({ [key]: 'alone' }))).toEqual([]);
  }
});

test('getSettingsHash returns the hash in the tag', () => {
  expect(getSettingsHash(tagged(OWN))).toBe('settings');
  expect(getSettingsHash(tagged({}))).toBeUndefined();
});

test('a resource owns a configuration if both tags name it, whatever its settings', () => {
  expect(isOwnedBy(tagged({ ...OWN, [OWNER_TAGS.settingsHash]: 'else' }), OWNER)).toBe(true);
  for (const key of [OWNER_TAGS.stackId, OWNER_TAGS.logicalId]) {
    expect(isOwnedBy(tagged({ ...OWN, [key]: 'else' }), OWNER)).toBe(false);
    const others = Object.entries(OWN).filter(([other]) => other !== key);
    expect(isOwnedBy(tagged(Object.fromEntries(others)), OWNER)).toBe(false);
  }
});

describe('the origin of a configuration', () => {
  test.each<[value: string, origin: Origin]>([
    ['request 2026-01-02T03:04:05.678Z', MADE],
    ['request found 2026-01-02T03:04:05.678Z', { ...MADE, isFound: true }],
    ['request found', { ...MADE, createdAt: undefined, isFound: true }],
    ['request', { ...MADE, createdAt: undefined }],
  ])('is formatted as %p, and parsed', (value, origin) => {
    expect(toOriginTag(origin)).toEqual({ [OWNER_TAGS.requestId]: value });
    expect(parseOrigin(tagged({ [OWNER_TAGS.requestId]: value }))).toEqual(origin);
  });

  test('is undefined without the tag, and is parsed as far as possible from an edited tag', () => {
    expect(parseOrigin(tagged(OWN))).toBeUndefined();
    expect(parseOrigin(tagged({ [OWNER_TAGS.requestId]: '' }))).toEqual({
      requestId: '',
      createdAt: undefined,
      isFound: false,
    });
    expect(parseOrigin(tagged({ [OWNER_TAGS.requestId]: 'request some day' }))).toEqual({
      requestId: 'request',
      createdAt: undefined,
      isFound: false,
    });
  });

  test('fits into a tag: at most 256 characters that IVS allows', () => {
    const requestId = '12345678-1234-1234-1234-123456789012'.repeat(5);
    const [value = ''] = Object.values(toOriginTag({ ...MADE, requestId, isFound: true }));
    expect(value.length).toBeLessThanOrEqual(256);
    expect(value).toMatch(/^[\w\s.:/=+@-]*$/);
  });

  test('shows whether this request created the configuration, and did not find or adopt it', () => {
    expect(isCreatedByRequest(tagged(toOriginTag(MADE)), 'request')).toBe(true);
    expect(isCreatedByRequest(tagged(toOriginTag(MADE)), 'another')).toBe(false);
    expect(isCreatedByRequest(tagged(toOriginTag({ ...MADE, isFound: true })), 'request')).toBe(false);
    expect(isCreatedByRequest(tagged(toOriginTag({ ...MADE, createdAt: undefined })), 'request')).toBe(false);
    expect(isCreatedByRequest(tagged({}), 'request')).toBe(false);
  });
});

describe('selectCanonical selects', () => {
  type Held = Pick<RecordingConfiguration, 'arn' | 'tags'>;
  const made = (arn: string, requestId: string, createdAt: number | undefined): Held => ({
    arn,
    tags: toOriginTag({ requestId, createdAt, isFound: false }),
  });
  const [young, old, earlier] = [made('a', 'request', 3), made('c', 'request', 1), made('d', 'before', 5)];

  test.each<[title: string, configurations: readonly Held[], recorded: string | undefined, survivor: string]>([
    ['the recorded one', [earlier, old, young], 'a', 'a'],
    ['one that an earlier event made', [young, old, earlier], 'gone', 'd'],
    ['the oldest of one event', [young, old], undefined, 'c'],
    ['one of an unknown age', [young, old, made('e', 'before', undefined), earlier], undefined, 'e'],
    ['the one that sorts first', [made('b', 'request', 1), old], undefined, 'b'],
  ])('%s', (_title, configurations, recorded, survivor) => {
    expect(selectCanonical(configurations, recorded, 'request')?.arn).toBe(survivor);
    expect(selectCanonical([...configurations].reverse(), recorded, 'request')?.arn).toBe(survivor);
  });

  test('nothing from an empty list', () => {
    const none: readonly Held[] = [];
    expect(selectCanonical(none, 'gone', 'request')).toBeUndefined();
  });
});
