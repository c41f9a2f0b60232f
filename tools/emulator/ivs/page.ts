import { IvsError } from './ivs-error';

/** A resource with its place in the order of creation. */
export interface Sequenced {
  readonly sequence: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * Takes the page that follows `nextToken`, or the first. The token names the last resource of the page before, not an
 * offset: resources deleted between two pages hide none of the others.
 */
export function takePage<Item extends Sequenced>(
  list: string,
  items: Iterable<Item>,
  size: number,
  nextToken?: string,
): Page<Item> {
  const start = nextToken ? readToken(list, nextToken) : -1;
  const page: Item[] = [];
  for (const item of items) {
    if (item.sequence <= start) continue;
    const last = page.at(-1);
    if (last && page.length === size) return { items: page, nextToken: writeToken(list, last.sequence) };
    page.push(item);
  }
  return { items: page };
}

function writeToken(list: string, sequence: number): string {
  return Buffer.from(`${list}:${sequence}`).toString('base64url');
}

function readToken(list: string, token: string): number {
  const [, digits = ''] = Buffer.from(token, 'base64url').toString().split(':');
  const sequence = Number.parseInt(digits, 10);
  // Written again it must be the same token: that refuses other lists' tokens and all that base64url decoding forgives.
  if (writeToken(list, sequence) !== token) {
    throw new IvsError('ValidationException', `nextToken: "${token}" is not a token that a List of ${list} returned`);
  }
  return sequence;
}
