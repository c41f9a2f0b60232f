import { BAD_PROPERTIES } from '../../support/bad-properties';
import { StackedResource, startTestEnvironment, type TestEnvironment } from '../../support/lifecycle-environment';

let world: TestEnvironment;

beforeAll(async () => {
  world = await startTestEnvironment();
});
afterAll(() => world.close());

test.each(BAD_PROPERTIES)(
  '$title: Create fails with a reason, and does not call IVS',
  async ({ properties, expected }) => {
    const response = await new StackedResource(world).create(properties);
    expect(response.Status).toBe('FAILED');
    expect(response.Reason).toMatch(/^InvalidProperties: /);
    for (const text of expected) expect(response.Reason).toContain(text);
    expect(response.PhysicalResourceId).toMatch(/^failed-creation-/);
    expect(world.server.calls.list()).toEqual([]);
  },
);

test('all problems are reported together', async () => {
  const response = await new StackedResource(world).create({
    DestinationConfiguration: { S3: { BucketName: 'UPPER' } },
    RecordingReconnectWindowSeconds: 'soon',
    Nmae: 'x',
  });
  expect(response.Reason).toMatch(/^InvalidProperties: 3 problems: \(1\) Nmae .*\(2\) .*"UPPER".*\(3\) .*"soon"/);
});
