import { toAttributes } from '../../../lambda/recording-configuration/attributes';
import { createDesiredState } from './test-context';

const ARN = 'arn:aws:ivs:us-east-1:123456789012:recording-configuration/AbC';

test('every attribute has a value', () => {
  expect(toAttributes(ARN, createDesiredState({ Name: 'archive' }))).toEqual({
    Arn: ARN,
    Id: 'AbC',
    State: 'ACTIVE',
    Name: 'archive',
    BucketName: 'stream-archive',
    TagsAll: '{}',
  });
  expect(toAttributes(ARN, createDesiredState()).Name).toBe('');
  expect(toAttributes('no ARN', createDesiredState()).Id).toBe('');
});

test('TagsAll has the tags in the order of their keys', () => {
  const tags = { b: '1', c: '2', a: '3', B: '4' };
  expect(toAttributes(ARN, createDesiredState({ Tags: tags })).TagsAll).toBe('{"B":"4","a":"3","b":"1","c":"2"}');
});
