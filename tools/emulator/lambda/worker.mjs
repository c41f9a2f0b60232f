// Lambda's Node.js runtime in the sandbox: loads the handler once, then runs one invocation at a time.
import http from 'node:http';
import https from 'node:https';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { format } from 'node:util';

const { LAMBDA_TASK_ROOT, _HANDLER, EMULATOR_RESPONSE_ENDPOINT } = process.env;
const [moduleName, exportName] = _HANDLER.split('.');
let requestId;

for (const [method, level] of Object.entries({
  debug: 'DEBUG',
  log: 'INFO',
  info: 'INFO',
  warn: 'WARN',
  error: 'ERROR',
})) {
  console[method] = (...values) => {
    const [value] = values;
    const isRecord = values.length === 1 && typeof value === 'object' && value !== null && !(value instanceof Error);
    const message = isRecord ? value : format(...values);
    process.stdout.write(JSON.stringify({ timestamp: new Date().toISOString(), level, requestId, message }) + '\n');
  };
}

// CDK handlers always submit their response with TLS on port 443 of the response URL's host.
if (EMULATOR_RESPONSE_ENDPOINT !== undefined) {
  const { hostname, port } = new URL(EMULATOR_RESPONSE_ENDPOINT);
  const { request } = https;
  https.request = (options, ...others) =>
    options?.hostname === hostname && !options.port
      ? http.request({ ...options, protocol: 'http:', port }, ...others)
      : request.call(https, options, ...others);
}

function describeError(error) {
  return error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, stackTrace: (error.stack ?? '').split('\n').slice(1) }
    : { errorType: 'Error', errorMessage: String(error), stackTrace: [] };
}

function loadHandler() {
  const exported = createRequire(join(LAMBDA_TASK_ROOT, 'index.js'))(join(LAMBDA_TASK_ROOT, `${moduleName}.js`));
  const handler = exported[exportName];
  if (typeof handler !== 'function') throw new Error(`${_HANDLER} is undefined or not exported`);
  return handler;
}

function createContext({ awsRequestId, invokedFunctionArn, timeLimit }) {
  const deadline = performance.now() + timeLimit;
  return {
    awsRequestId,
    invokedFunctionArn,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

async function serve({ event, ...invocation }) {
  requestId = invocation.awsRequestId;
  try {
    handler ??= loadHandler();
    const result = await handler(event, createContext(invocation));
    process.send({ result: result ?? null });
  } catch (error) {
    const description = describeError(error);
    console.error(description);
    process.send({ error: description });
  }
}

let handler;
process.on('message', (invocation) => void serve(invocation));
process.on('disconnect', () => process.exit(0));
