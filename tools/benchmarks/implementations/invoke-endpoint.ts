import { startLoopbackServer, type LoopbackServer } from '../../emulator/cloudformation/loopback-server';
import type { WorkerResult } from '../../emulator/lambda/worker-process';

export interface InvokeEndpointOptions {
  readonly invoke: (functionName: string, event: unknown) => Promise<WorkerResult>;
  readonly startExecution: (input: unknown) => void;
}

/**
 * Starts an HTTP endpoint for Lambda's Invoke and Step Functions' StartExecution, which the Provider framework calls.
 */
export function startInvokeEndpoint({ invoke, startExecution }: InvokeEndpointOptions): Promise<LoopbackServer> {
  return startLoopbackServer(async (request, response, body) => {
    const content: unknown = JSON.parse(body.toString('utf8'));
    const functionArn = /^\/2015-03-31\/functions\/([^/]+)\/invocations/.exec(request.url ?? '')?.[1];
    if (functionArn !== undefined) {
      const name = decodeURIComponent(functionArn).split(':').at(-1) ?? '';
      const result = await invoke(name, content);
      const isError = !('result' in result);
      response.writeHead(200, isError ? { 'x-amz-function-error': 'Unhandled' } : {});
      response.end(JSON.stringify('result' in result ? result.result : 'error' in result ? result.error : result));
      return;
    }
    const { input } = content as { readonly input: string };
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify({ executionArn: 'arn:aws:states:::execution:waiter', startDate: Date.now() / 1000 }));
    startExecution(JSON.parse(input));
  });
}
