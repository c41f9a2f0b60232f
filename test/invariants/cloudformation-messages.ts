import type { Clock } from '../../lambda/util/clock';
import type { SimulatedEvent } from './simulated-function';

/** The response object of a custom resource, as far as CloudFormation reads it. */
export interface Response {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

/** Why there is no response. */
export type NoResponse = 'timeout' | 'canceled';

export interface CloudFormationDependencies {
  readonly clock: Clock;
  /** Delivers an event to the function. */
  readonly send: (event: SimulatedEvent) => void;
  readonly log: (line: string) => void;
}

/** How long CloudFormation waits for a response: the service timeout that the construct sets. */
export const SERVICE_TIMEOUT_MS = 1_200_000;
const MAX_RESPONSE_BYTES = 4_096;
/** How long before its response the function reads the stack for the last time, including a few slow calls. */
const LAST_READ_MS = 20_000;

/** The events that CloudFormation sends and the responses that it receives. */
export class CloudFormationMessages {
  #requests = 0;
  readonly #waiting = new Map<string, (response: Response) => void>();
  /** The last response to each request, whether or not CloudFormation still waited for it. */
  readonly #last = new Map<string, Response['Status']>();
  /** When the record was last read for each request, and the time that the read reflects. */
  readonly #reads = new Map<string, { readonly asOf: number; readonly at: number }>();
  readonly #respondedAt = new Map<string, number>();
  readonly #abandonedAt = new Map<string, number>();

  constructor(
    readonly dependencies: CloudFormationDependencies,
    /** Receives each violation of the protocol. */
    readonly onViolation: (violation: string) => void,
    readonly serviceTimeoutMs = SERVICE_TIMEOUT_MS,
    /** Prefix of the request ids, to distinguish stacks. */
    readonly prefix = '',
  ) {}

  /** Whether the service timeout is shorter than the function may run. */
  get hasShortServiceTimeout(): boolean {
    return this.serviceTimeoutMs < SERVICE_TIMEOUT_MS;
  }

  /**
   * Whether a request may leave an orphan. That is the case if the function never reported success, whether or not
   * CloudFormation read the response, or if CloudFormation abandoned the request after the function's last check.
   */
  canLeaveOrphan(requestId: string): boolean {
    return this.#last.get(requestId) !== 'SUCCESS' || this.isUnawareOfCancellation(requestId);
  }

  /** Whether the record that the function read last is older than the cancellation of the request. */
  isUnawareOfCancellation(requestId: string): boolean {
    const read = this.#reads.get(requestId);
    if (read === undefined || read.asOf > (this.#abandonedAt.get(requestId) ?? -Infinity)) return false;
    // A function that did not read shortly before its response could have seen the cancellation.
    return (this.#respondedAt.get(requestId) ?? Infinity) - read.at <= LAST_READ_MS;
  }

  /** Tracks that the function read the record of the resource for a request, as it was at the time `asOf`. */
  trackRead(requestId: string, asOf: number): void {
    this.#reads.set(requestId, { asOf, at: this.dependencies.clock.now() });
  }

  /** Accepts a response from the function. CloudFormation uses only the first one. */
  acceptResponse(requestId: string, body: string): void {
    if (Buffer.byteLength(body) > MAX_RESPONSE_BYTES) {
      this.onViolation(`the response to ${requestId} is longer than ${MAX_RESPONSE_BYTES} bytes`);
    }
    const response = JSON.parse(body) as Response;
    this.#last.set(requestId, response.Status);
    this.#respondedAt.set(requestId, this.dependencies.clock.now());
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    waiting?.(response);
  }

  /**
   * Sends an event and waits for its response, up to the service timeout.
   *
   * @param cancellation - resolves when CloudFormation cancels the request
   * @param onSent - receives the request id
   * @param hasRaisedTimeout - whether an operator has raised the service timeout after it was too short
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
    // With a short timeout a response may be missing: after a crash Lambda delivers the event again only a minute later.
    const isExpected = this.hasShortServiceTimeout && !hasRaisedTimeout;
    if (response === 'timeout' && !isExpected) this.onViolation(`there was no response to ${requestId}`);
    log(`CloudFormation receives for ${requestId}: ${JSON.stringify(response)}`);
    return response;
  }
}
