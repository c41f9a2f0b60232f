import { parseArgs } from 'node:util';
import { ArgumentError } from './argument-error';
import { messageOf } from './error-message';

export interface StartArguments {
  readonly help: boolean;
  readonly keep: boolean;
  readonly template: string | undefined;
  readonly assembly: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly context: Readonly<Record<string, string>>;
}

export const USAGE = `Deploys the example onto an AWS that runs inside this process, and destroys it again.

  npm start                        deploy bin/app.ts, show what IVS returns, destroy
  npm start -- -c KEY=VALUE        the same with CDK context, such as -c thumbnailInterval=30
  npm start -- --keep              keep serving after the deployment until Ctrl-C
  npm start -- --template FILE     deploy a template of your own, YAML or JSON
      --parameters KEY=VALUE       a parameter of that template; repeatable
  npm start -- --assembly FOLDER   deploy a CDK app of your own, from the cdk.out that cdk synth wrote
      --help                       this text
`;

export function readStartArguments(argv: readonly string[]): StartArguments {
  const { help, keep, template, assembly, parameters, context } = parse(argv);
  if (assembly !== undefined && (template !== undefined || context.length > 0)) {
    const other = template === undefined ? '-c' : '--template';
    throw new ArgumentError(`--assembly does not go with ${other}: the folder holds all that is deployed.`);
  }
  if (template === undefined && parameters.length > 0) {
    throw new ArgumentError('--parameters needs --template: the example of bin/app.ts takes context (-c KEY=VALUE).');
  }
  return {
    help,
    keep,
    template,
    assembly,
    parameters: readPairs('--parameters', parameters),
    context: readPairs('-c', context),
  };
}

function parse(argv: readonly string[]): {
  help: boolean;
  keep: boolean;
  template: string | undefined;
  assembly: string | undefined;
  parameters: string[];
  context: string[];
} {
  try {
    const { values } = parseArgs({
      args: [...argv],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        keep: { type: 'boolean', default: false },
        template: { type: 'string' },
        assembly: { type: 'string' },
        parameters: { type: 'string', multiple: true, default: [] },
        context: { type: 'string', short: 'c', multiple: true, default: [] },
      },
    });
    return { ...values, template: values.template, assembly: values.assembly };
  } catch (error) {
    const [first = ''] = messageOf(error).split('\n');
    throw new ArgumentError(`${first} See npm start -- --help.`, { cause: error });
  }
}

function readPairs(option: string, pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const sign = pair.indexOf('=');
      if (sign < 1) throw new ArgumentError(`${option} ${pair}: expected KEY=VALUE, such as ${option} Name=example.`);
      return [pair.slice(0, sign), pair.slice(sign + 1)];
    }),
  );
}
