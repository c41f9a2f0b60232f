import { findNearestName } from '../../../schema/nearest-name';

const KNOWN = ['Name', 'Tags', 'RecordingReconnectWindowSeconds', 'ThumbnailConfiguration', 'RenditionConfiguration'];

test.each([
  ['name', 'Name'],
  ['Nmae', 'Name'],
  ['Tag', 'Tags'],
  ['RecordingReconnectWindowSecond', 'RecordingReconnectWindowSeconds'],
  ['recordingReconnectWindow', 'RecordingReconnectWindowSeconds'],
  ['ThumbnailConfig', 'ThumbnailConfiguration'],
])('%s was meant to be %s', (typed, meant) => {
  expect(findNearestName(typed, KNOWN)).toBe(meant);
});

test.each(['Encryption', 'Bucket', '', 'x'])('%p is near to none', (typed) => {
  expect(findNearestName(typed, KNOWN)).toBeUndefined();
});

test.each(['Nmax', 'Nmxe', 'Nxae'])('%s is two slips away from Name, one more than so short a name allows', (typed) => {
  expect(findNearestName(typed, KNOWN)).toBeUndefined();
});

test('where nothing is known, nothing is near', () => {
  expect(findNearestName('Name', [])).toBeUndefined();
});
