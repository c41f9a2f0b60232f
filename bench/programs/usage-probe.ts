/**
 * Loads one handler in this fresh process, lets it serve one event where there is one, and prints what that cost. The
 * handler is told by the variables that Lambda's runtime has.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { LAMBDA_TASK_ROOT: folder = '', _HANDLER: handlerName = '', BENCH_EVENT: eventText } = process.env;
const [file = '', exportName = ''] = handlerName.split('.');

async function probe(): Promise<void> {
  // What the handler logs is none of the result.
  for (const method of ['log', 'info', 'warn', 'error'] as const) console[method] = () => undefined;
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const exported = createRequire(join(folder, 'index.js'))(join(folder, `${file}.js`)) as Record<string, unknown>;
  const loadMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  const loadedKilobytes = process.resourceUsage().maxRSS;
  const handler = exported[exportName] as (event: unknown, context: unknown) => Promise<void>;
  if (eventText !== undefined) {
    await handler(JSON.parse(eventText), { getRemainingTimeInMillis: () => 900_000, logStreamName: 'bench' });
  }
  const whole = process.cpuUsage();
  const usage = {
    cpuMs: (whole.user + whole.system) / 1000,
    loadMs,
    loadCpuMs: (user + system) / 1000,
    loadedMegabytes: loadedKilobytes / 1024,
    peakMegabytes: process.resourceUsage().maxRSS / 1024,
    servedMs: performance.now() - startedAt,
  };
  process.stdout.write(JSON.stringify(usage), () => {
    process.exit(0);
  });
}

void probe();
