import { runTool } from './tool';
import { synthesize } from './app';
import { prepareGo } from './go-app';
import type { Template } from './template';
import { createAppFolder, isAvailable, LANGUAGES, type Language } from './workspace';

const STACK = 'StreamArchive';
const OTHERS = LANGUAGES.filter((language) => language !== 'typescript');

async function synthesizeExample(language: Language): Promise<Template> {
  const { [STACK]: template, ...others } = await synthesize(language, createAppFolder('examples', language));
  if (template === undefined || Object.keys(others).length > 0)
    throw new Error(`Expected the stack ${STACK}, and no other`);
  return template;
}

let expected: Template;

beforeAll(async () => {
  expected = await synthesizeExample('typescript');
});

test('the TypeScript example has a configuration, a channel and a function', () => {
  const types = Object.values(expected.Resources).map(({ Type: type }) => type);
  expect(types).toEqual(
    expect.arrayContaining(['Custom::IVSRecordingConfiguration', 'AWS::IVS::Channel', 'AWS::Lambda::Function']),
  );
});

for (const language of OTHERS) {
  const describeIfAvailable = isAvailable(language) ? describe : describe.skip;
  describeIfAvailable(`the ${language} example`, () => {
    let actual: Template;

    beforeAll(async () => {
      actual = await synthesizeExample(language);
    });

    test('has the same resources as the TypeScript example', () => {
      expect(Object.keys(actual.Resources).sort()).toEqual(Object.keys(expected.Resources).sort());
      for (const [id, resource] of Object.entries(expected.Resources)) {
        expect({ [id]: actual.Resources[id] }).toEqual({ [id]: resource });
      }
    });

    test('has the same outputs, parameters, conditions and rules', () => {
      expect({ ...actual, Resources: {} }).toEqual({ ...expected, Resources: {} });
    });
  });
}

(isAvailable('go') ? describe : describe.skip)('the go example', () => {
  test('is unchanged by gofmt and by go mod tidy', async () => {
    const folder = createAppFolder('examples', 'go');
    await prepareGo(folder);
    expect(await runTool(['gofmt', '-l', '.'], { cwd: folder })).toBe('');
    expect(await runTool(['go', 'mod', 'tidy', '-diff'], { cwd: folder })).toBe('');
  });
});
