import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';

/** What can go wrong with one call, whatever it was about. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'throttle' }
  /** The connection ends before the call has any effect. */
  | { readonly kind: 'drop' }
  /** The call takes effect and the connection ends before the answer. */
  | { readonly kind: 'drop-after' }
  /** No answer ever; the connection stays open until the client or the server gives up. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly milliseconds: number };

export interface FaultRule {
  readonly fault: Fault;
  /** How many calls it hits; 1 unless told otherwise. */
  readonly times?: number;
  /** The action it hits, such as `DescribeStacks`; every action unless told otherwise. */
  readonly action?: string;
}

/** The faults still to come, in the order in which they were injected. */
export interface FaultQueue {
  inject(rule: FaultRule): void;
  take(action: string): Fault | undefined;
  clear(): void;
}

export function createFaultQueue(): FaultQueue {
  let rules: { rule: FaultRule; left: number }[] = [];
  return {
    inject(rule) {
      rules.push({ rule, left: rule.times ?? 1 });
    },
    take(action) {
      const hit = rules.find(({ rule }) => rule.action === undefined || rule.action === action);
      if (hit === undefined) return undefined;
      hit.left -= 1;
      rules = rules.filter(({ left }) => left > 0);
      return hit.rule.fault;
    },
    clear() {
      rules = [];
    },
  };
}

/** How a server words a fault that has a status. */
export type FaultReply = (status: number, isThrottle: boolean) => void;

/** Acts a fault out. Says whether the call goes on: it does after a delay, and without its answer after a drop. */
export async function applyFault(
  fault: Fault | undefined,
  { request, response, clock }: { request: IncomingMessage; response: ServerResponse; clock: Clock },
  reply: FaultReply,
): Promise<'proceed' | 'proceed unanswered' | 'done'> {
  switch (fault?.kind) {
    case undefined:
      return 'proceed';
    case 'status':
      reply(fault.status, false);
      return 'done';
    case 'throttle':
      reply(400, true);
      return 'done';
    case 'drop':
      request.socket.destroy();
      return 'done';
    case 'drop-after':
      request.socket.destroy();
      response.on('error', () => undefined);
      return 'proceed unanswered';
    case 'hang':
      return 'done';
    case 'delay':
      await clock.sleep(fault.milliseconds);
      return 'proceed';
  }
}
