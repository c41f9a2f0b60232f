import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Emulator } from '../../../tools/emulator/aws';
import {
  addVariables,
  CODE_KEY,
  createProviderTemplate,
  removeAction,
  type ProviderTemplate,
} from '../../support/inline-provider-template';

const ROOT = join(__dirname, '../../..');
/** The bundle as the construct deploys it. */
const BUNDLE = join(ROOT, 'lambda', 'dist');
const INLINE_TEMPLATE = join(ROOT, 'dist', 'ivs-recording-configuration-provider.yaml');

export interface ProviderOptions {
  /** Further environment variables of the function. */
  readonly variables?: Readonly<Record<string, string>>;
  /** An action to remove from the role's policy. */
  readonly withoutAction?: string;
  /** A folder with the code of another function. Default: the bundle. */
  readonly codeDirectory?: string;
}

/**
 * Deploys a provider with all optional permissions: the construct or, with PROVIDER_ARTIFACT=inline, the provider
 * template.
 *
 * @returns the function's ARN
 */
export async function deployProvider(aws: Emulator, options: ProviderOptions): Promise<string> {
  const { variables = {}, withoutAction, codeDirectory } = options;
  const isInline = process.env.PROVIDER_ARTIFACT === 'inline' && codeDirectory === undefined;
  const template = isInline ? readInlineTemplate() : createProviderTemplate();
  addVariables(template, variables);
  if (withoutAction !== undefined) removeAction(template, withoutAction);
  const { status, outputs, events } = await aws.cloudFormation.deploy({
    stackName: 'provider',
    template: { ...template },
    ...(isInline ? { parameters: { AllowChannelUpdates: 'true', BucketArns: 'arn:aws:s3:::*' } } : {}),
    assets: new Map([[CODE_KEY, findCode(codeDirectory ?? BUNDLE)]]),
  });
  if (status !== 'CREATE_COMPLETE') throw new Error(`The provider is ${status}: ${JSON.stringify(events)}`);
  return outputs.ServiceToken ?? '';
}

function readInlineTemplate(): ProviderTemplate {
  if (!existsSync(INLINE_TEMPLATE))
    throw new Error(`There is no ${INLINE_TEMPLATE}. Run "npm run build:template" and try again.`);
  return parse(readFileSync(INLINE_TEMPLATE, 'utf8')) as ProviderTemplate;
}

function findCode(directory: string): string {
  if (existsSync(join(directory, 'index.js'))) return directory;
  throw new Error(`${directory} has no index.js. Run "npm run build:handler" and try again.`);
}
