import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../aws';
import type { Emulator, EmulatorOptions } from '../../aws';
import { systemClock } from '../../clock';
import type { Clock } from '../../clock';

export interface Handlers {
  /** Creates a function from the source of a handler; returns the function's ARN. */
  add(
    name: string,
    source: string,
    configuration?: { timeoutSeconds?: number; variables?: Record<string, string> },
  ): string;
  removeFolders(): void;
}

function createHandlers(aws: Emulator): Handlers {
  const folders: string[] = [];
  return {
    add(name, source, { timeoutSeconds = 900, variables = {} } = {}) {
      const codeDirectory = mkdtempSync(join(tmpdir(), 'handler-'));
      folders.push(codeDirectory);
      writeFileSync(join(codeDirectory, 'index.js'), source);
      const functionArn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:${name}`;
      aws.lambda.putFunction({
        functionName: name,
        functionArn,
        codeDirectory,
        handler: 'index.handler',
        timeoutSeconds,
        memoryMegabytes: 128,
        variables,
        roleArn: `arn:aws:iam::${aws.accountId}:role/${name}`,
        logGroupName: `/aws/lambda/${name}`,
      });
      return functionArn;
    },
    removeFolders() {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Source for handlers: `respond(event, overrides)` sends a valid response with overrides. */
export const RESPOND_SOURCE = `
  const http = require('node:http');
  const put = (event, body, { method = 'PUT', headers = {} } = {}) => new Promise((resolve, reject) => {
    const length = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const request = http.request(event.ResponseURL, { method, headers: { ...length, ...headers } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
    });
    request.on('error', reject);
    request.end(body);
  });
  const respond = (event, overrides = {}) => put(event, JSON.stringify({
    Status: 'SUCCESS', Reason: 'because', StackId: event.StackId, RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
    PhysicalResourceId: event.PhysicalResourceId ?? 'thing-' + event.ResourceProperties.Key, Data: {}, ...overrides,
  }));
`;

/** A clock that sleeps `factor` times shorter and keeps the order of sleeps. */
export function createFastClock(factor: number): Clock {
  return { now: () => systemClock.now(), sleep: (ms, signal) => systemClock.sleep(ms / factor, signal) };
}

export async function startTestEmulator(options: EmulatorOptions = {}): Promise<{ aws: Emulator; handlers: Handlers }> {
  const aws = await startEmulator(options);
  return { aws, handlers: createHandlers(aws) };
}
