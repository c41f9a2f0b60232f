import type { ImportGraph } from './import-graph';
import { findBreaches, findEagerReach, findForbiddenReach, isSdk, listFolders, listPackages, packageOf } from './walls';

const graph = (edges: Readonly<Record<string, readonly string[]>>, kind = 'import-statement'): ImportGraph =>
  Object.fromEntries(
    Object.entries(edges).map(([importer, paths]) => [importer, { imports: paths.map((path) => ({ path, kind })) }]),
  );

const IVS = 'node_modules/@aws-sdk/client-ivs/dist-es/index.js';

test.each([
  ['node_modules/@aws-sdk/client-s3/dist-es/a.js', '@aws-sdk/client-s3'],
  ['node_modules/a/node_modules/@smithy/b/c.js', '@smithy/b'],
  ['node_modules/bowser/es5.js', 'bowser'],
  ['@aws-sdk/client-ivs', '@aws-sdk/client-ivs'],
  ['aws-cdk-lib/aws-s3', 'aws-cdk-lib'],
  ['lambda/aws/call.ts', undefined],
  ['contract/tags.ts', undefined],
  ['node:crypto', undefined],
  ['<runtime>', undefined],
])('%s belongs to the package %s', (path, name) => {
  expect(packageOf(path)).toBe(name);
});

test('a file of another folder, and a package, are listed', () => {
  const inputs = graph({
    'lambda/index.ts': [],
    'lib/index.ts': [],
    'node_modules/aws-cdk-lib/index.js': [],
    [IVS]: [],
  });
  expect(listFolders(inputs)).toEqual(['lambda', 'lib']);
  expect(listPackages(inputs)).toEqual(['@aws-sdk/client-ivs', 'aws-cdk-lib']);
});

test('a direct import through a wall is found, and only one through it', () => {
  const inputs = graph({
    'contract/tags.ts': ['contract/rule.ts', 'node:fs'],
    'lambda/protocol/handler.ts': ['lambda/time/clock.ts', 'node:fs'],
  });
  expect(findBreaches(inputs, 'contract/', (path) => !path.startsWith('contract/'))).toEqual([
    'contract/tags.ts -> node:fs',
  ]);
  expect(findBreaches(inputs, 'lambda/protocol/', isSdk)).toEqual([]);
});

test('a way through a wall is found, however many steps it takes, round trips included', () => {
  const inputs = graph({
    'lambda/recording/serve.ts': ['lambda/aws/stacks.ts'],
    'lambda/aws/stacks.ts': ['lambda/aws/clients.ts', 'lambda/recording/serve.ts'],
    'lambda/aws/clients.ts': [IVS],
  });
  expect(findForbiddenReach(inputs, 'lambda/recording/', isSdk)).toEqual([
    `lambda/recording/serve.ts -> lambda/aws/stacks.ts -> lambda/aws/clients.ts -> ${IVS}`,
  ]);
  expect(findForbiddenReach(inputs, 'lambda/protocol/', isSdk)).toEqual([]);
});

test('a way that loads a client eagerly is found, however many steps it takes; one with a dynamic import is none', () => {
  const edges = { 'lambda/index.ts': ['lambda/aws/clients.ts'], 'lambda/aws/clients.ts': [IVS] };
  expect(findEagerReach(graph(edges), 'lambda/index.ts', '@aws-sdk/client-ivs')).toEqual([
    `lambda/index.ts -> lambda/aws/clients.ts -> ${IVS}`,
  ]);
  expect(findEagerReach(graph(edges, 'dynamic-import'), 'lambda/index.ts', '@aws-sdk/client-ivs')).toEqual([]);
});
