import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

/** Sends a body to a URL and returns the status code as soon as the response headers arrive. */
export type Put = (url: URL, body: string, signal: AbortSignal) => Promise<number>;

/**
 * CloudFormation's presigned URL requires an empty content type, because the signature covers it, and a content length.
 */
export const httpPut: Put = (url, body, signal) =>
  new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(
      url,
      { method: 'PUT', headers: { 'content-type': '', 'content-length': Buffer.byteLength(body) }, signal },
      (response) => {
        resolve(response.statusCode ?? 0);
        // Only the status counts. An error in the response body must not cause a retry.
        response.on('error', () => undefined);
        response.destroy();
      },
    );
    request.on('error', reject);
    request.end(body);
  });
