// Loaded into the function's process before the bundle. Shortens sleeps of 15 s and more to a tenth.
// Shorter sleeps depend on other processes and are unchanged.
import { createRequire } from 'node:module';

const timers = createRequire(import.meta.url)('node:timers/promises');
const { setTimeout: sleep } = timers;
timers.setTimeout = (ms, ...rest) => sleep(ms >= 15_000 ? ms / 10 : ms, ...rest);
