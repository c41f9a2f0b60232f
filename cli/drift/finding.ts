import { describeValue } from '../../schema/problem';
import { writeIvsCommand } from './ivs-command';

/** One difference between the declared and the actual state. */
export type Finding =
  | {
      readonly kind: 'missing';
      /** Undefined if the resource never had one. */
      readonly arn: string | undefined;
      readonly status: string;
    }
  | { readonly kind: 'not-active'; readonly arn: string; readonly state: string }
  | { readonly kind: 'tag-removed'; readonly arn: string; readonly key: string; readonly declared: string }
  | {
      readonly kind: 'tag-changed';
      readonly arn: string;
      readonly key: string;
      readonly declared: string;
      readonly actual: string;
    }
  | {
      readonly kind: 'owner-tag-lost';
      readonly arn: string;
      readonly key: string;
      /** Undefined if it is unknown. */
      readonly declared: string | undefined;
      /** Undefined if the tag is missing. */
      readonly actual: string | undefined;
    };

/** Describes a finding and how to fix it. */
export function describeFinding(finding: Finding): string {
  switch (finding.kind) {
    case 'missing':
      return finding.arn === undefined
        ? `The resource is ${finding.status} and has no configuration. Deploy the stack again, or delete it.`
        : `${finding.arn} does not exist. Change a setting, such as Name, and deploy to create another one.`;
    case 'not-active':
      return `Its state is ${finding.state} instead of ACTIVE. ${adviseOnState(finding.state)}`;
    case 'tag-removed':
      return `The tag ${describeValue(finding.key)} is missing; the template declares ${describeValue(finding.declared)}. ${RESTORE}`;
    case 'tag-changed':
      return (
        `The tag ${describeValue(finding.key)} is ${describeValue(finding.actual)}; ` +
        `the template declares ${describeValue(finding.declared)}. ${RESTORE}`
      );
    case 'owner-tag-lost':
      return describeOwnerTag(finding);
  }
}

const RESTORE =
  'Set the tag again, or change the template; the next update of the resource restores the declared value.';

function adviseOnState(state: string): string {
  return state === 'CREATING'
    ? 'Wait, then run drift again.'
    : 'It does not record. Change a setting, such as Name, and deploy to replace it.';
}

function describeOwnerTag({ arn, key, declared, actual }: Extract<Finding, { kind: 'owner-tag-lost' }>): string {
  const now = actual === undefined ? 'is missing' : `is ${describeValue(actual)}`;
  const claim = `The tag ${describeValue(key)} ${now}; the provider uses it to identify the configuration.`;
  if (declared === undefined) return `${claim} An update of the resource that changes its tags restores it.`;
  const tags = JSON.stringify({ [key]: declared });
  return `${claim} Run: ${writeIvsCommand(arn, `tag-resource --resource-arn ${arn} --tags '${tags}'`)}`;
}
