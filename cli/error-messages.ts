import { IVS_REGIONS } from '../schema/regions';
import { AwsCallError } from '../lambda/aws/aws-call-error';
import { CommandError } from './command-error';
import { UsageError } from './util/command-line';

/** The Region and profile of the failed call, if known. */
export interface ConnectionContext {
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

/** Formats an error as one line, with the cause and the remedy. */
export function formatCommandError(error: unknown, context: ConnectionContext): string {
  return toLine(format(error, context));
}

function format(error: unknown, context: ConnectionContext): string {
  if (error instanceof UsageError || error instanceof CommandError) return error.message;
  if (error instanceof AwsCallError) return formatCallError(error, context);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${endSentence(reason)} This is a bug; please report it.`;
}

function formatCallError(error: AwsCallError, { region, profile }: ConnectionContext): string {
  const { action, kind } = error;
  const reason = endSentence(error.message);
  const { name, code } = readCause(error.cause);
  if (/^(Credentials|Token)Provider/.test(name)) {
    const source = profile === undefined ? '' : ` in the profile ${profile}`;
    return (
      `No usable AWS credentials${source}: ${reason} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, set ` +
      '--profile, or sign in with "aws sso login".'
    );
  }
  if (kind === 'AccessDenied') {
    return `AWS denied ${action}: ${reason} Use valid credentials with permission for this action.`;
  }
  if (kind === 'Throttling') return `AWS throttled ${action}: ${reason} Retry in a minute.`;
  if (kind === 'EndpointNotFound') {
    return `No response to ${action}: ${reason} ${adviseOnConnection(region)}`;
  }
  if (kind === 'ServiceUnavailable') {
    const reasonWithCode = code === undefined ? reason : endSentence(`${error.message} (${code})`);
    return `No response to ${action}: ${reasonWithCode} ${adviseOnConnection(region)}`;
  }
  return `AWS rejected ${action}: ${reason}`;
}

function adviseOnConnection(region: string | undefined): string {
  if (region === undefined || IVS_REGIONS.includes(region)) {
    return 'Check the network and the endpoint, then retry.';
  }
  return `Check the Region ${region}: IVS is available in ${IVS_REGIONS.join(', ')}.`;
}

/** Returns the error name and code of the SDK or of Node.js. */
function readCause(cause: unknown): { readonly name: string; readonly code: string | undefined } {
  if (!(cause instanceof Error)) return { name: '', code: undefined };
  const { code } = cause as Error & { readonly code?: unknown };
  return { name: cause.name, code: typeof code === 'string' ? code : undefined };
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`;
}

/** Removes line breaks and control characters, so that the text of a service cannot control the terminal. */
function toLine(text: string): string {
  return text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim();
}
