import { BAD_PROPERTIES } from '../../support/bad-properties';
import { StackedResource, startWorld, type World } from '../../support/lifecycle-environment';

let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

test.each(BAD_PROPERTIES)(
  '$title: Create answers FAILED in plain words and calls IVS not once',
  async ({ properties, says }) => {
    const answer = await new StackedResource(world).create(properties);
    expect(answer.Status).toBe('FAILED');
    for (const text of says) expect(answer.Reason).toContain(text);
    expect(answer.PhysicalResourceId).toMatch(/^failed-creation-/);
    expect(world.server.calls.list()).toEqual([]);
  },
);

test('all problems are reported at once', async () => {
  const answer = await new StackedResource(world).create({
    DestinationConfiguration: { S3: { BucketName: 'UPPER' } },
    RecordingReconnectWindowSeconds: 'soon',
    Nmae: 'x',
  });
  expect(answer.Reason).toMatch(/^3 problems: \(1\) .*\(2\) .*\(3\) /);
});
