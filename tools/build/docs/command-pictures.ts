import { createColors } from 'picocolors';
import { BUCKET_NAME, recording, startFunctionEnvironment } from '../../../test/integration/cli/function-environment';
import { run } from '../../../test/integration/cli/terminal';
import { createSeededIds } from '../../emulator/ivs/id-source';
import { drawTerminal, prompt } from './terminal-picture';

const COMMAND = 'npx cdk-ivs-recording-configuration';

let drawn: ReturnType<typeof recordCommands> | undefined;

/** Draws what the commands `import` and `drift` print for an account in the emulator. They are recorded once. */
export function drawCommands(): ReturnType<typeof recordCommands> {
  return (drawn ??= recordCommands());
}

async function recordCommands(): Promise<{ readonly imported: string; readonly drift: string }> {
  const world = await startFunctionEnvironment({ ivs: { timeToActiveMs: 0, ids: createSeededIds(1) } });
  const { account } = world.aws.ivs;
  const colors = createColors(true);
  const print = async (...args: readonly string[]): Promise<string> => {
    const { out, err } = await run(args, world.endpoints, (color, text) => colors[color](text));
    return `${out}${err}`.trimEnd();
  };
  try {
    const { arn } = account.createRecordingConfiguration({
      name: 'main',
      destinationConfiguration: { s3: { bucketName: BUCKET_NAME } },
      recordingReconnectWindowSeconds: 60,
      thumbnailConfiguration: { targetIntervalSeconds: 30 },
      tags: { team: 'video' },
    }).recordingConfiguration;
    const imported = await print('import', arn, '--format', 'yaml');
    await world.deploy('video', { Recording: recording({ Tags: { team: 'video' } }) });
    const before = await print('drift', '--stack', 'video');
    const resourceArn = account.recordingConfigurations().at(-1)?.arn ?? '';
    account.untagResource({ resourceArn, tagKeys: ['team'] });
    const after = await print('drift', '--stack', 'video');
    return {
      imported: drawTerminal(
        `${prompt(`${COMMAND} import --format yaml \\\n    ${arn}`)}\n${imported}`,
        'The template that import prints for a configuration',
      ),
      drift: drawTerminal(
        [
          ...[prompt(`${COMMAND} drift --stack video`), before],
          ...[prompt(`aws ivs untag-resource --tag-keys team --resource-arn \\\n    ${resourceArn}`)],
          ...[prompt(`${COMMAND} drift --stack video`), after],
        ].join('\n'),
        'What drift prints before and after a tag is removed outside the stack',
      ),
    };
  } finally {
    await world.close();
  }
}
