import type { Task } from '../util/deadline';

/** What a request leaves for its response, and for the time after it. */
export interface ResponseState {
  /** The physical id of a FAILED response; undefined for the placeholder. */
  physicalId: string | undefined;
  /** What to do after the response is sent. */
  afterResponse: Task | undefined;
}

/** What a request has done so far. It decides what a failed request reports and deletes. */
export class Progress {
  #arn: string | undefined;

  constructor(
    private readonly kind: 'Create' | 'Update' | 'Delete',
    private readonly response: ResponseState,
  ) {}

  /** The configuration of the request; undefined if there is none. */
  get arn(): string | undefined {
    return this.#arn;
  }

  /**
   * Sets the configuration of the request.
   *
   * @param isOwn - whether the request created or adopted it. CloudFormation needs the ARN of a failed create to undo it.
   * A failed update keeps its physical id.
   */
  setConfiguration(arn: string | undefined, isOwn: boolean): void {
    this.#arn = arn;
    if (this.kind === 'Create') this.response.physicalId = isOwn ? arn : undefined;
  }

  /** Sets what to do after the response, whatever it is. Undefined for nothing. */
  setAfterResponse(task: Task | undefined): void {
    this.response.afterResponse = task;
  }

  /** The request has no configuration any more. */
  clear(): void {
    this.setConfiguration(undefined, false);
    this.setAfterResponse(undefined);
  }
}
