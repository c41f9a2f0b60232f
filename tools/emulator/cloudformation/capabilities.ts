import { RequestError } from './request-error';
import type { Template } from './template';

/** The properties that give an IAM resource a name. */
const IAM_NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
};

/** Returns the capability that a template requires; undefined if it has no IAM resources. */
export function findCapability({ resources }: Template): 'CAPABILITY_IAM' | 'CAPABILITY_NAMED_IAM' | undefined {
  const iam = Object.values(resources).filter(({ type }) => type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return undefined;
  const hasName = iam.some(({ type, properties }) => (IAM_NAMES[type] ?? '') in properties);
  return hasName ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM';
}

/** @throws RequestError if the request does not acknowledge the template's IAM resources */
export function assertCapabilities(template: Template, given: readonly string[]): void {
  const needed = findCapability(template);
  if (needed === undefined || given.includes(needed) || given.includes('CAPABILITY_NAMED_IAM')) return;
  throw new RequestError('InsufficientCapabilitiesException', `Requires capabilities : [${needed}]`);
}
