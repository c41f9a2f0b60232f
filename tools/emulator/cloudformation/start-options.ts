import { findNearestName } from '../../../schema/nearest-name';
import { createProgram, readCommandLine, UsageError } from '../../../cli/util/command-line';

export interface StartOptions {
  /** The help text, if help was requested. */
  readonly help: string | undefined;
  readonly keep: boolean;
  /** Whether to print the complete logs of the functions. */
  readonly verbose: boolean;
  /** A path, or `-` for standard input. */
  readonly template: string | undefined;
  readonly assembly: string | undefined;
  /** Names of buckets that exist before anything is deployed. */
  readonly bucket: readonly string[];
  readonly parameters: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
}

const PROGRAM = 'npm start --';
const NAMES = ['context', 'keep', 'verbose', 'template', 'parameters', 'assembly', 'bucket'];

/**
 * Parses the options of `npm start`.
 *
 * @param environment - contains options that npm consumed because the `--` is missing
 * @throws UsageError if an option is not valid
 */
export function parseStartOptions(
  argv: readonly string[],
  environment: Readonly<Record<string, string | undefined>> = {},
): StartOptions {
  const consumed = NAMES.find((name) => environment[`npm_config_${name}`] !== undefined);
  if (consumed !== undefined) {
    throw new UsageError(`npm consumed the option --${consumed}. Put -- before it: npm start -- --${consumed}.`);
  }
  const program = createProgram({
    name: PROGRAM,
    summary: 'Deploys the example to the emulator, and destroys it.',
  })
    .usage('[options]')
    .option('-c, --context <key=value>', 'CDK context for the example, such as thumbnailInterval=30', readPair('-c'))
    .option('--keep', 'keep the emulator running after the deployment until Ctrl-C')
    .option('--verbose', 'print the complete logs of the functions')
    .option('--template <file>', 'deploy your own template, YAML or JSON; - is standard input')
    .option('--parameters <key=value>', 'a parameter of the template', readPair('--parameters'))
    .option('--assembly <folder>', 'deploy your own CDK app from its cdk.out folder')
    .option('--bucket <name>', 'create this bucket before the deployment, with SSE-S3', collect)
    .addHelpText(
      'after',
      '\n-c, --parameters and --bucket may be repeated.\nExit code: 0 success, 1 failure, 2 invalid options.',
    )
    .allowExcessArguments();
  const help = readCommandLine(program, argv);
  const {
    keep = false,
    verbose = false,
    template,
    assembly,
    bucket = [],
    parameters = {},
    context = {},
  } = program.opts<Partial<Omit<StartOptions, 'help'>>>();
  const [unexpected] = program.args;
  if (unexpected !== undefined && help === undefined) {
    throw new UsageError(
      `Unexpected argument '${unexpected}': did you mean ${suggestOption(unexpected)} ${unexpected}? See ${PROGRAM} --help.`,
    );
  }
  const hasContext = Object.keys(context).length > 0;
  if (assembly !== undefined && (template !== undefined || hasContext)) {
    const other = template === undefined ? '-c' : '--template';
    throw new UsageError(`--assembly cannot be combined with ${other}: the folder contains everything to deploy.`);
  }
  if (template !== undefined && hasContext) {
    throw new UsageError('--template cannot be combined with -c: use parameters (--parameters KEY=VALUE).');
  }
  if (template === undefined && Object.keys(parameters).length > 0) {
    throw new UsageError('--parameters needs --template: the example in bin/app.ts uses context (-c KEY=VALUE).');
  }
  return { help, keep, verbose, template, assembly, bucket, parameters, context };
}

/** @throws UsageError for a key that neither the example nor the CDK uses */
export function checkContext(context: Readonly<Record<string, string>>, known: readonly string[]): void {
  const unknown = Object.keys(context).find((key) => !known.includes(key) && !/[@:/]/.test(key));
  if (unknown === undefined) return;
  const nearest = findNearestName(unknown, known);
  const hint = nearest === undefined ? `expected one of ${known.join(', ')}.` : `did you mean ${nearest}?`;
  throw new UsageError(`-c ${unknown}: the example has no such context value, ${hint}`);
}

function suggestOption(argument: string): string {
  if (/^[\w-]+=/.test(argument)) return '-c';
  return /\.(ya?ml|json|template)$/i.test(argument) ? '--template' : '--assembly';
}

function collect(value: string, values: readonly string[] | undefined): readonly string[] {
  return [...(values ?? []), value];
}

function readPair(option: string): (pair: string, pairs?: Record<string, string>) => Record<string, string> {
  return (pair, pairs) => {
    const sign = pair.indexOf('=');
    if (sign < 1) throw new UsageError(`${option} ${pair}: expected KEY=VALUE, such as ${option} Name=example.`);
    return { ...pairs, [pair.slice(0, sign)]: pair.slice(sign + 1) };
  };
}
