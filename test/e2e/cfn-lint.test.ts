import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { FullStack } from '../../examples/typescript/full-stack';
import { WatchingStack } from '../../examples/typescript/monitoring-stack';
import { synthesize } from '../../tools/emulator/cloudformation/synthesis';
import { createProcessEnvironment, findPythonBin, ROOT } from './environment';
import { runTool } from './tool';

/** The expected cfn-lint warnings, by rule, with the reason. */
const EXPECTED_WARNINGS: Readonly<Record<string, string>> = {
  W3005: 'The CDK adds DependsOn to resources that a reference already orders.',
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

/** Runs cfn-lint with the rule of the package. */
async function runCfnLint(templates: readonly string[]): Promise<readonly Finding[]> {
  const tool = {
    environment: 'templates',
    name: 'cfn-lint',
    program: join(findPythonBin(), 'cfn-lint'),
    env: createProcessEnvironment(directory),
  };
  const rules = ['--append-rules', join(ROOT, 'dist', 'schema')];
  const { stdout, terminal } = await runTool(tool, ['--format', 'json', ...rules, '--', ...templates]);
  try {
    return JSON.parse(stdout) as readonly Finding[];
  } catch {
    throw new Error(`cfn-lint failed: ${terminal}`);
  }
}

/** Lists every template that the project ships or synthesizes. */
async function listTemplates(): Promise<readonly string[]> {
  const assembly = join(directory, 'cdk.out');
  await synthesize(ROOT, assembly, {});
  const app = new App({ outdir: join(directory, 'examples'), builtinCloudFormationValidation: false });
  const examples: readonly Stack[] = [new FullStack(app, 'Full'), new WatchingStack(app, 'Watching')];
  app.synth();
  const listFiles = (folder: string, ending: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith(ending))
      .map((name) => join(folder, name));
  const handWritten = listFiles(join(ROOT, 'examples', 'yaml'), '.yaml');
  const synthesized = [assembly, join(directory, 'examples')].flatMap((folder) => listFiles(folder, '.template.json'));
  expect(handWritten.length).toBeGreaterThan(4);
  expect(synthesized.length).toBe(2 + examples.length);
  return [join(ROOT, 'dist', 'ivs-recording-configuration-provider.yaml'), ...handWritten, ...synthesized];
}

test('cfn-lint finds no errors and no unexpected warnings in the templates of the project', async () => {
  const findings = await runCfnLint(await listTemplates());
  const unexplained = findings.filter(({ Rule: { Id } }) => !Object.hasOwn(EXPECTED_WARNINGS, Id));
  expect(unexplained.map(({ Rule: { Id }, Message }) => `${Id} ${Message}`)).toEqual([]);
  const found = new Set(findings.map(({ Rule: { Id } }) => Id));
  expect(Object.keys(EXPECTED_WARNINGS).filter((id) => !found.has(id))).toEqual([]);
});

test.each([
  ['RecordingReconnectWindowSeconds: 301', /301 is greater than the maximum of 300/],
  ['Nmae: live', /'Nmae' was unexpected/],
  ['RenditionConfiguration: { RenditionSelection: CUSTOM }', /'Renditions' is a required property/],
  ['ThumbnailConfiguration: { RecordingMode: OFF }', /is not one of \['INTERVAL', 'DISABLED'\]/],
  ['OnInUse: DETACH', /'DETACH' is not one of \['FAIL', 'RELEASE'\]/],
])('cfn-lint reports %s', async (line, message) => {
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
  const findings = await runCfnLint([path]);
  expect(findings.map(({ Rule: { Id } }) => Id)).toEqual(['E9301']);
  expect(findings[0]?.Message).toMatch(message);
});
