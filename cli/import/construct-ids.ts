import { nameBucket } from './expression';
import { PROVIDER_ID } from './stack-spec';

const MAX_LENGTH = 100;

/** Ids that a stack has for other constructs. */
const RESERVED = [PROVIDER_ID, 'IvsRecordingConfigurationProvider', 'CDKMetadata'];

/**
 * Returns an id for each wish, unique among them, their buckets and the other constructs of a stack.
 *
 * @param wishes - ASCII letters and digits
 */
export function chooseConstructIds(wishes: readonly string[]): readonly string[] {
  const taken = new Set(RESERVED);
  return wishes.map((wish) => {
    const base = (/^[A-Za-z]/.test(wish) ? wish : `Recording${wish}`).slice(0, MAX_LENGTH);
    let id = base;
    for (let number = 2; taken.has(id) || taken.has(nameBucket({ id })); number += 1) {
      id = `${base.slice(0, MAX_LENGTH - String(number).length)}${number}`;
    }
    taken.add(id).add(nameBucket({ id }));
    return id;
  });
}
