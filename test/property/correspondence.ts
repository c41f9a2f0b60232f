import type { Clock } from '../../lambda/time/clock';
import type { SimulatedEvent } from './simulated-function';

/** An answer as CloudFormation reads it. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly PhysicalResourceId: string;
  readonly Reason?: string;
}

/** Why there is no answer. */
export type Silence = 'no answer' | 'cancelled';

export interface CorrespondenceWorld {
  readonly clock: Clock;
  /** Sends an event to the function. */
  readonly send: (event: SimulatedEvent) => void;
  readonly log: (line: string) => void;
}

/** CloudFormation waits this long for an answer, as the construct asks it to. */
const SERVICE_TIMEOUT_MS = 1_200_000;
const MAX_ANSWER_BYTES = 4_096;

/** The events that CloudFormation sends and the answers that it gets. */
export class Correspondence {
  #requests = 0;
  readonly #waiting = new Map<string, (answer: Answer) => void>();

  constructor(
    readonly world: CorrespondenceWorld,
    /** Takes what went against the protocol. */
    readonly onViolation: (violation: string) => void,
  ) {}

  /** Takes an answer from the function; the first one counts. */
  accept(requestId: string, body: string): void {
    if (Buffer.byteLength(body) > MAX_ANSWER_BYTES) {
      this.onViolation(`the answer to ${requestId} is longer than ${MAX_ANSWER_BYTES} bytes`);
    }
    const waiting = this.#waiting.get(requestId);
    this.#waiting.delete(requestId);
    waiting?.(JSON.parse(body) as Answer);
  }

  /**
   * Sends an event and waits for its answer, until that takes too long.
   *
   * @param cancellation - resolves when CloudFormation stops waiting
   */
  async ask(event: Omit<SimulatedEvent, 'RequestId'>, cancellation: Promise<void>): Promise<Answer | Silence> {
    const { clock, log, send } = this.world;
    this.#requests += 1;
    const requestId = `${event.RequestType}-${this.#requests}`;
    const over = new AbortController();
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(requestId, resolve));
    const timedOut = clock.sleep(SERVICE_TIMEOUT_MS, over.signal).then(
      () => 'no answer' as const,
      () => 'no answer' as const,
    );
    const cancelled = cancellation.then(() => 'cancelled' as const);
    log(`CloudFormation sends ${requestId} for ${event.PhysicalResourceId ?? 'nothing yet'}`);
    send({ ...event, RequestId: requestId });
    const answer = await Promise.race([answered, timedOut, cancelled]);
    over.abort();
    this.#waiting.delete(requestId);
    if (answer === 'no answer') this.onViolation(`there was no answer to ${requestId}`);
    log(`CloudFormation has for ${requestId}: ${JSON.stringify(answer)}`);
    return answer;
  }
}
