/** Which of the next creations end in CREATE_FAILED. */
export interface CreationFailure {
  /** Only creations that name this bucket. Default: any bucket. */
  bucketName?: string;
  /** How many creations fail; Infinity for all. Default 1. */
  times?: number;
}

/** The creations that were told to fail: in the order they were added, each until its count is used up. */
export class CreationFailures {
  #failures: { bucketName: string | undefined; times: number }[] = [];

  add({ bucketName, times = 1 }: CreationFailure = {}): void {
    this.#failures.push({ bucketName, times });
  }

  clear(): void {
    this.#failures = [];
  }

  /** Whether a creation that names this bucket fails. Counts it if so. */
  take(bucketName: string): boolean {
    const failure = this.#failures.find(
      (candidate) => candidate.times > 0 && (candidate.bucketName ?? bucketName) === bucketName,
    );
    if (failure) failure.times -= 1;
    return failure !== undefined;
  }
}
