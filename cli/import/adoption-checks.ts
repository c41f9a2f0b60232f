import { parseProperties } from '../../schema/parse-properties';
import { formatProblems } from '../../schema/problem';
import type { DescribedRecordingConfiguration } from '../../lambda/aws/recording-configurations';
import { specToTemplateProperties, type ImportSpec } from './import-spec';
import { describeOwner, readOwner, type ResourceOwner } from './owner';

/** Returns the reasons why adoption would fail or wait, each with a remedy. */
export function checkAdoption(configuration: DescribedRecordingConfiguration, spec: ImportSpec): readonly string[] {
  const { arn, state, tags } = configuration;
  const owner = readOwner(tags);
  const { problems } = parseProperties(specToTemplateProperties(spec));
  return [
    ...(state === 'ACTIVE' ? [] : [describeState(arn, state)]),
    ...(owner === undefined ? [] : [describeOwnership(arn, owner)]),
    ...(problems.length === 0 ? [] : [`Adoption will fail. ${formatProblems(problems)}`]),
  ];
}

function describeState(arn: string, state: string): string {
  return state === 'CREATING'
    ? `${arn} is still CREATING. Adoption waits until it is ACTIVE, and fails if it becomes CREATE_FAILED.`
    : `${arn} is ${state} and cannot be adopted. It does not record; create another configuration instead.`;
}

function describeOwnership(arn: string, owner: ResourceOwner): string {
  return (
    `${arn} belongs to ${describeOwner(owner)}: adoption will fail while that stack has it. ` +
    'First remove it from that template with DeletionPolicy: Retain.'
  );
}
