import { parseProperties } from '../../schema/parse-properties';
import { formatProblems } from '../../schema/problem';
import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import type { Draft } from './import-spec';
import { describeOwner, readOwner, type Owner } from './owner';
import { toTemplateProperties } from './to-template-properties';

/** Returns the reasons why adoption would fail or wait, each with a remedy. */
export function findHindrances(configuration: DescribedRecordingConfiguration, draft: Draft): readonly string[] {
  const { arn, state, tags } = configuration;
  const owner = readOwner(tags);
  const { problems } = parseProperties(toTemplateProperties(draft));
  return [
    ...(state === 'ACTIVE' ? [] : [describeState(arn, state)]),
    ...(owner === undefined ? [] : [describeOwnership(arn, owner)]),
    ...(problems.length === 0 ? [] : [`The code will be refused. ${formatProblems(problems)}`]),
  ];
}

function describeState(arn: string, state: string): string {
  return state === 'CREATING'
    ? `${arn} is still CREATING: adoption waits until it is ACTIVE, and is refused if that fails.`
    : `${arn} is ${state}: adoption will be refused, since it expects ACTIVE. It records nothing; create another one instead.`;
}

function describeOwnership(arn: string, owner: Owner): string {
  return (
    `${arn} belongs to ${describeOwner(owner)}: adoption will be refused as long as that stack has it. ` +
    'First take it out of that template with DeletionPolicy: Retain.'
  );
}
