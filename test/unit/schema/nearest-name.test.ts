import { findNearestName } from '../../../schema/nearest-name';

const KNOWN = ['Name', 'Tags', 'RecordingReconnectWindowSeconds', 'ThumbnailConfiguration', 'RenditionConfiguration'];

test.each([
  ['name', 'Name'],
  ['Nmae', 'Name'],
  ['Tag', 'Tags'],
  ['RecordingReconnectWindowSecond', 'RecordingReconnectWindowSeconds'],
  ['recordingReconnectWindow', 'RecordingReconnectWindowSeconds'],
  ['ThumbnailConfig', 'ThumbnailConfiguration'],
])('the name nearest to %s is %s', (typed, meant) => {
  expect(findNearestName(typed, KNOWN)).toBe(meant);
});

test.each(['Encryption', 'Bucket', '', 'x'])('%p has no near name', (typed) => {
  expect(findNearestName(typed, KNOWN)).toBeUndefined();
});

test.each(['Nmax', 'Nmxe', 'Nxae'])('%s has two typos of Name, one more than a short name allows', (typed) => {
  expect(findNearestName(typed, KNOWN)).toBeUndefined();
});

test('an empty list has no near name', () => {
  expect(findNearestName('Name', [])).toBeUndefined();
});
