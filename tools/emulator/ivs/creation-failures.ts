/** A rule for creations that end in CREATE_FAILED. */
export interface CreationFailure {
  /** Applies only to creations with this bucket. Default: any bucket. */
  bucketName?: string;
  /** The number of creations that fail; Infinity for all. Default 1. */
  times?: number;
}

/** The rules for failing creations, in the order of addition, each until its count is used up. */
export class CreationFailures {
  #failures: { bucketName: string | undefined; times: number }[] = [];

  add({ bucketName, times = 1 }: CreationFailure = {}): void {
    this.#failures.push({ bucketName, times });
  }

  clear(): void {
    this.#failures = [];
  }

  /** Returns whether a creation with this bucket fails, and counts it if so. */
  take(bucketName: string): boolean {
    const failure = this.#failures.find(
      (candidate) => candidate.times > 0 && (candidate.bucketName ?? bucketName) === bucketName,
    );
    if (failure) failure.times -= 1;
    return failure !== undefined;
  }
}
