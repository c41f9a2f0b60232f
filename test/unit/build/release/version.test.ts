import * as fc from 'fast-check';
import {
  compareVersions,
  findPrevious,
  mayBreak,
  parseVersion,
  type Version,
} from '../../../../tools/build/release/version';

const versions = fc.tuple(fc.nat(30), fc.nat(30), fc.nat(30)) as fc.Arbitrary<Version>;

test('a parsed version is formatted unchanged', () => {
  fc.assert(
    fc.property(versions, (version) => {
      expect(parseVersion(version.join('.'))).toEqual(version);
    }),
  );
});

test.each(['', '1', '1.2', '1.2.3.4', 'v1.2.3', '1.2.3-rc.1', '01.2.3', '1.2.3 '])('"%s" is not a version', (text) => {
  expect(parseVersion(text)).toBeUndefined();
});

test.each([
  ['0.1.0', '0.1.1', false],
  ['0.1.0', '0.2.0', true],
  ['0.9.0', '1.0.0', true],
  ['1.0.0', '1.1.0', false],
  ['1.9.9', '2.0.0', true],
])('the step from %s to %s allows breaking changes: %s', (previous, next, expected) => {
  expect(mayBreak(parse(previous), parse(next))).toBe(expected);
});

test('the previous version is the newest earlier one', () => {
  fc.assert(
    fc.property(fc.array(versions), versions, (all, version) => {
      const before = all.filter((other) => compareVersions(other, version) < 0);
      const previous = findPrevious([...all.map((other) => `v${other.join('.')}`), 'nightly', ''], version);
      expect(previous === undefined).toBe(before.length === 0);
      if (previous === undefined) return;
      const found = parse(previous.slice(1));
      expect(before).toContainEqual(found);
      for (const other of before) expect(compareVersions(found, other)).toBeGreaterThanOrEqual(0);
    }),
  );
});

function parse(text: string): Version {
  const version = parseVersion(text);
  if (version === undefined) throw new Error(`${text} is no version.`);
  return version;
}
