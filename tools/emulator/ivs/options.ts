import { findNearestName } from '../../../schema/nearest-name';
import { IVS_REGIONS } from '../../../schema/regions';
import { createProgram, readCommandLine, UsageError } from '../../../cli/util/command-line';
import { defaultSettings } from './account-settings';

export interface IvsOptions {
  readonly port: number;
  readonly region: string;
  readonly accountId: string;
  readonly timeToActiveMs: number;
  readonly quotas: boolean;
  /** The help text, if help was requested. */
  readonly help: string | undefined;
}

const PROGRAM = 'npm run start:ivs --';

/** Parses the options of `npm run start:ivs`. @throws UsageError with a message of one line */
export function parseIvsOptions(args: readonly string[]): IvsOptions {
  const program = createProgram({
    name: PROGRAM,
    summary: 'Runs the Amazon IVS emulator on 127.0.0.1 until it is interrupted.',
  })
    .usage('[options]')
    .option('--port <port>', 'port to listen on (default: any free one)')
    .option('--region <region>', 'Region of the account', defaultSettings.region)
    .option('--account <account>', 'account id, twelve digits', defaultSettings.accountId)
    .option('--time-to-active <ms>', 'milliseconds from CREATING to ACTIVE', String(defaultSettings.timeToActiveMs))
    .option('--quotas', "throttle calls beyond the service's rate quotas");
  const help = readCommandLine(program, args);
  const values = program.opts<{
    readonly port?: string;
    readonly region: string;
    readonly account: string;
    readonly timeToActive: string;
    readonly quotas?: boolean;
  }>();
  return {
    port: readInteger('--port', values.port ?? '0', 65535),
    region: readRegion(values.region),
    accountId: readMatching('--account', values.account, /^\d{12}$/, 'twelve digits'),
    timeToActiveMs: readInteger('--time-to-active', values.timeToActive, Number.MAX_SAFE_INTEGER),
    quotas: values.quotas ?? false,
    help,
  };
}

function readRegion(region: string): string {
  if (IVS_REGIONS.includes(region)) return region;
  const nearest = findNearestName(region, IVS_REGIONS);
  const expected = nearest === undefined ? `expected one of ${IVS_REGIONS.join(', ')}` : `did you mean ${nearest}?`;
  throw new UsageError(`--region "${region}": IVS is not available in this Region, ${expected}`);
}

function readInteger(option: string, text: string, max: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (value <= max) return value;
  throw new UsageError(`${option}: "${text}" is not valid, expected an integer from 0 to ${max}`);
}

function readMatching(option: string, text: string, pattern: RegExp, expected: string): string {
  if (pattern.test(text)) return text;
  throw new UsageError(`${option}: "${text}" is not valid, expected ${expected}`);
}
