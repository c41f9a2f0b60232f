import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toImportSpec } from '../../../cli/import/import-spec';
import { FORMATS, generateCode } from '../../../cli/import/formats';
import { parseArguments } from '../../../cli/options';
import type { AuthorizedCall } from '../../../tools/emulator/cloudformation/signature';
import { readCodeBlocks, readTable } from '../../docs/markdown';
import { configurationOf } from './configurations';
import { BUCKET_NAME, recording, startFunctionEnvironment } from './function-environment';
import { run } from './terminal';

const IMPORT = readFileSync(join(__dirname, '../../../docs/import.md'), 'utf8');
const DRIFT = readFileSync(join(__dirname, '../../../docs/drift.md'), 'utf8');

test.each(['ts', 'yaml'] as const)('docs/import.md shows the %s code that import generates', (format) => {
  const { settings, tags } = configurationOf(
    {
      Name: 'main',
      RecordingReconnectWindowSeconds: 60,
      RenditionConfiguration: { RenditionSelection: 'CUSTOM', Renditions: ['SD', 'HD'] },
      ThumbnailConfiguration: { RecordingMode: 'INTERVAL', TargetIntervalSeconds: 30, Storage: ['LATEST'] },
    },
    { team: 'video' },
  );
  const [, arn = ''] = /import (arn:\S+)\n/.exec(IMPORT) ?? [];
  const code = generateCode(toImportSpec({ arn, state: 'ACTIVE', tags, settings }, 'Recording'), format);
  expect(readCodeBlocks(IMPORT, format)).toEqual([code]);
});

test('docs/import.md lists every format', () => {
  const [, formats = ''] =
    readTable(IMPORT, ['Option', 'Meaning']).find(([option]) => option === '`--format FORMAT`') ?? [];
  expect([...formats.matchAll(/`(\w+)`/g)].map(([, format]) => format)).toEqual([...FORMATS]);
});

test.each([
  ['docs/import.md', IMPORT, 'import'],
  ['docs/drift.md', DRIFT, 'drift'],
])('%s and --help name the same options', (_path, document, command) => {
  const list = (text: string): readonly string[] => [...new Set(text.match(/--[a-z-]+/g))].sort();
  const options = readTable(document, ['Option', 'Meaning']).map(([option = '']) => option);
  expect(list(options.join('\n')).filter((option) => !['--help', '--version'].includes(option))).toEqual(
    list(JSON.stringify(parseArguments([command, '--help']))).filter((option) => option !== '--help'),
  );
});

describe('the permissions in the documents', () => {
  interface Policy {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  }

  const listActions = (document: string): readonly string[] =>
    readCodeBlocks(document, 'json').flatMap((block) =>
      (JSON.parse(block) as Policy).Statement.flatMap(({ Action }) => [...Action]),
    );

  test('match the calls of the commands, and no command writes', async () => {
    const calls: AuthorizedCall[] = [];
    const world = await startFunctionEnvironment({
      authorize: (call) => {
        // The function signs its calls with the keys of its role.
        if (call.accessKeyId === process.env.AWS_ACCESS_KEY_ID) calls.push(call);
        return undefined;
      },
    });
    const { cloudFormation, ivs } = world.aws;
    const listCalledActions = async (args: readonly string[]): Promise<readonly string[]> => {
      calls.length = 0;
      const before = JSON.stringify([ivs.account.recordingConfigurations(), ivs.account.channels()]);
      await run(args, world.endpoints);
      expect(JSON.stringify([ivs.account.recordingConfigurations(), ivs.account.channels()])).toBe(before);
      return calls.map(({ action }) => action);
    };
    try {
      // A missing configuration, a retained one and a resource without events: together they cover every call.
      const kept = { ...recording({ Name: 'kept' }), DeletionPolicy: 'Retain' };
      await world.deploy('video', { Recording: recording({ Name: 'main' }), Kept: kept });
      await world.deploy('video', { Recording: recording({ Name: 'main' }) });
      const Properties = { DestinationConfiguration: { S3: { BucketName: BUCKET_NAME } } };
      await world.deploy('native', { Native: { Type: 'AWS::IVS::RecordingConfiguration', Properties } });
      const stack = cloudFormation.describe('video');
      const arn = stack?.resources.get('Recording')?.physicalId ?? '';
      stack?.events.splice(0);
      const imported = [
        ...(await listCalledActions(['import', arn])),
        ...(await listCalledActions(['import', '--all'])),
        ...(await listCalledActions(['import', '--from-stack', 'native'])),
      ];
      ivs.account.deleteRecordingConfiguration({ arn });
      const compared = await listCalledActions(['drift', '--stack', 'video']);
      expect([...new Set(imported)].sort()).toEqual(listActions(IMPORT));
      expect([...new Set(compared)].sort()).toEqual(listActions(DRIFT));
    } finally {
      await world.close();
    }
  });
});
