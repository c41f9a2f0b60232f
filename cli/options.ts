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
  /** Whether the stack keeps the configuration when it is deleted. */
  readonly retain: boolean;
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

export interface ImportManyRequest {
  readonly command: 'import-many';
  /** Without duplicates. */
  readonly arns: readonly string[] | 'all';
  readonly format: Format;
  readonly retain: boolean;
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

export interface ImportTerraformRequest {
  readonly command: 'import-terraform';
  /** At least one path; `-` is standard input. */
  readonly files: readonly string[];
  readonly format: Format;
  readonly retain: boolean;
  /** Whether IVS is not called. */
  readonly offline: boolean;
  readonly json: boolean;
  /** Without a Region, the configurations of all Regions are imported. */
  readonly connection: ConnectionOptions;
}

export interface ImportStackRequest {
  readonly command: 'import-stack';
  /** A name or an ARN. */
  readonly stack: string;
  readonly format: Format;
  readonly retain: boolean;
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

/** Replaces the native resources of a stack in the stack itself. */
export interface MigrateStackRequest {
  readonly command: 'migrate-stack';
  /** A name or an ARN. */
  readonly stack: string;
  /** The path of the template to continue with; `-` is standard input. Undefined for the deployed one. */
  readonly template: string | undefined;
  /** The directory for the templates of the steps. */
  readonly output: string;
  readonly retain: boolean;
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

export interface ListRequest {
  readonly command: 'list';
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

export type CommandRequest =
  | ImportRequest
  | ImportManyRequest
  | ImportTerraformRequest
  | ImportStackRequest
  | MigrateStackRequest
  | ListRequest
  | DriftRequest
  | HelpRequest;

export const PROGRAM = 'cdk-ivs-recording-configuration';

const COMMANDS: readonly CommandName[] = ['import', 'drift'];

/**
 * Parses the command-line arguments.
 *
 * @throws UsageError if they are invalid
 */
export function parseArguments(args: readonly string[]): CommandRequest {
  let request: CommandRequest | undefined;
  const program = createProgram({
    name: PROGRAM,
    summary: 'Reads Amazon IVS recording configurations. It never changes them.',
    version,
  });
  program.usage('COMMAND [options]');
  addImportCommand(program, (parsed) => {
    request = parsed;
  });
  addDriftCommand(program, (parsed) => {
    request = parsed;
  });
  const text = readCommandLine(program, args, '--help');
  if (text !== undefined) return { command: 'help', text };
  if (request === undefined) throw new UsageError(`No command: expected one of ${COMMANDS.join(', ')}. See --help.`);
  return request;
}

/** Returns the command, even if the other arguments are invalid, because each command has its own exit codes. */
export function findCommandName([command]: readonly string[]): CommandName | undefined {
  return COMMANDS.find((name) => name === command);
}

interface ImportValues extends ConnectionValues {
  readonly format?: string;
  readonly id?: string;
  readonly all?: boolean;
  readonly fromTerraform?: readonly string[];
  readonly fromStack?: string;
  readonly template?: string;
  readonly output?: string;
  readonly offline?: boolean;
  readonly retain?: boolean;
  readonly json?: boolean;
}

function addImportCommand(program: Command, use: (request: CommandRequest) => void): void {
  const command = program
    .command('import')
    .usage('ARN...|--all|--from-terraform FILE|--from-stack STACK [options]')
    .summary('prints code that adopts configurations, or lists all')
    .description('Prints code that adopts existing recording configurations, or lists all configurations.')
    .argument('[arn...]', 'the ARN of the configuration, or ARN@REGION as in Terraform')
    .option('--format <format>', `${FORMATS.join(', ')} (default: ${FORMATS[0]})`)
    .option('--id <id>', 'the construct id or logical id (default: Recording)')
    .option('--all', 'list all configurations in the Region; with --format, import all that no stack owns')
    .option(
      '--from-terraform <file>',
      'import those of a Terraform state: terraform.tfstate, the output of "terraform show -json", or cdk.tf.json; - for standard input; can be repeated',
      collect,
    )
    .option(
      '--from-stack <stack>',
      'import the native AWS::IVS::RecordingConfiguration resources of a stack: its name or ARN',
    )
    .option(
      '--template <file>',
      'with --from-stack and --output: the template to continue with (default: the deployed one); - for standard input',
    )
    .option(
      '--output <directory>',
      'with --from-stack: write the templates that replace the resources in the stack itself',
    )
    .option('--offline', 'with --from-terraform: do not read IVS; write what the state has')
    .option('--retain', 'keep the configurations when their stack is deleted')
    .option('--json', 'JSON output for scripts: the code with its input, or the list');
  addConnection(command)
    .addHelpText('after', '\nExit code: 0 success, 1 failure, 2 invalid command line.')
    .action((arns: readonly string[], values: ImportValues) => {
      use(readImport(arns, values));
    });
}

function readImport(arns: readonly string[], values: ImportValues): CommandRequest {
  const { all = false, fromTerraform: files = [], offline = false, retain = false, json = false } = values;
  const connection = readConnection(values);
  const format = readFormat(values.format);
  if (values.template !== undefined && values.fromStack === undefined) {
    throw new UsageError('--template requires --from-stack STACK: a template does not contain the ARNs.');
  }
  if (values.output === undefined && values.template !== undefined) {
    throw new UsageError('--template requires --output DIRECTORY, for the templates of the steps.');
  }
  if (values.output !== undefined && values.fromStack === undefined) {
    throw new UsageError('--output requires --from-stack STACK. The code of other imports goes to standard output.');
  }
  if (offline && files.length === 0) throw new UsageError('--offline requires --from-terraform FILE.');
  if (files.length > 0) {
    rejectWith('--from-terraform', [...arns, all ? '--all' : undefined, values.fromStack, values.id]);
    return { command: 'import-terraform', files: [...new Set(files)], format, retain, offline, json, connection };
  }
  if (values.fromStack !== undefined) {
    rejectWith('--from-stack', [...arns, all ? '--all' : undefined, values.id]);
    const region = readStackRegion('--from-stack', connection.region, values.fromStack);
    const { fromStack: stack, output, template } = values;
    if (output !== undefined) {
      rejectWith('--output', [values.format]);
      if (output === '') throw new UsageError('--output is empty: expected a directory.');
      return { command: 'migrate-stack', stack, template, output, retain, json, connection: { ...connection, region } };
    }
    return { command: 'import-stack', stack, format, retain, json, connection: { ...connection, region } };
  }
  if (all) {
    rejectWith('--all', [...arns, values.id]);
    if (values.format === undefined && !retain) return { command: 'list', json, connection };
    return { command: 'import-many', arns: 'all', format, retain, json, connection };
  }
  const [text, ...others] = arns;
  if (text === undefined) {
    throw new UsageError(
      'import requires the ARN of a recording configuration, --from-terraform FILE, --from-stack STACK, or --all to list them.',
    );
  }
  if (others.length > 0) {
    if (values.id !== undefined) throw new UsageError('--id is for a single ARN. Remove --id.');
    const unique = [...new Set(arns.map((argument) => readArn(argument, connection.region).arn))];
    return { command: 'import-many', arns: unique, format, retain, json, connection };
  }
  const { arn, region } = readArn(text, connection.region);
  const id = readId(values.id);
  return { command: 'import', arn, format, id, retain, json, connection: { ...connection, region } };
}

function rejectWith(option: string, values: readonly (string | undefined)[]): void {
  const unexpected = values.find((value) => value !== undefined);
  if (unexpected !== undefined) {
    throw new UsageError(`${describeValue(unexpected)} cannot be combined with ${option}.`);
  }
}

interface DriftValues extends ConnectionValues {
  readonly stack?: readonly string[];
  readonly json?: boolean;
}

function addDriftCommand(program: Command, use: (request: CommandRequest) => void): void {
  const command = program
    .command('drift')
    .usage('--stack NAME [options]')
    .summary("detects drift of a stack's configurations")
    .description('Detects drift: compares the recording configurations of a stack with their declared state.')
    .option('--stack <name>', 'the stack name or ARN; can be repeated', collect)
    .option('--json', 'JSON output for scripts')
    .allowExcessArguments();
  addConnection(command)
    .addHelpText('after', '\nExit code: 0 no drift, 1 drift, 2 failure or invalid command line.')
    .action((values: DriftValues) => {
      use(readDrift(command.args, values));
    });
}

function collect(name: string, names: readonly string[] | undefined): readonly string[] {
  return [...(names ?? []), name];
}

function readDrift(
  [unexpected]: readonly string[],
  { stack: named = [], json = false, ...others }: DriftValues,
): CommandRequest {
  if (unexpected !== undefined) {
    throw new UsageError(
      `Unexpected argument ${describeValue(unexpected)}: did you mean --stack ${unexpected}? See --help.`,
    );
  }
  const stacks = [...new Set(named)];
  if (stacks.length === 0) throw new UsageError('drift requires --stack NAME, the name or ARN of a stack.');
  const connection = readConnection(others);
  const region = stacks.reduce(
    (given: string | undefined, stack) => readStackRegion('--stack', given, stack),
    connection.region,
  );
  return { command: 'drift', stacks, json, connection: { ...connection, region } };
}

function readFormat(text: string = FORMATS[0]): Format {
  const format = FORMATS.find((name) => name === text);
  if (format === undefined) throw new UsageError(`--format is ${describeValue(text)}: ${hint(text, FORMATS)}`);
  return format;
}

function readId(text = 'Recording'): string {
  if (/^[A-Za-z][A-Za-z0-9]{0,99}$/.test(text)) return text;
  throw new UsageError(
    `--id is ${describeValue(text)}: expected at most 100 letters and digits, starting with a letter.`,
  );
}

function hint(typed: string, known: readonly string[]): string {
  const nearest = findNearestName(typed, known);
  return nearest === undefined ? `expected one of ${known.join(', ')}.` : `did you mean ${nearest}?`;
}
