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
        ? `It has no configuration: the resource is ${finding.status}. Deploy the stack again, or delete it.`
        : `${finding.arn} does not exist. Change a setting, such as Name, and deploy: that makes another one.`;
    case 'not-active':
      return `Its state is ${finding.state}: expected ACTIVE. ${adviseOnState(finding.state)}`;
    case 'tag-removed':
      return `The tag ${describeValue(finding.key)} is missing: declared is ${describeValue(finding.declared)}. ${SET_AGAIN}`;
    case 'tag-changed':
      return (
        `The tag ${describeValue(finding.key)} is ${describeValue(finding.actual)}: ` +
        `declared is ${describeValue(finding.declared)}. ${SET_AGAIN}`
      );
    case 'owner-tag-lost':
      return describeOwnerTag(finding);
  }
}

const SET_AGAIN = 'Set it again, or declare what it should be; the next update of the resource sets what is declared.';

function adviseOnState(state: string): string {
  return state === 'CREATING'
    ? 'Wait, and look again.'
    : 'It records nothing. Change a setting, such as Name, and deploy: that replaces it.';
}

function describeOwnerTag({ arn, key, declared, actual }: Extract<Finding, { kind: 'owner-tag-lost' }>): string {
  const now = actual === undefined ? 'is missing' : `is ${describeValue(actual)}`;
  const claim = `The tag ${describeValue(key)} ${now}: the function knows its configuration by it.`;
  if (declared === undefined) return `${claim} An update of the resource that changes its tags sets it again.`;
  const tags = JSON.stringify({ [key]: declared });
  return `${claim} Run: ${writeIvsCommand(arn, `tag-resource --resource-arn ${arn} --tags '${tags}'`)}`;
}
