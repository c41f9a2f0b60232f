import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { InlineProviderStack } from '../../bin/stacks/inline-provider-stack';
import { SERVICE_TOKEN_EXPORT } from '../../bin/stacks/provider-stack';
import { IVS_REGIONS } from '../../schema/regions';
import { readCodeBlocks, readDocument, readSpans, readTable, stripCode } from './markdown';

const PAGE = readDocument('docs/provider-template.md');
const README = readDocument('README.md');
const DEPLOYING = readDocument('docs/deploying.md');

interface ProviderTemplate {
  readonly Parameters: Readonly<
    Record<string, { readonly Default: string; readonly AllowedValues?: readonly string[] }>
  >;
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> }>
  >;
  readonly Outputs: Readonly<Record<string, { readonly Export?: { readonly Name: string } }>>;
}

const template = Template.fromStack(
  new InlineProviderStack(new App({ builtinCloudFormationValidation: false }), 'Provider', { inlineCode: '0' }),
).toJSON() as unknown as ProviderTemplate;
const rows = readTable(PAGE, ['Parameter', 'Default', 'Meaning']);
const REGULATED = readDocument('docs/regulated-accounts.md');
const commands = [PAGE, DEPLOYING, REGULATED].flatMap((text) => readCodeBlocks(text, 'sh')).join('\n');

test('the parameter table matches the template', () => {
  const documented = rows.map(([name = '', preset = '']) => [
    stripCode(name),
    ['none', 'every bucket of the account'].includes(preset) ? '' : stripCode(preset),
  ]);
  expect(documented).toEqual(Object.entries(template.Parameters).map(([name, { Default }]) => [name, Default]));
});

test('the documented values are allowed values', () => {
  const { AllowedValues: days = [] } = template.Parameters.LogRetentionInDays ?? {};
  const [, , meaning = ''] = rows.find(([name]) => name === '`LogRetentionInDays`') ?? [];
  const named = [...meaning.matchAll(/\b\d+\b/g), ...commands.matchAll(/(?<=LogRetentionInDays=)\d+/g)].map(
    ([day]) => day,
  );
  expect(named.length).toBeGreaterThan(3);
  expect(named.filter((day) => !days.includes(day))).toEqual([]);
  const { AllowedValues: allowed = [] } = template.Parameters.AllowChannelUpdates ?? {};
  for (const [value] of commands.matchAll(/(?<=AllowChannelUpdates=)\w+/g)) expect(allowed).toContain(value);
});

test('the commands use existing parameters and the required capability', () => {
  const given = [...commands.matchAll(/--parameter(?:-override)?s (.+)/g)].flatMap(([, values = '']) => [
    ...values.matchAll(/(?<=^|[ ']|ParameterKey=)(?!ParameterKey)[A-Z]\w+(?=[=,])/g),
  ]);
  const names = given.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['BucketArns', 'LogRetentionInDays', 'AllowChannelUpdates']));
  expect(names.filter((name) => !(name in template.Parameters))).toEqual([]);
  // A role with a name would require CAPABILITY_NAMED_IAM.
  for (const { Type: type, Properties: properties } of Object.values(template.Resources)) {
    if (type === 'AWS::IAM::Role') expect(properties).not.toHaveProperty('RoleName');
  }
  for (const [capability] of commands.matchAll(/CAPABILITY_\w+/g)) expect(capability).toBe('CAPABILITY_IAM');
});

test('the StackSet command lists the Regions with IVS', () => {
  const [, regions = ''] = /--regions ([a-z0-9 -]+?) \\\n/.exec(commands) ?? [];
  expect(regions.split(' ')).toEqual(IVS_REGIONS);
});

test('the documents use the name of the export', () => {
  expect(Object.values(template.Outputs).map(({ Export }) => Export?.Name)).toEqual([SERVICE_TOKEN_EXPORT]);
  for (const text of [PAGE, DEPLOYING, README]) expect(text).toContain(`!ImportValue ${SERVICE_TOKEN_EXPORT}`);
});

test('the documented function properties match the template', () => {
  const [fn] = Object.values(template.Resources).filter(({ Type: type }) => type === 'AWS::Lambda::Function');
  expect(fn?.Properties).toMatchObject({
    Architectures: ['arm64'],
    MemorySize: 256,
    Runtime: 'nodejs24.x',
    Timeout: 900,
  });
  for (const words of ['256 MB, arm64', '`nodejs24.x`, 900 s']) expect(PAGE).toContain(words);
});

test('the command that extracts the code matches tools/build/build-template.ts', () => {
  const script = readDocument('tools/build/build-template.ts');
  const [, pattern = ''] = /sed -n "s\/\^ \*(.+)\$\/\\1\/p"/.exec(commands) ?? [];
  expect(pattern).toBe("'\\(.*\\)', 'base64'));");
  expect(script).toContain("`  '${packed}', 'base64'));`");
  const [, decompress = ''] = /node -e "(.+)"/.exec(commands) ?? [];
  expect(script).toContain(decompress);
});

test('docs/regulated-accounts.md has the parameters and props of its table', () => {
  const settings = readTable(REGULATED, ['Prop of the provider', 'Parameter of the template', 'Effect']);
  const others = ['LogRetentionInDays', 'DefaultTags', 'BucketArns', 'AllowChannelUpdates', 'AllowAdoption'];
  const named = new Set(settings.flatMap(([, parameter = '']) => readSpans(parameter)));
  expect([...named, ...others].sort()).toEqual(Object.keys(template.Parameters).sort());
  const source = readDocument('lib/recording-configuration-provider.ts');
  const props = settings.flatMap(([prop = '']) => readSpans(prop)).filter((name) => !name.endsWith('()'));
  expect(props.length).toBeGreaterThan(10);
  expect(props.filter((name) => !source.includes(`readonly ${name}?:`))).toEqual([]);
});
