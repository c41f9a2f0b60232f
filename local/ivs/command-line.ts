import { parseArgs } from 'node:util';
import { defaultSettings } from './account-settings';

export interface CommandLine {
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  readonly timeToActiveMs: number;
  readonly quotas: boolean;
  readonly help: boolean;
}

export const usage = `Serves an embedded Amazon IVS on 127.0.0.1 until it is interrupted.

  --port PORT            port to listen on (default: any free one)
  --region REGION        Region of the account (default: ${defaultSettings.region})
  --account ACCOUNT      twelve digits (default: ${defaultSettings.accountId})
  --time-to-active MS    milliseconds from CREATING to ACTIVE (default: ${defaultSettings.timeToActiveMs})
  --quotas               refuse calls beyond the service's rate quotas
  --help                 this text`;

/** Reads the options of `npm run local:ivs`. Throws an Error whose message is one line for the user. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '0' },
      region: { type: 'string', default: defaultSettings.region },
      account: { type: 'string', default: defaultSettings.accountId },
      'time-to-active': { type: 'string', default: String(defaultSettings.timeToActiveMs) },
      quotas: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  return {
    port: readInteger('--port', values.port, 65535),
    region: readMatching('--region', values.region, /^[a-z0-9-]+$/, 'a Region such as us-east-1'),
    accountId: readMatching('--account', values.account, /^\d{12}$/, 'twelve digits'),
    timeToActiveMs: readInteger('--time-to-active', values['time-to-active'], Number.MAX_SAFE_INTEGER),
    quotas: values.quotas,
    help: values.help,
  };
}

function readInteger(option: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value <= max) return value;
  throw new Error(`${option}: "${text}" is not valid, expected an integer from 0 to ${max}`);
}

function readMatching(option: string, text: string, pattern: RegExp, expected: string): string {
  if (pattern.test(text)) return text;
  throw new Error(`${option}: "${text}" is not valid, expected ${expected}`);
}
