import type { Clock } from '../clock';
import type { OperationName } from './operations';

/** Calls per second, by operation. Other operations have no limit. */
export type RateQuotas = Readonly<Partial<Record<OperationName, number>>>;

/** The service's quotas. They apply to the account and cannot be increased. */
export const serviceRateQuotas: RateQuotas = {
  CreateRecordingConfiguration: 3,
  GetRecordingConfiguration: 3,
  ListRecordingConfigurations: 3,
  DeleteRecordingConfiguration: 3,
  TagResource: 10,
  UntagResource: 10,
  ListTagsForResource: 10,
  CreateChannel: 5,
  GetChannel: 5,
  BatchGetChannel: 5,
  ListChannels: 5,
  UpdateChannel: 5,
  DeleteChannel: 5,
  GetStream: 5,
  StopStream: 5,
};

interface Bucket {
  tokens: number;
  filledAt: number;
}

/** A token bucket for each operation. Its capacity is one second of calls, and it fills evenly. */
export class RateLimiter {
  readonly #clock: Pick<Clock, 'now'>;
  readonly #quotas: RateQuotas;
  readonly #buckets = new Map<OperationName, Bucket>();

  constructor(clock: Pick<Clock, 'now'>, quotas: RateQuotas) {
    this.#clock = clock;
    this.#quotas = quotas;
  }

  /** Returns whether one more call is within the quota, and counts it if so. */
  tryAcquire(operation: OperationName): boolean {
    const quota = this.#quotas[operation];
    if (quota === undefined) return true;
    const now = this.#clock.now();
    const bucket = this.#buckets.get(operation) ?? { tokens: quota, filledAt: now };
    const tokens = Math.min(quota, bucket.tokens + ((now - bucket.filledAt) / 1000) * quota);
    const isAcquired = tokens >= 1;
    this.#buckets.set(operation, { tokens: isAcquired ? tokens - 1 : tokens, filledAt: now });
    return isAcquired;
  }
}
