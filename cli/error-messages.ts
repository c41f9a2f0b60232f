import { IVS_REGIONS } from '../schema/regions';
import { AwsCallError } from '../lambda/aws/aws-call-error';
import { CommandError } from './command-error';
import { UsageError } from './util/command-line';

/** The Region and profile of the failed call, if known. */
export interface Whereabouts {
  readonly region: string | undefined;
  readonly profile: string | undefined;
}

/** Formats an error as one line, with the cause and the remedy. */
export function explainFailure(error: unknown, whereabouts: Whereabouts): string {
  return toLine(explain(error, whereabouts));
}

function explain(error: unknown, whereabouts: Whereabouts): string {
  if (error instanceof UsageError || error instanceof CommandError) return error.message;
  if (error instanceof AwsCallError) return explainCall(error, whereabouts);
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return `${endSentence(reason)} That was not expected; please report it.`;
}

function explainCall(error: AwsCallError, { region, profile }: Whereabouts): string {
  const { action, kind } = error;
  const said = endSentence(error.message);
  const { name, code } = readCause(error.cause);
  if (/^(Credentials|Token)Provider/.test(name)) {
    const place = profile === undefined ? '' : ` in the profile ${profile}`;
    return (
      `No usable AWS credentials${place}: ${said} Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, name a profile ` +
      'with --profile, or sign in with "aws sso login".'
    );
  }
  if (kind === 'AccessDenied') {
    return `AWS refuses ${action}: ${said} Use credentials that are valid and that are allowed this action.`;
  }
  if (kind === 'Throttling') return `AWS refuses ${action}, too many calls: ${said} Try again in a minute.`;
  if (kind === 'EndpointNotFound') {
    return `No answer to ${action}: ${said} ${adviseOnConnection(region)}`;
  }
  if (kind === 'ServiceUnavailable') {
    const reason = code === undefined ? said : endSentence(`${error.message} (${code})`);
    return `No answer to ${action}: ${reason} ${adviseOnConnection(region)}`;
  }
  return `AWS refuses ${action}: ${said}`;
}

function adviseOnConnection(region: string | undefined): string {
  if (region === undefined || IVS_REGIONS.includes(region)) {
    return 'Check the network and the endpoint, then try again.';
  }
  return `Check the Region, ${region}: IVS is known to be in ${IVS_REGIONS.join(', ')}.`;
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
