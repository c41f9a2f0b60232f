import { startEmulator } from '../../../tools/emulator/aws';
import type { Emulator, EmulatorOptions } from '../../../tools/emulator/aws';
import { UsageError } from '../../../cli/util/command-line';
import { createClients } from './target';
import type { Target } from './target';

export const FOREIGN_BUCKET = 'bucket-of-another-account';
const FOREIGN_ACCOUNT = '999999999999';

/** Any credentials: the emulator allows every call that is not a role's. */
const CREDENTIALS = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

export interface EmulatorTarget extends Target {
  /** Undefined if the emulator runs in another process. */
  readonly emulator: Emulator | undefined;
}

export interface EmulatorTargetOptions {
  readonly account: string;
  readonly region: string;
  /** Endpoint variables of an emulator that runs already. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly accessKeyId?: string;
  readonly settings?: EmulatorOptions;
  /** An emulator that runs already in this process. The target does not stop it. */
  readonly running?: Emulator;
}

/** The endpoints in the environment variables, which must be on loopback. */
export function readEndpoints(variables: NodeJS.ProcessEnv): Record<string, string> | undefined {
  const entries = Object.entries(variables).filter(([name]) => name.startsWith('AWS_ENDPOINT_URL'));
  for (const [name, value = ''] of entries) {
    if (new URL(value).hostname !== '127.0.0.1') {
      throw new UsageError(`${name}=${value} is not on this machine: expected http://127.0.0.1:<port> of an emulator.`);
    }
  }
  return entries.length === 0 ? undefined : (Object.fromEntries(entries) as Record<string, string>);
}

/** The project's emulator: one of its own that ends with the run, or one that runs already. */
export async function startEmulatorTarget(options: EmulatorTargetOptions): Promise<EmulatorTarget> {
  const { account, region, endpoints, accessKeyId = CREDENTIALS.accessKeyId, settings = {}, running } = options;
  const own = (running ?? endpoints) === undefined ? await startOwn(account, region, settings) : undefined;
  const emulator = running ?? own;
  const { clients, calls, close } = createClients({
    region,
    endpoints: endpoints ?? emulator?.endpoints ?? {},
    credentials: { ...CREDENTIALS, accessKeyId },
  });
  return {
    name: 'emulator',
    region,
    clients,
    calls,
    emulator,
    pollMs: 50,
    concurrency: 4,
    foreignBucket: FOREIGN_BUCKET,
    startStream:
      emulator &&
      (({ arn }) => {
        emulator.ivs.account.setLive(arn, true);
        return Promise.resolve(() => {
          const isThere = emulator.ivs.account.channels().some((channel) => channel.arn === arn);
          if (isThere) emulator.ivs.account.setLive(arn, false);
          return Promise.resolve();
        });
      }),
    async close() {
      close();
      await own?.close();
    },
  };
}

async function startOwn(accountId: string, region: string, { ivs, ...settings }: EmulatorOptions): Promise<Emulator> {
  const emulator = await startEmulator({
    accountId,
    region,
    // On AWS one and two minutes.
    redeliveryDelays: [300, 600],
    ivs: { timeToActiveMs: 300, ...ivs },
    ...settings,
  });
  emulator.s3.buckets.set(FOREIGN_BUCKET, { region, accountId: FOREIGN_ACCOUNT, encryption: 'AES256' });
  return emulator;
}
