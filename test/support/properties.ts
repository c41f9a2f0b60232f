/** Properties with a bucket and the given properties. */
export function withBucket(more: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> {
  return { DestinationConfiguration: { S3: { BucketName: 'stream-archive' } }, ...more };
}

/** Properties as CloudFormation passes them: every scalar is a string, at every depth. */
export function stringifyScalars(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stringifyScalars);
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, stringifyScalars(inner)]));
  }
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
