import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startIvsServer } from '../../../tools/emulator/ivs/server';
import { IvsAccount } from '../../../tools/emulator/ivs/account';
import { startMiniStack } from '../../e2e/ministack';
import { createClients } from './target';
import type { Target } from './target';

/** The Python environment that `npm run test:e2e` makes. */
const PYTHON_BIN = join(__dirname, '../../../node_modules/.cache/test-e2e/python/bin');

export interface MiniStackTargetOptions {
  readonly account: string;
  readonly region: string;
  /** Endpoint variables of a MiniStack that runs already, with the emulator's IVS. */
  readonly endpoints?: Readonly<Record<string, string>>;
}

/** MiniStack, as test/e2e starts it, and the emulator's IVS. */
export async function startMiniStackTarget({ account, region, endpoints }: MiniStackTargetOptions): Promise<Target> {
  const own = endpoints === undefined ? await startOwn() : undefined;
  const { clients, calls, close } = createClients({
    region,
    endpoints: endpoints ?? own?.endpoints ?? {},
    // MiniStack treats an access key of twelve digits as the account's root.
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
  return {
    name: 'ministack',
    region,
    clients,
    calls,
    pollMs: 200,
    concurrency: 3,
    foreignBucket: undefined,
    startStream: undefined,
    async close() {
      close();
      await own?.close();
    },
  };
}

async function startOwn(): Promise<{ readonly endpoints: Record<string, string>; close(): Promise<void> }> {
  process.env.E2E_PYTHON_BIN ??= PYTHON_BIN;
  const directory = mkdtempSync(join(tmpdir(), 'test-aws-'));
  const ivs = await startIvsServer({ account: new IvsAccount({ timeToActiveMs: 300 }) });
  try {
    const ministack = await startMiniStack(join(directory, 'ministack'), ivs.endpoint);
    return {
      endpoints: { AWS_ENDPOINT_URL: ministack.endpoint, AWS_ENDPOINT_URL_IVS: ivs.endpoint },
      async close() {
        await ministack.close();
        await ivs.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await ivs.close();
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}
