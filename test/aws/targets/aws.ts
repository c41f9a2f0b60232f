import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { UsageError } from '../../../cli/util/command-line';
import type { Options } from '../options';
import { createClients } from './target';
import type { LiveChannel, Target } from './target';

/** The account of the caller's credentials. */
export function createAwsTarget({ region, profile, foreignBucket }: Options): Target {
  const variable = Object.keys(process.env).find((name) => name.startsWith('AWS_ENDPOINT_URL'));
  if (variable !== undefined) {
    throw new UsageError(`${variable} is set: expected none with --target aws, which must reach AWS itself. Unset it.`);
  }
  const { clients, calls, close } = createClients({ region, profile });
  return {
    name: 'aws',
    region,
    clients,
    calls,
    pollMs: 2000,
    concurrency: 3,
    foreignBucket,
    startStream: startTestPicture,
    close: () => {
      close();
      return Promise.resolve();
    },
  };
}

/** Sends a test picture with ffmpeg. */
async function startTestPicture({ ingestEndpoint, streamKey }: LiveChannel): Promise<() => Promise<void>> {
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=640x360:rate=30', '-f', 'lavfi', '-i', 'sine=frequency=440'];
  const encoding = [
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-pix_fmt',
    'yuv420p',
    '-g',
    '60',
    '-b:v',
    '600k',
    '-c:a',
    'aac',
  ];
  const url = `rtmps://${ingestEndpoint}:443/app/${streamKey}`;
  const child = spawn('ffmpeg', ['-loglevel', 'error', '-re', ...picture, ...encoding, '-f', 'flv', url], {
    stdio: 'ignore',
  });
  await Promise.race([
    once(child, 'spawn'),
    once(child, 'error').then(() => Promise.reject(new UsageError('--live needs ffmpeg: install it.'))),
  ]);
  return async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  };
}
