/** Waits for both, also if one fails. Throws the error of the first, else that of the second. */
export async function waitForBoth<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<readonly [First, Second]> {
  await Promise.allSettled([first, second]);
  return [await first, await second];
}
