import { App } from 'aws-cdk-lib';
import { formatMessage } from '../../../schema/messages';
import { type ExampleContext, readExampleContext } from '../../../bin/stacks/example-context';

const read = (context: Record<string, unknown>): ExampleContext => readExampleContext(new App({ context }).node);

test('an empty context is valid', () => {
  const nothing = { bucketName: undefined, configurationName: undefined, thumbnailInterval: undefined, tags: {} };
  expect(read({})).toEqual(nothing);
  expect(read({ bucketName: '', configurationName: '', thumbnailInterval: '', tags: '' })).toEqual(nothing);
});

test('texts are used unchanged', () => {
  expect(read({ bucketName: 'recordings', configurationName: 'main' })).toMatchObject({
    bucketName: 'recordings',
    configurationName: 'main',
  });
});

test.each([30, '30'])('thumbnailInterval is a number from cdk.json or a text from the command line: %p', (value) => {
  expect(read({ thumbnailInterval: value }).thumbnailInterval).toBe(30);
});

test.each<[string, unknown, Record<string, string>]>([
  ['an object', { team: 'video' }, { team: 'video' }],
  ['JSON', '{"team":"video","a":"b=c,d"}', { team: 'video', a: 'b=c,d' }],
  ['pairs', 'team=video, stage = test,empty=,url=a=b', { team: 'video', stage: 'test', empty: '', url: 'a=b' }],
])('tags are read from %s', (_, value, tags) => {
  expect(read({ tags: value }).tags).toEqual(tags);
});

test('a mistyped key is rejected, and any other key passes', () => {
  expect(() => read({ thumbnailIntervall: '30' })).toThrow(
    formatMessage('UnknownContextKey', { key: 'thumbnailIntervall', nearest: 'thumbnailInterval' }),
  );
  expect(read({ owner: 'team' })).toEqual(read({}));
});

const TEXT = 'a string';
const SECONDS = 'a whole number of seconds';
const TAGS = 'pairs of key and value, or a JSON object of strings';

test.each<[key: string, value: unknown, expected: string, example: string]>([
  ['bucketName', 7, TEXT, 'my-recordings'],
  ['configurationName', {}, TEXT, 'my-configuration'],
  ['thumbnailInterval', '30s', SECONDS, '30'],
  ['thumbnailInterval', '0x1f', SECONDS, '30'],
  ['thumbnailInterval', 1.5, SECONDS, '30'],
  ['thumbnailInterval', '-1', SECONDS, '30'],
  ['thumbnailInterval', true, SECONDS, '30'],
  ['tags', 'team', TAGS, 'team=video,stage=test'],
  ['tags', '=video', TAGS, 'team=video,stage=test'],
  ['tags', '{"team":', TAGS, 'team=video,stage=test'],
  ['tags', { team: 7 }, TAGS, 'team=video,stage=test'],
  ['tags', ['team'], TAGS, 'team=video,stage=test'],
])('%s cannot be %p', (key, value, expected, example) => {
  const values = { key, value: JSON.stringify(value), expected, example };
  expect(() => read({ [key]: value })).toThrow(formatMessage('InvalidContextValue', values));
});
