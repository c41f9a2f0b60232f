import type { Emulator } from '../../../tools/emulator/aws';
import type { FunctionConfiguration } from '../../../tools/emulator/lambda/function-configuration';
import { buildEnvironment } from '../../../tools/emulator/lambda/sandbox-environment';

/** A text that the function or CloudFormation wrote where others can read it. */
export interface Trace {
  readonly where: string;
  readonly text: string;
}

/** Collects every log line, every invocation result that Lambda records, every response and every stack event. */
export function collectTraces({ lambda, cloudFormation }: Emulator): readonly Trace[] {
  return [
    ...lambda.logs.map(({ text }) => ({ where: 'log line', text })),
    ...lambda.invocations.flatMap(({ attempts }) =>
      attempts.map(({ result }) => ({ where: 'outcome of an invocation', text: JSON.stringify(result ?? null) })),
    ),
    ...cloudFormation.responses.records.map(({ body }) => ({ where: 'answer', text: body })),
    ...cloudFormation
      .listStacks()
      .flatMap(({ events }) => events.map((event) => ({ where: 'stack event', text: JSON.stringify(event) }))),
  ];
}

/** Lists the credentials of each function, and the signature of each ResponseURL that it received. */
export function listSecrets({ lambda }: Emulator): readonly string[] {
  return lambda.invocations.flatMap(({ functionName, event }) => {
    const configuration = lambda.getFunction(functionName);
    const { ResponseURL: url } = event as { readonly ResponseURL?: unknown };
    return [
      ...(configuration === undefined ? [] : listCredentials(configuration)),
      ...(typeof url === 'string' && URL.canParse(url) ? listSignatures(new URL(url)) : []),
    ];
  });
}

function listCredentials(configuration: FunctionConfiguration): readonly string[] {
  const settings = { region: '', modulePath: '', logStreamName: '', endpoints: {} };
  const { AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token } = buildEnvironment(configuration, settings);
  if (key === undefined || token === undefined) throw new Error('The sandbox has no credentials to keep secret.');
  return [key, token];
}

function listSignatures({ search, searchParams }: URL): readonly string[] {
  const signatures = [...searchParams].filter(([name]) => /signature/i.test(name)).map(([, value]) => value);
  const forms = signatures.flatMap((value) => [value, encodeURIComponent(value)]);
  return [search, ...forms].filter((text) => text !== '');
}

/** Returns the traces that contain a secret. JSON escapes no character of the secrets. */
export function findSecrets(traces: readonly Trace[], secrets: readonly string[]): readonly Trace[] {
  return traces.filter(({ text }) => secrets.some((secret) => text.includes(secret)));
}
