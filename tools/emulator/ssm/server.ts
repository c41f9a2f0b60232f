import { startLoopbackServer } from '../cloudformation/loopback-server';
import type { LoopbackServer } from '../cloudformation/loopback-server';

/**
 * Starts SSM with GetParameter, which the CDK CLI calls for the version of its bootstrap stack. It rejects all other
 * operations, also those of other services, so it can be the endpoint of the services that the emulator does not have.
 *
 * @param parameters - values by name
 */
export async function startSsmServer(parameters: ReadonlyMap<string, string>): Promise<LoopbackServer> {
  return await startLoopbackServer((request, response, body) => {
    const send = (status: number, content: object): void => {
      response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(content));
    };
    const target = request.headers['x-amz-target'];
    if (target !== 'AmazonSSM.GetParameter') {
      const message = 'The emulator does not have this operation.';
      send(400, { __type: 'UnknownOperationException', message });
      return;
    }
    const { Name: name = '' } = JSON.parse(body.toString('utf8')) as { readonly Name?: string };
    const value = parameters.get(name);
    if (value === undefined) send(400, { __type: 'ParameterNotFound', message: `Parameter ${name} not found.` });
    else send(200, { Parameter: { Name: name, Type: 'String', Value: value, Version: 1 } });
  });
}
