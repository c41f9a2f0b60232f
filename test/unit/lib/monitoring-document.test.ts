import * as s3 from 'aws-cdk-lib/aws-s3';
import { readCodeBlocks, readDocument } from '../../docs/markdown';
import { addRecording, createStack, listResourcesOf } from './synthesis';

type Node = Readonly<Record<string, unknown>>;

const PAGE = readDocument('docs/monitoring.md');
const [event = {}, pattern = {}] = readCodeBlocks(PAGE, 'json').map((block) => JSON.parse(block) as Node);

/** Whether an event has one of the values for each field of a pattern, which is enough for these patterns. */
function matches(value: unknown, expected: unknown): boolean {
  if (Array.isArray(expected)) return [value].flat().some((one) => expected.includes(one));
  return Object.entries(expected as Node).every(([name, inner]) => matches((value as Node)[name], inner));
}

test('the example contains the TypeScript of docs/monitoring.md', () => {
  const example = readDocument('examples/typescript/monitoring-stack.ts').replace(/^ {4}/gm, '');
  const blocks = readCodeBlocks(PAGE, 'ts');
  expect(blocks).toHaveLength(1);
  for (const block of blocks) expect(example).toContain(block);
});

test('the pattern of docs/monitoring.md matches onRecordingStartFailure', () => {
  const stack = createStack();
  addRecording(stack, { bucket: s3.Bucket.fromBucketName(stack, 'Bucket', 'recordings') }).onRecordingStartFailure(
    'Rule',
  );
  expect(listResourcesOf(stack, 'AWS::Events::Rule')[0]?.Properties.EventPattern).toEqual(pattern);
});

test('the pattern matches the event of docs/monitoring.md, and no other status or bucket', () => {
  const detail = event.detail as Node;
  expect(matches(event, pattern)).toBe(true);
  expect(matches({ ...event, detail: { ...detail, recording_status: 'Recording End' } }, pattern)).toBe(false);
  expect(matches({ ...event, detail: { ...detail, recording_s3_bucket_name: 'other' } }, pattern)).toBe(false);
});

test('every method in docs/monitoring.md exists', () => {
  const recording = addRecording(createStack());
  const names = [...PAGE.matchAll(/^\| `(\w+)(?:\(\))?`/gm)].map(([, name = '']) => name);
  expect(names).toHaveLength(9);
  for (const name of names) expect(recording).toHaveProperty(name, expect.any(Function));
});
