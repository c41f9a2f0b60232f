import { randomUUID } from 'node:crypto';
import { startLoopbackServer } from '../cloudformation/loopback-server';
import type { LoopbackServer } from '../cloudformation/loopback-server';
import { readAccessKeyId } from '../cloudformation/signature';
import { renderXml } from '../cloudformation/xml';

export interface StsServerOptions {
  readonly accountId: string;
  /** Finds the role of an access key. */
  readonly findPrincipal: (accessKeyId: string) => string | undefined;
}

/** Starts STS with GetCallerIdentity, which needs no permission. */
export async function startStsServer({ accountId, findPrincipal }: StsServerOptions): Promise<LoopbackServer> {
  return await startLoopbackServer((request, response, body) => {
    const namespace = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
    const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
    if (new URLSearchParams(body.toString('utf8')).get('Action') !== 'GetCallerIdentity') {
      const error = renderXml({ Type: 'Sender', Code: 'InvalidAction', Message: 'Could not find the operation' });
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(`<ErrorResponse ${namespace}><Error>${error}</Error></ErrorResponse>`);
      return;
    }
    const role = findPrincipal(readAccessKeyId(request) ?? '');
    const identity = renderXml({
      Arn: role ?? `arn:aws:iam::${accountId}:root`,
      UserId: 'AIDAEXAMPLE',
      Account: accountId,
    });
    response.writeHead(200, { 'content-type': 'text/xml' });
    response.end(
      `<GetCallerIdentityResponse ${namespace}><GetCallerIdentityResult>${identity}</GetCallerIdentityResult>` +
        `${metadata}</GetCallerIdentityResponse>`,
    );
  });
}
