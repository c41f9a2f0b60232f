import { App } from 'aws-cdk-lib';
import { type ExampleContext, readExampleContext } from '../../../bin/stacks/example-context';

const read = (context: Record<string, unknown>): ExampleContext => readExampleContext(new App({ context }).node);

test('an empty context is a valid one', () => {
  const nothing = { bucketName: undefined, configurationName: undefined, thumbnailInterval: undefined, tags: {} };
  expect(read({})).toEqual(nothing);
  expect(read({ bucketName: '', configurationName: '', thumbnailInterval: '', tags: '' })).toEqual(nothing);
});

test('texts are taken as they are', () => {
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

test('a key that is one of these mistyped is refused, and any other one passes', () => {
  expect(() => read({ thumbnailIntervall: '30' })).toThrow(
    'There is no context value thumbnailIntervall: did you mean thumbnailInterval, as in -c thumbnailInterval=...?',
  );
  expect(read({ owner: 'team' })).toEqual(read({}));
});

test.each<[string, unknown, string]>([
  ['bucketName', 7, 'The context value bucketName is 7: expected a text, as in -c bucketName=my-recordings.'],
  ['configurationName', {}, 'The context value configurationName is {}: expected a text'],
  [
    'thumbnailInterval',
    '30s',
    'The context value thumbnailInterval is "30s": expected a whole number of seconds, as in -c thumbnailInterval=30.',
  ],
  ['thumbnailInterval', '0x1f', 'The context value thumbnailInterval is "0x1f"'],
  ['thumbnailInterval', 1.5, 'The context value thumbnailInterval is 1.5'],
  ['thumbnailInterval', '-1', 'The context value thumbnailInterval is "-1"'],
  ['thumbnailInterval', true, 'The context value thumbnailInterval is true'],
  [
    'tags',
    'team',
    'The context value tags is "team": expected pairs of key and value, or a JSON object of texts, as in -c tags=team=video,stage=test.',
  ],
  ['tags', '=video', 'The context value tags is "=video"'],
  ['tags', '{"team":', 'The context value tags is'],
  ['tags', { team: 7 }, 'The context value tags is {"team":7}'],
  ['tags', ['team'], 'The context value tags is ["team"]'],
])('%s is refused as %p', (key, value, message) => {
  expect(() => read({ [key]: value })).toThrow(message);
});
