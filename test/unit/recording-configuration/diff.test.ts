import fc from 'fast-check';
import { analyzeUpdate, diffTags } from '../../../lambda/recording-configuration/diff';
import { parseDesiredState, type DesiredState } from '../../../lambda/recording-configuration/desired-state';
import { arbitraryProperties } from '../../support/arbitrary-properties';
import { stringifyScalars } from '../../support/properties';

const parse = (properties: unknown): DesiredState => parseDesiredState(properties, {});
const tags = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('1', '2'), { noNullPrototype: true });

/** The same declaration in another order and spelling. */
function respell(properties: Readonly<Record<string, unknown>>): unknown {
  const reverse = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reverse).reverse();
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, inner]) => [key, reverse(inner)] as const)
        .reverse(),
    );
  };
  const spelled: object = {
    Name: '',
    RecordingReconnectWindowSeconds: 0,
    RenditionConfiguration: {},
    ThumbnailConfiguration: {},
  };
  return stringifyScalars({ ...spelled, ...(reverse(properties) as object) });
}

test('the same declaration in another order and spelling needs no change', () => {
  fc.assert(
    fc.property(arbitraryProperties, (properties) => {
      expect(analyzeUpdate(parse(properties), parse(respell(properties)))).toEqual({ kind: 'nothing' });
      expect(parse(respell(properties)).settingsHash).toBe(parse(properties).settingsHash);
    }),
  );
});

test('an update changes only tags if only tags differ, and replaces if settings hashes differ', () => {
  fc.assert(
    fc.property(arbitraryProperties, arbitraryProperties, tags, (one, other, newTags) => {
      const previous = parse(one);
      const retagged = parse({ ...one, Tags: newTags });
      const differ =
        JSON.stringify(Object.entries(previous.tags).sort()) !== JSON.stringify(Object.entries(newTags).sort());
      expect(analyzeUpdate(previous, retagged).kind).toBe(differ ? 'tags' : 'nothing');

      const after = parse(other);
      expect(analyzeUpdate(previous, after).kind === 'replace').toBe(previous.settingsHash !== after.settingsHash);
    }),
  );
});

test('a replacement lists the properties that require it', () => {
  const previous = parse({ DestinationConfiguration: { S3: { BucketName: 'one' } }, Name: 'a' });
  const after = parse({ DestinationConfiguration: { S3: { BucketName: 'two' } }, Name: 'b' });
  expect(analyzeUpdate(previous, after)).toEqual({ kind: 'replace', reasons: ['DestinationConfiguration', 'Name'] });
});

test.each([
  ['RecordingReconnectWindowSeconds', 60],
  ['RenditionConfiguration', { RenditionSelection: 'NONE' }],
  ['ThumbnailConfiguration', { RecordingMode: 'DISABLED' }],
])('a change of %s alone requires a replacement', (name, value) => {
  const own = { DestinationConfiguration: { S3: { BucketName: 'one' } } };
  expect(analyzeUpdate(parse(own), parse({ ...own, [name]: value }))).toEqual({ kind: 'replace', reasons: [name] });
});

test('a tag with another value is a change', () => {
  const own = { DestinationConfiguration: { S3: { BucketName: 'one' } } };
  expect(analyzeUpdate(parse({ ...own, Tags: { a: '1' } }), parse({ ...own, Tags: { a: '2' } }))).toEqual({
    kind: 'tags',
  });
});

test('the tag changes result in the declared tags, keep the tags of others and remove tags declared before', () => {
  fc.assert(
    fc.property(tags, tags, tags, (actual, declared, declaredBefore) => {
      const { add, remove } = diffTags(actual, declared, declaredBefore);
      const result = { ...Object.fromEntries(Object.entries(actual).filter(([key]) => !remove.includes(key))), ...add };
      expect(result).toMatchObject(declared);
      for (const key of Object.keys(result)) {
        if (key in declared) continue;
        expect(key in declaredBefore).toBe(false);
        expect(result[key]).toBe(actual[key]);
      }
      // A second update needs no change.
      expect(diffTags(result, declared, declaredBefore)).toEqual({ add: {}, remove: [] });
      expect(Object.entries(add).filter(([key, value]) => actual[key] === value)).toEqual([]);
    }),
  );
});
