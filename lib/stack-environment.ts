import { type Stack, Token } from 'aws-cdk-lib';
import { parseRecordingConfigurationArn } from '../contract/arn';
import { unexpectedValue, type Problem } from '../contract/problem';
import { IVS_REGIONS } from '../contract/regions';

/**
 * What is wrong with where the stack is deployed to, as far as that is known at synth.
 *
 * @param adoptArn - the configuration that the stack is to take over
 */
export function findEnvironmentProblems(stack: Stack, adoptArn: string | undefined): readonly Problem[] {
  return [...findRegionProblems(stack), ...findAdoptionProblems(stack, adoptArn)];
}

function findRegionProblems({ region }: Stack): readonly Problem[] {
  if (Token.isUnresolved(region) || IVS_REGIONS.includes(region)) return [];
  const text =
    `The Region of the stack is ${region}: expected one that has IVS: ${IVS_REGIONS.join(', ')}. ` +
    `Deploy the stack to one of them or, if ${region} has IVS by now, update this package.`;
  return [{ path: 'Region', text }];
}

function findAdoptionProblems({ account, region }: Stack, adoptArn: string | undefined): readonly Problem[] {
  if (adoptArn === undefined || Token.isUnresolved(adoptArn)) return [];
  const arn = parseRecordingConfigurationArn(adoptArn);
  // What is no ARN at all is a problem of the property's own rule.
  if (arn === undefined) return [];
  const isElsewhere = (known: string, part: string): boolean => !Token.isUnresolved(known) && known !== part;
  const expected = [
    ...(isElsewhere(region, arn.region) ? [`of the stack's Region, ${region}`] : []),
    ...(isElsewhere(account, arn.accountId) ? [`of the stack's account, ${account}`] : []),
  ];
  if (expected.length === 0) return [];
  const { path, text } = unexpectedValue('AdoptArn', adoptArn, `a recording configuration ${expected.join(' and ')}`);
  return [{ path, text: `${text} Adopt it in a stack of its own account and Region, or leave adoptArn out.` }];
}
