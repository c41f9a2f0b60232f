import { Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { parseProperties } from '../../../schema/parse-properties';
import { formatProblems } from '../../../schema/problem';
import { nameProp } from '../../../lib/private/prop-names';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { addRecording, createApp, createStack, findRecording } from './synthesis';

type Tag = Readonly<Record<'Key' | 'Value', string>>;

function listTags(stack: Stack): unknown {
  return findRecording(stack).Properties.Tags;
}

/** The error of the handler for the same tags. */
function handlerError(tags: readonly Tag[]): string {
  const properties = { DestinationConfiguration: { S3: { BucketName: 'recordings' } }, Tags: tags };
  return `InvalidProperties: ${formatProblems(parseProperties(properties).problems.map(nameProp))}`;
}

const many = (count: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${String(index).padStart(2, '0')}`, 'value']));

describe('Tags.of', () => {
  test('applies to the configuration from the app, the stack and the construct', () => {
    const app = createApp();
    const stack = new Stack(app, 'Stack');
    const recording = addRecording(stack, { tags: { own: 'prop' } });
    Tags.of(app).add('app', 'yes');
    Tags.of(stack).add('stack', 'yes');
    Tags.of(recording).add('construct', 'yes');
    expect(listTags(stack)).toEqual([
      { Key: 'app', Value: 'yes' },
      { Key: 'construct', Value: 'yes' },
      { Key: 'own', Value: 'prop' },
      { Key: 'stack', Value: 'yes' },
    ]);
  });

  test('overrides the tags of the props, unless its priority is below 50', () => {
    const stack = createStack();
    addRecording(stack, { tags: { a: 'prop', b: 'prop' } });
    Tags.of(stack).add('a', 'aspect');
    Tags.of(stack).add('b', 'aspect', { priority: 40 });
    expect(listTags(stack)).toEqual([
      { Key: 'a', Value: 'aspect' },
      { Key: 'b', Value: 'prop' },
    ]);
  });

  test('uses the higher priority', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    Tags.of(stack).add('stage', 'outer', { priority: 300 });
    Tags.of(recording).add('stage', 'inner', { priority: 200 });
    expect(listTags(stack)).toEqual([{ Key: 'stage', Value: 'outer' }]);
  });

  test('selects the configuration by its resource type', () => {
    const stack = createStack();
    addRecording(stack);
    Tags.of(stack).add('included', 'yes', { includeResourceTypes: [RESOURCE_TYPE] });
    Tags.of(stack).add('not-included', 'no', { includeResourceTypes: ['AWS::S3::Bucket'] });
    Tags.of(stack).add('excluded', 'no', { excludeResourceTypes: [RESOURCE_TYPE] });
    Tags.of(stack).add('not-excluded', 'yes', { excludeResourceTypes: ['AWS::S3::Bucket'] });
    expect(listTags(stack)).toEqual([
      { Key: 'included', Value: 'yes' },
      { Key: 'not-excluded', Value: 'yes' },
    ]);
  });

  test('uses the inner scope if priorities are equal', () => {
    const stack = createStack();
    const recording = addRecording(stack);
    Tags.of(recording).add('stage', 'inner');
    Tags.of(stack).add('stage', 'outer');
    expect(listTags(stack)).toEqual([{ Key: 'stage', Value: 'inner' }]);
  });

  test('removes tags by resource type, unless their priority is higher', () => {
    const stack = createStack();
    addRecording(stack, { tags: { included: 'x', 'not-included': 'x', excluded: 'x', 'not-excluded': 'x' } });
    Tags.of(stack).add('firm', 'x', { priority: 300 });
    Tags.of(stack).remove('included', { includeResourceTypes: [RESOURCE_TYPE] });
    Tags.of(stack).remove('not-included', { includeResourceTypes: ['AWS::S3::Bucket'] });
    Tags.of(stack).remove('excluded', { excludeResourceTypes: [RESOURCE_TYPE] });
    Tags.of(stack).remove('not-excluded', { excludeResourceTypes: ['AWS::S3::Bucket'] });
    Tags.of(stack).remove('firm', { priority: 299 });
    expect(listTags(stack)).toEqual([
      { Key: 'excluded', Value: 'x' },
      { Key: 'firm', Value: 'x' },
      { Key: 'not-included', Value: 'x' },
    ]);
  });

  test('removes tags, and the property with the last tag', () => {
    const stack = createStack();
    const recording = addRecording(stack, { tags: { own: 'prop' } });
    Tags.of(recording).remove('own');
    expect(findRecording(stack).Properties).not.toHaveProperty('Tags');
  });
});

describe('the tag validation at synthesis', () => {
  test('accepts 46 tags', () => {
    const stack = createStack();
    addRecording(stack, { tags: many(46) });
    expect(listTags(stack)).toHaveLength(46);
  });

  test.each([48, 51])('rejects %i tags', (count) => {
    const stack = createStack();
    addRecording(stack, { tags: many(count) });
    expect(() => Template.fromStack(stack)).toThrow(
      `[Stack/Recording] InvalidProperties: tags (Tags) has ${count} tags: expected at most 46`,
    );
  });

  test('counts the tags of the props and of Tags.of together', () => {
    const stack = createStack();
    addRecording(stack, { tags: many(46) });
    Tags.of(stack).add('one-more', 'value');
    expect(() => Template.fromStack(stack)).toThrow('InvalidProperties: tags (Tags) has 47 tags');
  });

  test.each<[string, string, string]>([
    ['a key that AWS reserves', 'aws:mine', 'value'],
    ['a key with the prefix of the owner tags', 'cdk-ivs-recording-configuration:stack-id', 'value'],
    ['a key of 129 characters', 'k'.repeat(129), 'value'],
    ['an empty key', '', 'value'],
    ['a key with a character that IVS does not allow', 'a*b', 'value'],
    ['a value of 257 characters', 'key', 'v'.repeat(257)],
    ['a value with a character that IVS does not allow', 'key', 'a*b'],
  ])('rejects %s, with the error of the handler', (_, key, value) => {
    const message = handlerError([{ Key: key, Value: value }]);
    expect(message).toContain('expected');
    const stack = createStack();
    addRecording(stack, { tags: { [key]: value } });
    expect(() => Template.fromStack(stack)).toThrow(message);
  });

  test('rejects invalid tags of Tags.of', () => {
    const stack = createStack();
    addRecording(stack);
    Tags.of(stack).add('a*b', 'value', { includeResourceTypes: [RESOURCE_TYPE] });
    expect(() => Template.fromStack(stack)).toThrow(handlerError([{ Key: 'a*b', Value: 'value' }]));
  });
});
