import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock';

/** A fault of one call. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'throttle' }
  /** The connection ends before the call has any effect. */
  | { readonly kind: 'drop' }
  /** The call takes effect and the connection ends before the response. */
  | { readonly kind: 'drop-after' }
  /** No response; the connection stays open until the client or the server closes it. */
  | { readonly kind: 'hang' }
  | { readonly kind: 'delay'; readonly milliseconds: number };

export interface FaultRule {
  readonly fault: Fault;
  /** The number of calls it affects. Default: 1. */
  readonly times?: number;
  /** The action it affects, such as `DescribeStacks`. Default: every action. */
  readonly action?: string;
}

/** The pending faults, in the order of injection. */
export interface FaultQueue {
  inject(rule: FaultRule): void;
  take(action: string): Fault | undefined;
  clear(): void;
}

export function createFaultQueue(): FaultQueue {
  let rules: { rule: FaultRule; remaining: number }[] = [];
  return {
    inject(rule) {
      rules.push({ rule, remaining: rule.times ?? 1 });
    },
    take(action) {
      const match = rules.find(({ rule }) => rule.action === undefined || rule.action === action);
      if (match === undefined) return undefined;
      match.remaining -= 1;
      rules = rules.filter(({ remaining }) => remaining > 0);
      return match.rule.fault;
    },
    clear() {
      rules = [];
    },
  };
}

/** Sends a fault with a status in the format of the server. */
export type FaultReply = (status: number, isThrottle: boolean) => void;

/** Applies a fault. Returns whether to execute the call, and whether to send its response. */
export async function applyFault(
  fault: Fault | undefined,
  { request, response, clock }: { request: IncomingMessage; response: ServerResponse; clock: Clock },
  reply: FaultReply,
): Promise<'proceed' | 'proceed without response' | 'done'> {
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
      return 'proceed without response';
    case 'hang':
      return 'done';
    case 'delay':
      await clock.sleep(fault.milliseconds);
      return 'proceed';
  }
}
