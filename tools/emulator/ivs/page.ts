import { IvsError } from './ivs-error';

/** A resource with its position in the order of creation. */
export interface Sequenced {
  readonly sequence: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent on the last page. */
  readonly nextToken?: string;
}

/**
 * Returns the page after `nextToken`, or the first page. The token identifies the last resource of the previous page,
 * not an offset, so that a deletion between two pages does not skip other resources.
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
  // The token must round-trip: this rejects tokens of other lists and tokens that only decode leniently.
  if (writeToken(list, sequence) !== token) {
    throw new IvsError('ValidationException', `nextToken: "${token}" is not a token that a List of ${list} returned`);
  }
  return sequence;
}
