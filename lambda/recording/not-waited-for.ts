import type { Operation } from './operation';
import { RecordingError } from './recording-error';

/** The end of an event that CloudFormation cancelled, or that was delivered late, once it has tidied up. */
export function notWaitedFor({ kind }: Operation): RecordingError {
  return new RecordingError(
    `CloudFormation no longer waits for this ${kind}: it was cancelled, or delivered late. Nothing that it made is ` +
      'left, and nothing needs to be done about it.',
  );
}
