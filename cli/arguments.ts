import type { Command } from 'commander';
import { findNearestName } from '../schema/nearest-name';
import { describeValue } from '../schema/problem';
import { version } from '../package.json';
import { createProgram, readCommandLine, UsageError } from './util/command-line';
import type { ConnectionOptions } from './aws/connection';
import { addConnection, readArn, readConnection, readStackRegion, type ConnectionValues } from './connection-options';
import { FORMATS, type Format } from './import/formats';

export type CommandName = 'import' | 'drift';

export interface ImportRequest {
  readonly command: 'import';
  readonly arn: string;
  readonly format: Format;
  /** The construct id or logical id. */
  readonly id: string;
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

export interface InventoryRequest {
  readonly command: 'inventory';
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

export interface DriftRequest {
  readonly command: 'drift';
  /** Names or ARNs, without duplicates. */
  readonly stacks: readonly string[];
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

/** The output of `--help` or `--version`. */
export interface HelpRequest {
  readonly command: 'help';
  readonly text: string;
}

export type Request = ImportRequest | InventoryRequest | DriftRequest | HelpRequest;

export const PROGRAM = 'cdk-ivs-recording-configuration';

const COMMANDS: readonly CommandName[] = ['import', 'drift'];

/**
 * Parses the command-line arguments.
 *
 * @throws UsageError if they are invalid
 */
export function readArguments(args: readonly string[]): Request {
  let request: Request | undefined;
  const program = createProgram({
    name: PROGRAM,
    summary: 'Reads Amazon IVS recording configurations, and changes nothing.',
    version,
  });
  program.usage('COMMAND [options]');
  declareImport(program, (read) => {
    request = read;
  });
  declareDrift(program, (read) => {
    request = read;
  });
  const text = readCommandLine(program, args, '--help');
  if (text !== undefined) return { command: 'help', text };
  if (request === undefined) throw new UsageError(`No command: expected one of ${COMMANDS.join(', ')}. See --help.`);
  return request;
}

/** Returns the command, even if the other arguments are invalid, because each command has its own exit codes. */
export function readCommandName([command]: readonly string[]): CommandName | undefined {
  return COMMANDS.find((name) => name === command);
}

interface ImportValues extends ConnectionValues {
  readonly format?: string;
  readonly id?: string;
  readonly all?: boolean;
  readonly json?: boolean;
}

function declareImport(program: Command, use: (request: Request) => void): void {
  const command = program
    .command('import')
    .usage('ARN|--all [options]')
    .summary('prints code that takes a configuration under management, or lists all')
    .description('Prints code that takes an existing recording configuration under management, or lists what there is.')
    .argument('[arn...]', 'the ARN of the configuration, or ARN@REGION as Terraform writes it')
    .option('--format <format>', `${FORMATS.join(', ')} (default: ${FORMATS[0]})`)
    .option('--id <id>', "the construct's id, or the resource's logical id (default: Recording)")
    .option('--all', 'list all configurations of the account in the Region, and who owns each')
    .option('--json', 'JSON for scripts: the code and what it was made from, or the list');
  addConnection(command)
    .addHelpText('after', '\nExit code: 0 done, 1 it failed, 2 the command line is wrong.')
    .action((arns: readonly string[], values: ImportValues) => {
      use(readImport(arns, values));
    });
}

function readImport(
  [text, second]: readonly string[],
  { all, format, id, json = false, ...others }: ImportValues,
): Request {
  const connection = readConnection(others);
  if (all === true) {
    const stray = text ?? format ?? id;
    if (stray !== undefined) {
      throw new UsageError(`${describeValue(stray)} cannot be combined with --all, which lists and writes no code.`);
    }
    return { command: 'inventory', json, connection };
  }
  if (text === undefined)
    throw new UsageError('import needs the ARN of a recording configuration, or --all, which lists them.');
  if (second !== undefined)
    throw new UsageError(`Expected a single ARN, got also ${describeValue(second)}. Run import once for each.`);
  const { arn, region } = readArn(text, connection.region);
  return {
    command: 'import',
    arn,
    format: readFormat(format),
    id: readId(id),
    json,
    connection: { ...connection, region },
  };
}

interface DriftValues extends ConnectionValues {
  readonly stack?: readonly string[];
  readonly json?: boolean;
}

function declareDrift(program: Command, use: (request: Request) => void): void {
  const command = program
    .command('drift')
    .usage('--stack NAME [options]')
    .summary("compares a stack's configurations with what the stack declares")
    .description('Compares the recording configurations of a stack with what the stack declares.')
    .option('--stack <name>', "the stack's name or ARN; may be given again", collect)
    .option('--json', 'JSON for scripts')
    .allowExcessArguments();
  addConnection(command)
    .addHelpText('after', '\nExit code: 0 no drift, 1 drift, 2 it failed or the command line is wrong.')
    .action((values: DriftValues) => {
      use(readDrift(command.args, values));
    });
}

function collect(name: string, names: readonly string[] | undefined): readonly string[] {
  return [...(names ?? []), name];
}

function readDrift([stray]: readonly string[], { stack: named = [], json = false, ...others }: DriftValues): Request {
  if (stray !== undefined) {
    throw new UsageError(`Unexpected argument ${describeValue(stray)}: did you mean --stack ${stray}? See --help.`);
  }
  const stacks = [...new Set(named)];
  if (stacks.length === 0) throw new UsageError('drift needs --stack NAME, with the name or the ARN of a stack.');
  const connection = readConnection(others);
  const region = stacks.reduce(readStackRegion, connection.region);
  return { command: 'drift', stacks, json, connection: { ...connection, region } };
}

function readFormat(text: string = FORMATS[0]): Format {
  const format = FORMATS.find((name) => name === text);
  if (format === undefined) throw new UsageError(`--format is ${describeValue(text)}: ${hint(text, FORMATS)}`);
  return format;
}

function readId(text = 'Recording'): string {
  if (/^[A-Za-z][A-Za-z0-9]{0,99}$/.test(text)) return text;
  throw new UsageError(`--id is ${describeValue(text)}: expected at most 100 letters and digits, a letter first.`);
}

function hint(typed: string, known: readonly string[]): string {
  const nearest = findNearestName(typed, known);
  return nearest === undefined ? `expected one of ${known.join(', ')}.` : `did you mean ${nearest}?`;
}
