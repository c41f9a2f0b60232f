import { randomUUID } from 'node:crypto';
import { startLoopbackServer } from '../cloudformation/loopback-server';
import type { LoopbackServer } from '../cloudformation/loopback-server';
import { readAccessKeyId } from '../cloudformation/signature';
import { renderXml } from '../cloudformation/xml';
import type { XmlValue } from '../cloudformation/xml';

const SESSION_MS = 3_600_000;

export interface StsServerOptions {
  readonly accountId: string;
  /** Finds the role of an access key. */
  readonly findPrincipal: (accessKeyId: string) => string | undefined;
}

/**
 * Starts STS with GetCallerIdentity, which needs no permission, and AssumeRole, whose credentials have all permissions: the
 * CDK CLI assumes the roles of its bootstrap stack.
 */
export async function startStsServer({ accountId, findPrincipal }: StsServerOptions): Promise<LoopbackServer> {
  return await startLoopbackServer((request, response, body) => {
    const namespace = 'xmlns="https://sts.amazonaws.com/doc/2011-06-15/"';
    const metadata = `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`;
    const parameters = new URLSearchParams(body.toString('utf8'));
    const action = parameters.get('Action');
    const send = (result: XmlValue): void => {
      const name = action ?? '';
      response.writeHead(200, { 'content-type': 'text/xml' });
      response.end(
        `<${name}Response ${namespace}><${name}Result>${renderXml(result)}</${name}Result>${metadata}</${name}Response>`,
      );
    };
    if (action === 'AssumeRole') {
      const [arn, session] = [parameters.get('RoleArn') ?? '', parameters.get('RoleSessionName') ?? ''];
      send({
        Credentials: {
          AccessKeyId: 'ASIAIOSFODNN7EXAMPLE',
          SecretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
          SessionToken: 'emulator',
          Expiration: new Date(Date.now() + SESSION_MS).toISOString(),
        },
        AssumedRoleUser: {
          Arn: `${arn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/${session}`,
          AssumedRoleId: ['AIDAEXAMPLE', session].join(':'),
        },
      });
      return;
    }
    if (action !== 'GetCallerIdentity') {
      const error = renderXml({ Type: 'Sender', Code: 'InvalidAction', Message: 'Could not find the operation' });
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(`<ErrorResponse ${namespace}><Error>${error}</Error></ErrorResponse>`);
      return;
    }
    const role = findPrincipal(readAccessKeyId(request) ?? '');
    send({ Arn: role ?? `arn:aws:iam::${accountId}:root`, UserId: 'AIDAEXAMPLE', Account: accountId });
  });
}
