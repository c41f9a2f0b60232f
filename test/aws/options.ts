import { createProgram, readCommandLine, UsageError } from '../../cli/util/command-line';
import { IVS_REGIONS } from '../../schema/regions';
import type { TargetName } from './probe';

export interface Options {
  readonly target: TargetName;
  /** The account that the caller must belong to. */
  readonly account: string;
  readonly region: string;
  readonly profile: string | undefined;
  /** The ids of the probes to run. Empty: all. */
  readonly probes: readonly string[];
  readonly live: boolean;
  readonly dryRun: boolean;
  /** Whether the resources stay; they expire after two hours. */
  readonly keep: boolean;
  /** Whether to remove what earlier runs left, and nothing else. */
  readonly sweep: boolean;
  /** Whether to write the report to test/aws/reports. */
  readonly save: boolean;
  readonly foreignBucket: string | undefined;
  readonly help: string | undefined;
}

const TARGETS: readonly TargetName[] = ['aws', 'emulator', 'ministack'];
const EMULATED_ACCOUNT = '123456789012';

/** Parses the options of `npm run test:aws`. @throws UsageError with a message of one line */
export function parseOptions(args: readonly string[], probeIds: readonly string[]): Options {
  const program = createProgram({
    name: 'npm run test:aws --',
    summary: 'Asks AWS every question that the documents call not verified, and reports what differs.',
  })
    .usage('[options]')
    .option('--account <id>', 'account, which must be the one of the credentials; required for aws')
    .option('--region <region>', 'Region with IVS; required for aws')
    .option('--profile <name>', 'profile of the AWS configuration')
    .option('--probe <ids...>', 'probes to run (default: all)')
    .option('--live', 'also the probes that need a live stream, which is billed; needs ffmpeg')
    .option('--foreign-bucket <name>', 'bucket of another account in the Region, for the probe bucket-errors')
    .option('--target <target>', `one of ${TARGETS.join(', ')}`, 'aws')
    .option('--dry-run', 'print the stacks, probes, minutes and cost, and make nothing')
    .option('--keep', 'leave the resources, which expire after two hours')
    .option('--sweep', 'remove what runs left, also runs in progress, and do nothing else')
    .option('--save', 'write the report to test/aws/reports, which docs/verification.md shows');
  const help = readCommandLine(program, args);
  const values = program.opts<Record<string, string | boolean | string[] | undefined>>();
  const target = TARGETS.find((name) => name === values.target);
  if (target === undefined && help === undefined) {
    throw new UsageError(`--target "${String(values.target)}" is not valid, expected one of ${TARGETS.join(', ')}.`);
  }
  const isAws = target === 'aws' && help === undefined;
  const { account, region } = values;
  if (isAws && (typeof account !== 'string' || typeof region !== 'string')) {
    throw new UsageError(
      '--account and --region are required: expected the account and Region that you mean to test in.',
    );
  }
  const probes = (values.probe ?? []) as readonly string[];
  const unknown = probes.find((id) => !probeIds.includes(id));
  if (unknown !== undefined)
    throw new UsageError(`--probe "${unknown}" is not known, expected one of ${probeIds.join(', ')}.`);
  if (typeof region === 'string' && !IVS_REGIONS.includes(region)) {
    throw new UsageError(
      `--region "${region}": IVS is not available in this Region, expected one of ${IVS_REGIONS.join(', ')}.`,
    );
  }
  return {
    target: target ?? 'aws',
    account: typeof account === 'string' ? account : EMULATED_ACCOUNT,
    region: typeof region === 'string' ? region : 'us-east-1',
    profile: readText(values.profile),
    foreignBucket: readText(values.foreignBucket),
    probes,
    live: values.live === true,
    dryRun: values.dryRun === true,
    keep: values.keep === true,
    sweep: values.sweep === true,
    save: values.save === true,
    help,
  };
}

function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
