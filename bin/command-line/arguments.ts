import { parseArgs } from 'node:util';
import { findNearestName } from '../../contract/nearest-name';
import { describeValue } from '../../contract/problem';
import type { ConnectionOptions } from './aws/connection';
import { CONNECTION, readArn, readConnection, readStackRegion } from './connection-arguments';
import { FORMATS, type Format } from './import/formats';
import { UsageError } from './usage-error';

export type CommandName = 'import' | 'drift';

export interface ImportRequest {
  readonly command: 'import';
  readonly arn: string;
  readonly format: Format;
  /** The id of the construct, or the logical id of the resource. */
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
  /** Names or ARNs, each once. */
  readonly stacks: readonly string[];
  readonly json: boolean;
  readonly connection: ConnectionOptions;
}

export interface HelpRequest {
  readonly command: 'help';
  /** The command that help is wanted with; the empty one is none. */
  readonly about: CommandName | '';
}

export type Request = ImportRequest | InventoryRequest | DriftRequest | HelpRequest | { readonly command: 'version' };

const COMMANDS: readonly CommandName[] = ['import', 'drift'];

const GENERAL = { help: { type: 'boolean', short: 'h', default: false } } as const;
/**
 * Reads the arguments that follow the program's name.
 *
 * @throws UsageError if they make no sense
 */
export function readArguments(args: readonly string[]): Request {
  const [command, ...rest] = args;
  if (command === 'import') return readImport(rest);
  if (command === 'drift') return readDrift(rest);
  if (command !== undefined && !command.startsWith('-')) {
    throw new UsageError(`There is no command ${describeValue(command)}: ${hint(command, COMMANDS)}`);
  }
  const options = { ...GENERAL, version: { type: 'boolean', default: false } } as const;
  const { values } = parse(() => parseArgs({ args: [...args], options }));
  if (values.version) return { command: 'version' };
  if (values.help) return { command: 'help', about: '' };
  throw new UsageError(`No command: expected one of ${COMMANDS.join(', ')}. See --help.`);
}

/** Which command the arguments are for, however wrong the others are: its exit codes are its own. */
export function readCommandName([command]: readonly string[]): CommandName | undefined {
  return COMMANDS.find((name) => name === command);
}

function readImport(args: readonly string[]): Request {
  const options = {
    ...GENERAL,
    ...CONNECTION,
    format: { type: 'string' },
    id: { type: 'string' },
    all: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  } as const;
  const { values, positionals } = parse(() => parseArgs({ args: [...args], options, allowPositionals: true }));
  if (values.help) return { command: 'help', about: 'import' };
  const [text, second] = positionals;
  const connection = readConnection(values);
  if (values.all) {
    const stray = text ?? values.format ?? values.id;
    if (stray !== undefined)
      throw new UsageError(`${describeValue(stray)} is too much: --all lists, and writes no code.`);
    return { command: 'inventory', json: values.json, connection };
  }
  if (text === undefined)
    throw new UsageError('import needs the ARN of a recording configuration, or --all, which lists them.');
  if (second !== undefined)
    throw new UsageError(`${describeValue(second)} is too much: expected one ARN. Run import once for each.`);
  const { arn, region } = readArn(text, connection.region);
  return {
    command: 'import',
    arn,
    format: readFormat(values.format),
    id: readId(values.id),
    json: values.json,
    connection: { ...connection, region },
  };
}

function readDrift(args: readonly string[]): Request {
  const options = {
    ...GENERAL,
    ...CONNECTION,
    stack: { type: 'string', multiple: true },
    json: { type: 'boolean', default: false },
  } as const;
  const { values } = parse(() => parseArgs({ args: [...args], options }));
  if (values.help) return { command: 'help', about: 'drift' };
  const stacks = [...new Set(values.stack ?? [])];
  if (stacks.length === 0) throw new UsageError('drift needs --stack NAME, with the name or the ARN of a stack.');
  const connection = readConnection(values);
  const region = stacks.reduce(readStackRegion, connection.region);
  return { command: 'drift', stacks, json: values.json, connection: { ...connection, region } };
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

/** The parser's own words say enough in their first sentence. */
function parse<Parsed>(read: () => Parsed): Parsed {
  try {
    return read();
  } catch (error) {
    const [sentence = ''] = (error instanceof Error ? error.message : String(error)).split(/[.\n]\s/, 1);
    throw new UsageError(`${sentence.replace(/[.]$/, '')}. See --help.`);
  }
}
