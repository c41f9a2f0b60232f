import { IvsAccount } from './account';
import { type IvsOptions, parseIvsOptions } from './options';
import { startIvsServer } from './server';

const EXIT_USAGE = 2;
const EXIT_FAILURE = 1;

function readOptions(): IvsOptions | undefined {
  try {
    return parseIvsOptions(process.argv.slice(2));
  } catch (error) {
    fail(EXIT_USAGE, error);
    return undefined;
  }
}

async function serve({ port, region, accountId, timeToActiveMs, quotas }: IvsOptions): Promise<void> {
  const account = new IvsAccount({ region, accountId, timeToActiveMs });
  const server = await startIvsServer({
    account,
    port,
    quotas,
    onCall: ({ operation, status, time }) => {
      console.log(`${new Date(time).toISOString()} ${operation} ${status ?? '-'}`);
    },
  });
  const stop = (): void => void server.close();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  console.log(`IVS is listening on ${server.endpoint}`);
  console.log(
    `Try: aws ivs list-recording-configurations --region ${region} --endpoint-url ${server.endpoint} ` +
      '(any credentials)',
  );
}

function fail(code: number, error: unknown): void {
  const { code: name, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  const advice = name === 'EADDRINUSE' ? '; use another port with --port, or omit --port' : '';
  const reason = `${message ?? String(error)}${advice}`;
  console.error(`start:ivs: ${reason.split('\n', 1).join('')}`);
  process.exitCode = code;
}

const options = readOptions();
if (options?.help !== undefined) console.log(options.help);
else if (options) {
  serve(options).catch((error: unknown) => {
    fail(EXIT_FAILURE, error);
  });
}
