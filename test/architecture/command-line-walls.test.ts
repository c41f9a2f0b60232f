import { readBundleGraph, readSourceGraph } from './import-graph';
import { findBreaches, isSdk, listFolders, listPackages, packageOf } from './walls';

const bundle = readBundleGraph('command-line');
const sources = readSourceGraph('bin/command-line');

/** What the command line shares with the function: reading AWS, and what settings mean. */
const SHARED = [/^contract\//, /^lambda\/aws\//, /^lambda\/recording\/settings\.ts$/, /^util\//];

test('the bundle is of bin/command-line, of what it shares with the function, and of no other file of this package', () => {
  expect(listFolders(bundle)).toEqual(['bin', 'contract', 'lambda', 'util']);
  const own = Object.keys(bundle).filter((path) => packageOf(path) === undefined && !path.startsWith('bin/'));
  expect(own.filter((path) => !SHARED.some((pattern) => pattern.test(path)))).toEqual([]);
  expect(
    findBreaches(bundle, 'bin/', (path) => path.startsWith('bin/') && !path.startsWith('bin/command-line/')),
  ).toEqual([]);
});

test('the bundle is of the SDK for IVS and CloudFormation, of what reads YAML and arguments, and of no CDK', () => {
  const packages = listPackages(bundle).filter((name) => name !== 'package.json');
  expect(packages.filter((name) => !/^@(aws-sdk|smithy|aws)\//.test(name))).toEqual(['bowser', 'commander', 'yaml']);
  expect(packages.filter((name) => name.startsWith('@aws-sdk/client-'))).toEqual([
    '@aws-sdk/client-cloudformation',
    '@aws-sdk/client-ivs',
  ]);
});

test('bin/command-line imports the SDK in bin/command-line/aws only', () => {
  expect(findBreaches(sources, 'bin/command-line/aws/', isSdk)).not.toEqual([]);
  const elsewhere = Object.keys(sources).filter((path) => !path.startsWith('bin/command-line/aws/'));
  expect(elsewhere.flatMap((path) => findBreaches(sources, path, isSdk))).toEqual([]);
});

test('bin/command-line imports, types included, nothing of lib, local, test, the protocol or the CDK', () => {
  const mayImport = (path: string): boolean =>
    path.startsWith('bin/command-line/') ||
    SHARED.some((pattern) => pattern.test(path)) ||
    isSdk(path) ||
    ['commander', 'yaml', 'package.json'].includes(path);
  expect(findBreaches(sources, 'bin/command-line/', (path) => !mayImport(path))).toEqual([]);
});
