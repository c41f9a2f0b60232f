import fc from 'fast-check';
import type { Connection } from '../../../cli/aws/connection';
import { parseDeclaredState } from '../../../cli/drift/declared-resource';
import type { Output } from '../../../cli/output';
import { reportDrift } from '../../../cli/drift/drift-command';
import { findDrift } from '../../../cli/drift/find-drift';
import { readLiteralProperties } from '../../../cli/drift/template-literals';
import { OWNER_TAGS } from '../../../schema/tags';
import { UNRESOLVED } from '../../../schema/unresolved-value';
import { toOwnerTags } from '../../../lambda/recording-configuration/ownership';
import { hashSettings } from '../../../lambda/recording-configuration/settings';
import { withBucket } from '../../support/properties';
import { ARN, arbitraryConfiguration, configurationOf } from './configurations';

const STACK = {
  id: 'arn:aws:cloudformation:us-east-1:123456789012:stack/video/5a6b7c80-1111-2222-3333-444455556666',
  name: 'video',
  status: 'UPDATE_COMPLETE',
};

describe('the literal properties of a template', () => {
  test.each([
    [
      'YAML',
      `Resources:
  Recording:
    Type: Custom::IVSRecordingConfiguration
    Properties:
      Name: &name 0042
      RecordingReconnectWindowSeconds: 60
      DestinationConfiguration: !If [IsTest, {S3: {BucketName: a}}, !Ref AWS::NoValue]
      Tags:
        - {Key: team, Value: !!str yes}
        - {Key: stage, Value: !Sub "\${Stage}"}
        - Key: both
          Value: {'Fn::Join': ['', [a, b]]}
        - Key: name
          Value: *name
`,
    ],
    [
      'JSON',
      JSON.stringify({
        Resources: {
          Recording: {
            Type: 'Custom::IVSRecordingConfiguration',
            Properties: {
              Name: '0042',
              RecordingReconnectWindowSeconds: 60,
              DestinationConfiguration: { 'Fn::If': ['IsTest', { S3: { BucketName: 'a' } }, { Ref: 'AWS::NoValue' }] },
              Tags: [
                { Key: 'team', Value: 'yes' },
                { Key: 'stage', Value: { 'Fn::Sub': '${Stage}' } },
                { Key: 'both', Value: { 'Fn::Join': ['', ['a', 'b']] } },
                { Key: 'name', Value: '0042' },
              ],
            },
          },
        },
      }),
    ],
  ])('are read from %s as strings, and values of intrinsic functions are unresolved', (_format, template) => {
    expect(readLiteralProperties(template, 'Recording')).toEqual({
      Name: '0042',
      RecordingReconnectWindowSeconds: '60',
      DestinationConfiguration: UNRESOLVED,
      Tags: [
        { Key: 'team', Value: 'yes' },
        { Key: 'stage', Value: UNRESOLVED },
        { Key: 'both', Value: UNRESOLVED },
        { Key: 'name', Value: '0042' },
      ],
    });
  });

  test('are undefined if the template is invalid or does not have the resource', () => {
    for (const template of ['', '[]', 'Resources: {}', 'Resources: {Recording: !Ref x}', '{"Resources":']) {
      expect(readLiteralProperties(template, 'Recording')).toBeUndefined();
    }
    expect(readLiteralProperties('Resources: {Recording: {Type: T}}', 'Recording')).toEqual({});
  });
});

describe('the declared state', () => {
  test('has the tags of either form as strings', () => {
    const list = parseDeclaredState(withBucket({ Tags: [{ Key: 'year', Value: 2026 }] }));
    const map = parseDeclaredState(withBucket({ Tags: { year: '2026' } }));
    expect([...list.tags]).toEqual([['year', '2026']]);
    expect(map).toEqual(list);
    expect(list).toMatchObject({ notChecked: [], settingsHash: hashSettings(configurationOf().settings) });
  });

  test('reports values that CloudFormation masks or computes as not checked', () => {
    const masked = parseDeclaredState(withBucket({ Tags: [{ Key: 'secret', Value: '****' }, UNRESOLVED] }));
    expect([...masked.tags]).toEqual([]);
    expect(masked.notChecked).toEqual([
      'The declared tag "secret": known only to CloudFormation.',
      'The declared tag number 2: known only to CloudFormation.',
    ]);
    const computed = parseDeclaredState({ DestinationConfiguration: UNRESOLVED, Tags: UNRESOLVED });
    expect(computed).toEqual({
      tags: new Map(),
      settingsHash: undefined,
      notChecked: [
        'The declared tags: known only to CloudFormation.',
        'The settings hash tag: not all settings are known.',
      ],
    });
    expect(parseDeclaredState(undefined).notChecked).toEqual([
      expect.stringContaining('neither the stack events nor the template'),
    ]);
  });
});

describe('the comparison', () => {
  /** A resource without drift, and its configuration with owner tags. */
  const arbitraryPair = arbitraryConfiguration.map(({ arn, state, settings, tags }) => {
    const declaredState = { tags: new Map(Object.entries(tags)), settingsHash: hashSettings(settings), notChecked: [] };
    const owner = toOwnerTags({ stackId: STACK.id, logicalId: 'Recording' }, declaredState.settingsHash);
    for (const key of Object.keys(owner)) declaredState.tags.delete(key);
    return {
      resource: { logicalId: 'Recording', arn, status: 'CREATE_COMPLETE', declaredState },
      configuration: { arn, state, tags: { ...tags, ...owner } },
    };
  });

  test('finds no drift if all declared tags exist, with any other tags', () => {
    fc.assert(
      fc.property(arbitraryPair, fc.dictionary(fc.string(), fc.string()), ({ resource, configuration }, more) => {
        const tags = { ...more, ...configuration.tags };
        expect(findDrift(STACK, resource, [configurationOf(), { ...configuration, tags }].reverse())).toEqual([]);
      }),
    );
  });

  test('finds exactly the tags that were removed or changed', () => {
    fc.assert(
      fc.property(arbitraryPair, fc.infiniteStream(fc.constantFrom('keep', 'remove', 'change')), (pair, outcomes) => {
        const { resource, configuration } = pair;
        const before = Object.entries(configuration.tags);
        const outcomeOf = new Map(before.map(([key]) => [key, String(outcomes.next().value)]));
        const tags = Object.fromEntries(
          before.flatMap(([key, value]) => {
            const outcome = outcomeOf.get(key);
            return outcome === 'remove' ? [] : [[key, outcome === 'change' ? `${value}x` : value]];
          }),
        ) as Record<string, string>;
        const found = findDrift(STACK, resource, [{ ...configuration, tags }]);
        const changed = before.map(([key]) => key).filter((key) => outcomeOf.get(key) !== 'keep');
        expect(found.map((finding) => ('key' in finding ? finding.key : finding.kind)).sort()).toEqual(changed.sort());
      }),
    );
  });

  test('finds a missing settings hash tag also if its declared value is unknown', () => {
    const declaredState = parseDeclaredState({ DestinationConfiguration: UNRESOLVED });
    const resource = { logicalId: 'Recording', arn: ARN, status: 'CREATE_COMPLETE', declaredState };
    const { [OWNER_TAGS.settingsHash]: settings, ...others } = toOwnerTags(
      { stackId: STACK.id, logicalId: 'Recording' },
      'f0',
    );
    const whole = { ...others, [OWNER_TAGS.settingsHash]: settings ?? '' };
    expect(findDrift(STACK, resource, [{ arn: ARN, state: 'ACTIVE', tags: whole }])).toEqual([]);
    expect(findDrift(STACK, resource, [{ arn: ARN, state: 'ACTIVE', tags: others }])).toEqual([
      { kind: 'owner-tag-lost', arn: ARN, key: OWNER_TAGS.settingsHash, declared: undefined, actual: undefined },
    ]);
  });

  test('ignores a missing configuration during a creation, but not after a failed one', () => {
    const declaredState = parseDeclaredState(undefined);
    const resource = { logicalId: 'Recording', arn: undefined, declaredState };
    expect(findDrift(STACK, { ...resource, status: 'CREATE_IN_PROGRESS' }, [])).toEqual([]);
    expect(findDrift(STACK, { ...resource, status: 'CREATE_FAILED' }, [])).toMatchObject([{ kind: 'missing' }]);
  });
});

test('a configuration that List does not return yet is read by its ARN before it is reported as missing', async () => {
  const { settings, ...configuration } = configurationOf();
  const tags = toOwnerTags({ stackId: STACK.id, logicalId: 'Recording' }, hashSettings(settings));
  const resource = {
    logicalId: 'Recording',
    physicalId: ARN,
    type: 'Custom::IVSRecordingConfiguration',
    status: 'CREATE_COMPLETE',
  };
  const connection: Connection = {
    region: 'us-east-1',
    configurations: {
      get: () => Promise.resolve({ ...configuration, tags, settings }),
      list: () => Promise.resolve({ configurations: [], nextToken: undefined }),
    },
    summaries: { list: () => Promise.resolve([]) },
    channels: { listUsing: () => Promise.resolve({ channels: [], nextToken: undefined }) },
    stacks: {
      describe: () => Promise.resolve(STACK),
      listResources: () => Promise.resolve([resource]),
      findDesiredProperties: () => Promise.resolve(new Map([['Recording', withBucket()]])),
      readTemplate: () => Promise.resolve(''),
    },
    close: () => undefined,
  };
  const request = {
    command: 'drift',
    stacks: ['video'],
    json: false,
    connection: { region: undefined, profile: undefined, endpoint: undefined },
  } as const;
  let out = '';
  const output: Output = {
    print: (text) => void (out += text),
    warn: () => undefined,
    note: () => undefined,
    paint: (color, text) => `<${color}>${text}`,
  };
  expect(await reportDrift(request, connection, output, new AbortController().signal)).toBe(false);
  expect(out).toContain(`${ARN}: as declared`);
  expect(out).toContain(': <green>no drift');
});
