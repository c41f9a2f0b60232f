import { readBundleGraph, readSourceGraph, type ImportGraph } from './import-graph';
import { findBreaches, findEagerReach, findForbiddenReach, isSdk, listFolders, listPackages, packageOf } from './walls';

const bundle = readBundleGraph('handler');
const sources = { ...readSourceGraph('contract'), ...readSourceGraph('lambda') };
const library = readSourceGraph('lib');

/** Types travel in imports that the bundle no longer shows, so a wall has to stand in the sources as well. */
const GRAPHS: readonly [string, ImportGraph][] = [
  ['bundle', bundle],
  ['sources', sources],
];

const under =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path.startsWith(folder));
const outside =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    !under(...folders)(path);

describe('what is in the bundle', () => {
  test('is of contract/ and lambda/, and of no other folder of this package', () => {
    expect(listFolders(bundle)).toEqual(['contract', 'lambda']);
  });

  test('is of these packages, and of no other', () => {
    expect(listPackages(bundle)).toEqual([
      '@aws-sdk/checksums', // S3 signs its bodies' checksums
      '@aws-sdk/client-cloudformation',
      '@aws-sdk/client-ivs',
      '@aws-sdk/client-s3',
      '@aws-sdk/core',
      '@aws-sdk/credential-provider-env', // in place of the chain that every client comes with
      '@aws-sdk/middleware-sdk-s3',
      '@aws-sdk/signature-v4-multi-region', // S3's multi-Region access points
      '@aws-sdk/xml-builder', // CloudFormation and S3 speak XML
      '@aws/lambda-invoke-store', // the SDK's detection of functions that call themselves
      '@smithy/core',
      '@smithy/node-http-handler',
      '@smithy/signature-v4',
      '@smithy/types',
      'bowser', // a part of the SDK's that browsers need; loaded only there
    ]);
  });
});

describe.each(GRAPHS)('the walls in the %s', (_name, graph) => {
  test('hold between files that are there', () => {
    for (const folder of ['contract/', 'lambda/aws/', 'lambda/protocol/', 'lambda/recording/', 'lambda/time/']) {
      expect(Object.keys(graph).filter(under(folder))).not.toEqual([]);
    }
  });

  test('contract/ imports nothing but itself, not even of Node', () => {
    expect(findBreaches(graph, 'contract/', outside('contract/'))).toEqual([]);
  });

  test('lambda/recording imports nothing of lambda/protocol', () => {
    expect(findForbiddenReach(graph, 'lambda/recording/', under('lambda/protocol/'))).toEqual([]);
  });

  test('lambda/recording reaches the SDK on no way', () => {
    expect(findForbiddenReach(graph, 'lambda/recording/', isSdk)).toEqual([]);
  });

  test('lambda/protocol imports nothing of lambda/recording or lambda/aws', () => {
    expect(findForbiddenReach(graph, 'lambda/protocol/', under('lambda/recording/', 'lambda/aws/'))).toEqual([]);
    expect(findForbiddenReach(graph, 'lambda/protocol/', isSdk)).toEqual([]);
  });

  test('lambda/aws imports nothing of lambda/protocol or lambda/recording', () => {
    expect(findBreaches(graph, 'lambda/aws/', under('lambda/protocol/', 'lambda/recording/'))).toEqual([]);
  });

  test('no package is imported but the SDK, and that from lambda/aws only', () => {
    expect(findBreaches(graph, 'lambda/aws/', (path) => packageOf(path) !== undefined && !isSdk(path))).toEqual([]);
    const elsewhere = Object.keys(graph).filter((path) => packageOf(path) === undefined && !under('lambda/aws/')(path));
    expect(elsewhere.flatMap((path) => findBreaches(graph, path, (name) => packageOf(name) !== undefined))).toEqual([]);
  });

  test('lambda/ imports nothing of lib, bin, local or test', () => {
    expect(findBreaches(graph, 'lambda/', under('lib/', 'bin/', 'local/', 'test/'))).toEqual([]);
  });
});

test.each(['@aws-sdk/client-s3', '@aws-sdk/client-cloudformation'])('%s is loaded only when it is needed', (name) => {
  expect(Object.keys(bundle).some((path) => packageOf(path) === name)).toBe(true);
  expect(findEagerReach(bundle, 'lambda/index.ts', name)).toEqual([]);
});

test('lib/ imports only contract/, the CDK and what it needs of Node to find the bundle', () => {
  expect(Object.keys(library)).toContain('lib/index.ts');
  const mayImport = (path: string): boolean =>
    under('lib/', 'contract/')(path) ||
    ['aws-cdk-lib', 'constructs'].includes(packageOf(path) ?? '') ||
    ['node:fs', 'node:path'].includes(path);
  expect(findBreaches(library, 'lib/', (path) => !mayImport(path))).toEqual([]);
});
