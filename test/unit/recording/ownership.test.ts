import { OWNER_TAGS } from '../../../contract/tags';
import {
  belongsToAnother,
  chooseSurvivor,
  isOwnedBy,
  readFingerprint,
  readOwners,
  toOwnerTags,
  toRequestTag,
  wasMadeFor,
} from '../../../lambda/recording/ownership';
import type { RecordingConfiguration, Tags } from '../../../lambda/aws/recording-configurations';

const OWNER = { stackId: 'stack', logicalId: 'Recording' };
const tagged = (tags: Tags): RecordingConfiguration => ({ arn: 'arn', state: 'ACTIVE', tags });
const OWN = toOwnerTags(OWNER, 'settings');

test('the owner tags are these', () => {
  expect({ ...OWN, ...toRequestTag('request') }).toEqual({
    'cdk-ivs-recording-configuration:stack-id': 'stack',
    'cdk-ivs-recording-configuration:logical-id': 'Recording',
    'cdk-ivs-recording-configuration:settings': 'settings',
    'cdk-ivs-recording-configuration:request-id': 'request',
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

test('a configuration tells its settings, and for which request it was made', () => {
  expect(readFingerprint(tagged(OWN))).toBe('settings');
  expect(readFingerprint(tagged({}))).toBeUndefined();
  expect(wasMadeFor(tagged(toRequestTag('request')), 'request')).toBe(true);
  expect(wasMadeFor(tagged(toRequestTag('request')), 'another')).toBe(false);
});

test('of several, the recorded one survives, else the one that sorts first', () => {
  expect(chooseSurvivor(['b', 'a', 'c'], 'c')).toBe('c');
  expect(chooseSurvivor(['b', 'a', 'c'], 'gone')).toBe('a');
  expect(chooseSurvivor(['b', 'a', 'c'], undefined)).toBe('a');
  expect(chooseSurvivor([], 'gone')).toBeUndefined();
});
