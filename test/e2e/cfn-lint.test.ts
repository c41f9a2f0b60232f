import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { FullStack } from '../../examples/typescript/full-stack';
import { WatchingStack } from '../../examples/typescript/monitoring-stack';
import { synthesise } from '../../tools/emulator/cloudformation/synthesis';
import { createEnvironment, findPythonBin, ROOT } from './environment';
import { runTool } from './tool';

/** What cfn-lint warns of in templates of this project, and why that is well. */
const EXPLAINED: Readonly<Record<string, string>> = {
  W3005: 'The CDK writes DependsOn beside the reference that says the same.',
};

interface Finding {
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
}

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cfn-lint-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** What cfn-lint finds with the rule that comes with the package. */
async function lint(templates: readonly string[]): Promise<readonly Finding[]> {
  const tool = {
    world: 'templates',
    name: 'cfn-lint',
    program: join(findPythonBin(), 'cfn-lint'),
    env: createEnvironment(directory),
  };
  const rules = ['--append-rules', join(ROOT, 'dist', 'schema')];
  const { stdout, terminal } = await runTool(tool, ['--format', 'json', ...rules, '--', ...templates]);
  try {
    return JSON.parse(stdout) as readonly Finding[];
  } catch {
    throw new Error(`cfn-lint did not get through: ${terminal}`);
  }
}

/** Every template that the project ships or synthesises. */
async function listTemplates(): Promise<readonly string[]> {
  const assembly = join(directory, 'cdk.out');
  await synthesise(ROOT, assembly, {});
  const app = new App({ outdir: join(directory, 'examples'), builtinCloudFormationValidation: false });
  const examples: readonly Stack[] = [new FullStack(app, 'Full'), new WatchingStack(app, 'Watching')];
  app.synth();
  const find = (folder: string, ending: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name));
  const handWritten = find(join(ROOT, 'examples', 'yaml'), '.yaml');
  const synthesised = [assembly, join(directory, 'examples')].flatMap((folder) => find(folder, '.template.json'));
  expect(handWritten.length).toBeGreaterThan(4);
  expect(synthesised.length).toBe(2 + examples.length);
  return [join(ROOT, 'dist', 'ivs-recording-configuration-provider.yaml'), ...handWritten, ...synthesised];
}

test('cfn-lint finds no error in any template of the project, and no warning that is not explained', async () => {
  const findings = await lint(await listTemplates());
  const unexplained = findings.filter(({ Rule: { Id } }) => !Object.hasOwn(EXPLAINED, Id));
  expect(unexplained.map(({ Rule: { Id }, Message }) => `${Id} ${Message}`)).toEqual([]);
  const found = new Set(findings.map(({ Rule: { Id } }) => Id));
  expect(Object.keys(EXPLAINED).filter((id) => !found.has(id))).toEqual([]);
});

test.each([
  ['RecordingReconnectWindowSeconds: 301', /301 is greater than the maximum of 300/],
  ['Nmae: live', /'Nmae' was unexpected/],
  ['RenditionConfiguration: { RenditionSelection: CUSTOM }', /'Renditions' is a required property/],
  ['ThumbnailConfiguration: { RecordingMode: OFF }', /is not one of \['INTERVAL', 'DISABLED'\]/],
  ['OnInUse: DETACH', /'DETACH' is not one of \['FAIL', 'RELEASE'\]/],
])('cfn-lint finds %s', async (line, message) => {
  const path = join(directory, 'bad.yaml');
  writeFileSync(
    path,
    `Resources:
  Recording:
    Type: Custom::IVSRecordingConfiguration
    Properties:
      ServiceToken: !ImportValue IvsRecordingConfigurationServiceToken
      DestinationConfiguration: { S3: { BucketName: archive } }
      ${line}
`,
  );
  const findings = await lint([path]);
  expect(findings.map(({ Rule: { Id } }) => Id)).toEqual(['E9301']);
  expect(findings[0]?.Message).toMatch(message);
});
