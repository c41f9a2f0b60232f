import { runTool } from './tool';
import { synthesise } from './app';
import { prepareGo } from './go-app';
import type { Template } from './template';
import { createAppFolder, isAvailable, LANGUAGES, type Language } from './workspace';

const STACK = 'StreamArchive';
const OTHERS = LANGUAGES.filter((language) => language !== 'typescript');

async function synthesiseExample(language: Language): Promise<Template> {
  const { [STACK]: template, ...others } = await synthesise(language, createAppFolder('examples', language));
  if (template === undefined || Object.keys(others).length > 0)
    throw new Error(`Expected the stack ${STACK}, and no other`);
  return template;
}

let expected: Template;

beforeAll(async () => {
  expected = await synthesiseExample('typescript');
});

test('the example in TypeScript has a configuration, a channel that uses it, and a function', () => {
  const types = Object.values(expected.Resources).map(({ Type: type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(['Custom::IVSRecordingConfiguration', 'AWS::IVS::Channel', 'AWS::Lambda::Function']),
  );
});

for (const language of OTHERS) {
  const describeIfAvailable = isAvailable(language) ? describe : describe.skip;
  describeIfAvailable(`the example in ${language}`, () => {
    let actual: Template;

    beforeAll(async () => {
      actual = await synthesiseExample(language);
    });

    test('has the resources of the one in TypeScript, each as there', () => {
      expect(Object.keys(actual.Resources).sort()).toEqual(Object.keys(expected.Resources).sort());
      for (const [id, resource] of Object.entries(expected.Resources)) {
        expect({ [id]: actual.Resources[id] }).toEqual({ [id]: resource });
      }
    });

    test('has its outputs, parameters, conditions and rules', () => {
      expect({ ...actual, Resources: {} }).toEqual({ ...expected, Resources: {} });
    });
  });
}

(isAvailable('go') ? describe : describe.skip)('the example in go', () => {
  test('is as gofmt would write it, its go.mod and go.sum as go mod tidy would', async () => {
    const folder = createAppFolder('examples', 'go');
    await prepareGo(folder);
    expect(await runTool(['gofmt', '-l', '.'], { cwd: folder })).toBe('');
    expect(await runTool(['go', 'mod', 'tidy', '-diff'], { cwd: folder })).toBe('');
  });
});
