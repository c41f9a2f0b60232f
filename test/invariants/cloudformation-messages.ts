import type { Clock } from '../../lambda/util/clock';
import type { SimulatedEvent } from './simulated-function';

/** An answer as CloudFormation reads it. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

/** Why there is no answer. */
export type NoResponse = 'timeout' | 'canceled';

export interface CloudFormationDependencies {
  readonly clock: Clock;
  /** Sends an event to the function. */
  readonly send: (event: SimulatedEvent) => void;
  readonly log: (line: string) => void;
}

/** CloudFormation waits this long for a response, as the construct asks it to. */
export const SERVICE_TIMEOUT_MS = 1_200_000;
const MAX_RESPONSE_BYTES = 4_096;
/** How long before its response the function looks for the last time, a few slow calls included. */
const LAST_READ_MS = 20_000;

/** The events that CloudFormation sends and the answers that it gets. */
export class CloudFormationMessages {
  #requests = 0;
  readonly #waiting = new Map<string, (response: Response) => void>();
  /** The last response to each request, whether or not CloudFormation still waited for it. */
  readonly #last = new Map<string, Response['Status']>();
  /** When the record was last read for each request, and of when it was. */
  readonly #reads = new Map<string, { readonly asOf: number; readonly at: number }>();
  readonly #respondedAt = new Map<string, number>();
  readonly #abandonedAt = new Map<string, number>();

  constructor(
    readonly dependencies: CloudFormationDependencies,
    /** Takes what went against the protocol. */
    readonly onViolation: (violation: string) => void,
    readonly serviceTimeoutMs = SERVICE_TIMEOUT_MS,
    /** Sets its requests apart from those of another stack. */
    readonly prefix = '',
  ) {}

  /** Whether CloudFormation waits less long than the function may run. */
  get hasShortServiceTimeout(): boolean {
    return this.serviceTimeoutMs < SERVICE_TIMEOUT_MS;
  }

  /**
   * Whether a request may leave something: it was not reported to have succeeded, by a response that CloudFormation read
   * or did not, or CloudFormation gave up on it after the function had last checked whether it does.
   */
  canLeaveOrphan(requestId: string): boolean {
    return this.#last.get(requestId) !== 'SUCCESS' || this.isUnawareOfCancellation(requestId);
  }

  /** Whether the function last checked a record from before CloudFormation gave up on the request. */
  isUnawareOfCancellation(requestId: string): boolean {
    const read = this.#reads.get(requestId);
    if (read === undefined || read.asOf > (this.#abandonedAt.get(requestId) ?? -Infinity)) return false;
    // Whoever has not looked for a while before the response could have known.
    return (this.#respondedAt.get(requestId) ?? Infinity) - read.at <= LAST_READ_MS;
  }

  /** The function reads the record of the resource for a request, as it was at some time. */
  trackRead(requestId: string, asOf: number): void {
    this.#reads.set(requestId, { asOf, at: this.dependencies.clock.now() });
  }

  /** Takes an answer from the function; the first one counts. */
  acceptResponse(requestId: string, body: string): void {
    if (Buffer.byteLength(body) > MAX_RESPONSE_BYTES) {
      this.onViolation(`the answer to ${requestId} is longer than ${MAX_RESPONSE_BYTES} bytes`);
    }
    const response = JSON.parse(body) as Response;
    this.#last.set(requestId, response.Status);
    this.#respondedAt.set(requestId, this.dependencies.clock.now());
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    waiting?.(response);
  }

  /**
   * Sends an event and waits for its answer, until that takes too long.
   *
   * @param cancellation - resolves when CloudFormation stops waiting
   * @param onSent - takes the id of the request
   * @param isPatient - whether a person has raised the service timeout, after it was too short
   */
  async request(
    event: Omit<SimulatedEvent, 'RequestId'>,
    cancellation: Promise<void>,
    onSent: (requestId: string) => void = () => undefined,
    hasRaisedTimeout = false,
  ): Promise<Response | NoResponse> {
    const { clock, log, send } = this.dependencies;
    this.#requests += 1;
    const requestId = `${this.prefix}${event.RequestType}-${this.#requests}`;
    onSent(requestId);
    const over = new AbortController();
    const responded = new Promise<Response>((resolve) => this.#waiting.set(requestId, resolve));
    const timedOut = clock.sleep(hasRaisedTimeout ? SERVICE_TIMEOUT_MS : this.serviceTimeoutMs, over.signal).then(
      () => 'timeout' as const,
      () => 'timeout' as const,
    );
    const canceled = cancellation.then(() => 'canceled' as const);
    log(`CloudFormation sends ${requestId} for ${event.PhysicalResourceId ?? 'nothing yet'}`);
    send({ ...event, RequestId: requestId });
    const response = await Promise.race([responded, timedOut, canceled]);
    over.abort();
    if (typeof response === 'string') this.#abandonedAt.set(requestId, clock.now());
    this.#waiting.delete(requestId);
    // With so little time there may be none: a run may have died, and Lambda delivers again after a minute.
    const isExpected = this.hasShortServiceTimeout && !hasRaisedTimeout;
    if (response === 'timeout' && !isExpected) this.onViolation(`there was no answer to ${requestId}`);
    log(`CloudFormation has for ${requestId}: ${JSON.stringify(response)}`);
    return response;
  }
}
