import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { readPublishedFunction } from './published-function';
import { addOwnRecording, createApp } from './synthesis';

const HANDLER = readFileSync(resolve(__dirname, '../../../lambda/dist/index.js'), 'utf8');

/** A stage of a pipeline: one stack, deployed to several environments. */
class VideoStage extends Stage {
  public readonly stack = new Stack(this, 'Video');
}

const app = createApp();
const beta = new VideoStage(app, 'Beta', { env: { account: '111111111111', region: 'eu-west-1' } });
const prod = new VideoStage(app, 'Prod', { env: { account: '222222222222', region: 'us-west-2' } });
for (const { stack } of [beta, prod]) {
  addOwnRecording(stack);
  addOwnRecording(new NestedStack(stack, 'Nested'));
}
const assembly = app.synth();

const readTemplate = ({ node, stack }: VideoStage): string =>
  JSON.stringify(assembly.getNestedAssembly(`assembly-${node.id}`).getStackByName(stack.stackName).template);

test('the templates of the stages differ only in the environment, and have the same logical ids', () => {
  // The template of the nested stack is referenced by its hash, and contains the environment.
  const normalize = (template: string): string => template.replace(/[0-9a-f]{64}\.json/, 'nested.json');
  const moved = readTemplate(beta).replaceAll('111111111111', '222222222222').replaceAll('eu-west-1', 'us-west-2');
  expect(readTemplate(beta)).toContain('111111111111');
  expect(normalize(moved)).toBe(normalize(readTemplate(prod)));
});

test.each([
  ['Beta', beta],
  ['Prod', prod],
])('%s uploads the function once to its environment, even with a nested stack', (name, { stack }) => {
  const { code, path, destinations } = readPublishedFunction(assembly.getNestedAssembly(`assembly-${name}`), stack);
  expect(code).toBe(HANDLER);
  // The stages share the assets, next to their folders.
  expect(path).toMatch(/^\.\.\/asset\.[0-9a-f]{64}$/);
  expect(destinations).toEqual([
    expect.objectContaining({
      bucketName: `cdk-hnb659fds-assets-${stack.account}-${stack.region}`,
      region: stack.region,
    }),
  ]);
});
