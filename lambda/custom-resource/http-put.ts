import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Puts a body to a URL and gives the status code of the response, as soon as its headers are there. */
export type Put = (url: URL, body: string, signal: AbortSignal) => Promise<number>;

/**
 * A PUT as CloudFormation's presigned URL wants it: an empty content type, since that is what the signature covers, and
 * the length in bytes.
 */
export const httpPut: Put = (url, body, signal) =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(
      url,
      { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) }, signal },
      (response) => {
        resolve(response.statusCode ?? 0);
        // The status is all that counts: a body that never ends, or is reset, must not have the PUT sent again.
        response.on('error', () => undefined);
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end(body);
  });
