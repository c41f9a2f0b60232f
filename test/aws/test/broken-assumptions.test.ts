import type { EmulatorOptions } from '../../../tools/emulator/aws';
import { startLoopbackServer } from '../../../tools/emulator/cloudformation/loopback-server';
import type { LoopbackServer } from '../../../tools/emulator/cloudformation/loopback-server';
import { PROBES } from '../probes';
import { formatReport, getExitCode } from '../report';
import type { Report } from '../report';
import { runProbes } from '../run';
import { startEmulatorTarget } from '../targets/emulator';
import { startEmulator } from '../../../tools/emulator/aws';

const ACCOUNT = '123456789012';
const REGION = 'us-east-1';
const QUICK: EmulatorOptions = { redeliveryDelays: [300, 600] };

/** Each breaks one assumption in the emulator: the probe that watches it shows what was assumed and what was seen. */
interface BrokenAssumption {
  readonly probe: string;
  readonly value: string;
  readonly settings?: EmulatorOptions;
  /** Changes the responses of a service on the way to the probes. */
  readonly proxy?: { readonly variable: string; readonly change: (body: string) => string };
  readonly assumed: unknown;
  readonly seen: unknown;
}

const BROKEN: readonly BrokenAssumption[] = [
  {
    probe: 'failed-update-id',
    value: 'events of the function',
    settings: { adoptFailedUpdateId: false },
    assumed: ['Create', 'Update first', 'Update second', 'Delete first', 'Delete second'],
    seen: ['Create', 'Update first', 'Update first', 'Delete first'],
  },
  {
    probe: 'quota',
    value: 'configurations at the refusal',
    settings: { ivs: { recordingConfigurationQuota: 5 } },
    assumed: 20,
    seen: 5,
  },
  {
    probe: 'redelivery',
    value: 'stack status',
    settings: { failFast: true, redeliveryDelays: [] },
    assumed: 'CREATE_COMPLETE',
    seen: 'ROLLBACK_COMPLETE',
  },
  {
    probe: 'event-properties',
    value: 'UPDATE_IN_PROGRESS of the rollback has properties',
    proxy: {
      variable: 'AWS_ENDPOINT_URL_CLOUDFORMATION',
      change: (body) => body.replace(/<ResourceProperties>.*?<\/ResourceProperties>/gs, ''),
    },
    assumed: true,
    seen: false,
  },
  {
    probe: 'replacement-in-use',
    value: 'Delete in use',
    proxy: { variable: 'AWS_ENDPOINT_URL_IVS', change: (body) => body.replace('is in use by', 'is busy with') },
    assumed: 'ConflictException 409',
    seen: 'ValidationException 400',
  },
];

test.each(BROKEN)('$probe: $value differs', async ({ probe: id, value, settings = {}, proxy, assumed, seen }) => {
  const report = await run(id, { ...QUICK, ...settings }, proxy);
  const [result] = report.results;
  expect(result).toMatchObject({ id, outcome: 'differs' });
  expect(result?.comparisons.find(({ name }) => name === value)).toEqual({
    name: value,
    outcome: 'differs',
    assumed,
    seen,
  });
  expect(formatReport(report)).toContain(
    `- ${value}: differs: assumed ${JSON.stringify(assumed)}, seen ${JSON.stringify(seen)}`,
  );
  expect(getExitCode(report)).toBe(1);
  expect(report.leftovers).toEqual([]);
});

async function run(id: string, settings: EmulatorOptions, proxy: BrokenAssumption['proxy']): Promise<Report> {
  const aws = await startEmulator({ ...settings, ivs: { timeToActiveMs: 300, ...settings.ivs } });
  const server = proxy === undefined ? undefined : await startProxy(aws.endpoints[proxy.variable] ?? '', proxy.change);
  const endpoints = { ...aws.endpoints, ...(proxy === undefined ? {} : { [proxy.variable]: server?.endpoint ?? '' }) };
  const target = await startEmulatorTarget({ account: ACCOUNT, region: REGION, endpoints });
  try {
    const probes = PROBES.filter((probe) => probe.id === id);
    const signal = new AbortController().signal;
    return await runProbes(target, probes, {
      account: ACCOUNT,
      isLive: false,
      keep: false,
      signal,
      print: () => undefined,
    });
  } finally {
    await target.close();
    await server?.close();
    await aws.close();
  }
}

/** Passes requests on. A changed error of IVS becomes a ValidationException. */
async function startProxy(endpoint: string, change: (body: string) => string): Promise<LoopbackServer> {
  return await startLoopbackServer(async (request, response, body) => {
    const headers = Object.fromEntries(
      Object.entries(request.headers).filter(([name]) => !/^(host|connection|content-length)$/.test(name)),
    );
    const upstream = await fetch(endpoint + (request.url ?? '/'), {
      method: request.method ?? 'GET',
      headers: headers as Record<string, string>,
      ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
    });
    const text = await upstream.text();
    const changed = change(text);
    const isChangedError = upstream.status >= 400 && changed !== text;
    const type = upstream.headers.get('x-amzn-errortype');
    response.writeHead(isChangedError ? 400 : upstream.status, {
      'content-type': upstream.headers.get('content-type') ?? 'application/json',
      ...(type === null ? {} : { 'x-amzn-errortype': isChangedError ? 'ValidationException' : type }),
    });
    response.end(changed);
  });
}
