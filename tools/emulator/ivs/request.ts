import type { IncomingMessage } from 'node:http';
import { IvsError } from './ivs-error';
import { operationNames, operations, type OperationName } from './operations';
import { isObject } from '../cloudformation/values';

/** The operation of a request, and the ARN in its path, if any. */
export interface Route {
  readonly operation: OperationName;
  readonly resourceArn?: string;
  readonly query: URLSearchParams;
}

/** Finds the operation; undefined if there is none. An ARN in the path must be one URL-encoded segment. */
export function findRoute(method: string, target: string): Route | undefined {
  const [path = '', search = ''] = target.split('?', 2);
  const query = new URLSearchParams(search);
  const segment = /^\/tags\/([^/]+)$/.exec(path)?.[1];
  const pattern = segment === undefined ? path : '/tags/{resourceArn}';
  const operation = operationNames.find(
    (name) => operations[name].method === method && operations[name].path === pattern,
  );
  if (!operation) return undefined;
  return segment === undefined ? { operation, query } : { operation, query, resourceArn: decodeSegment(segment) };
}

/** Reads the input of a call from its body, path and query. The operation validates it. */
export function readInput(route: Route, body: string): Record<string, unknown> {
  const members = body === '' ? {} : parseJson(body);
  if (!isObject(members)) throw new IvsError('SerializationException', 'The body is not a JSON object, expected one');
  if (route.resourceArn === undefined) return members;
  const tagKeys = route.query.getAll('tagKeys');
  return { ...members, ...(tagKeys.length > 0 && { tagKeys }), resourceArn: route.resourceArn };
}

/**
 * Reads the access key id from the signature. The signature is not verified, but its scope is: a request signed for
 * another Region or service is rejected.
 */
export function readAccessKeyId(authorization: string | undefined, region: string): string {
  if (!authorization) {
    const problem = 'The Authorization header is missing, expected an AWS Signature Version 4';
    throw new IvsError('MissingAuthenticationTokenException', problem);
  }
  const [, accessKeyId, signedRegion, signedService] =
    /^AWS4-HMAC-SHA256 .*\bCredential=([^/,\s]+)\/\d{8}\/([^/,\s]+)\/([^/,\s]+)\/aws4_request/.exec(authorization) ??
    [];
  if (accessKeyId === undefined) {
    const problem =
      'The Authorization header has no Credential=<access key id>/<scope>, expected an AWS4-HMAC-SHA256 one';
    throw new IvsError('IncompleteSignatureException', problem);
  }
  const problems = [
    ...(signedRegion === region ? [] : [`Credential should be scoped to a valid region, not '${signedRegion ?? ''}'.`]),
    ...(signedService === SIGNING_NAME ? [] : [`Credential should be scoped to correct service: '${SIGNING_NAME}'.`]),
  ];
  if (problems.length > 0) throw new IvsError('InvalidSignatureException', problems.join(' '));
  return accessKeyId;
}

const SIGNING_NAME = 'ivs';

/** Returns undefined if the client closed the connection during the request. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new IvsError('SerializationException', `The body is not valid JSON: ${reason}`);
  }
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    // Unchanged, it is not a valid ARN, so validation rejects it.
    return segment;
  }
}
