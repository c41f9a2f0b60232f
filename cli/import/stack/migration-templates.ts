import { isMap, isScalar, isSeq, type Node, type YAMLMap } from 'yaml';
import { RESOURCE_TYPE } from '../../../schema/resource-type';
import { CommandError } from '../../command-error';
import { SERVICE_TIMEOUT_SECONDS, SERVICE_TOKEN_EXPORT } from '../template-format';
import { NATIVE_TYPE, type DeployedNativeResource } from './native-resources';
import { replaceReferences, type ReferenceValues } from './replace-references';
import { findMap, parseTemplateFile, type TemplateFile } from './template-file';

/** A template, and its name for errors. */
export interface TemplateText {
  readonly source: string;
  readonly text: string;
}

/** A template of one step. */
export interface MigrationTemplate {
  readonly fileName: string;
  readonly text: string;
}

const PLACEHOLDER_ID = 'IvsRecordingConfigurationPlaceholder';

/**
 * Writes the templates of the steps that replace the native resources of a stack with custom resources.
 *
 * @param deployed - the stack's template. The first steps change nothing else, so that they cannot replace or delete
 * @param next - the template with which the user continues
 * @param retain - whether the stack keeps the configurations when it is deleted
 * @throws CommandError if a template does not have one of the resources
 */
export function writeMigrationTemplates(
  resources: readonly DeployedNativeResource[],
  deployed: TemplateText,
  next: TemplateText,
  retain: boolean,
): readonly MigrationTemplate[] {
  const write = (
    name: string,
    { text, source }: TemplateText,
    edit: (file: TemplateFile) => void,
  ): MigrationTemplate => {
    const file = parseTemplateFile(text, source);
    edit(file);
    return { fileName: `${name}.${file.extension}`, text: file.print() };
  };
  const values = new Map(resources.map(({ logicalId, configuration }) => [logicalId, readValues(configuration)]));
  return [
    write('1-retain', deployed, (file) => {
      for (const { logicalId } of resources) retainResource(file, findNative(file, logicalId));
      replaceReferences(file, values);
    }),
    write('2-release', deployed, (file) => {
      for (const { logicalId } of resources) removeResource(file, logicalId);
      replaceReferences(file, values);
      addPlaceholder(file);
    }),
    write('3-adopt', next, (file) => {
      for (const { logicalId, configuration } of resources) {
        replaceResource(file, findNative(file, logicalId), configuration.arn, retain);
      }
    }),
  ];
}

function readValues({ arn, state }: DeployedNativeResource['configuration']): ReferenceValues {
  return { ref: arn, attributes: { Arn: arn, State: state } };
}

function findNative(file: TemplateFile, logicalId: string): YAMLMap {
  const resources = findMap(file.document, 'Resources');
  const resource = resources && findMap(resources, logicalId);
  if (resource?.get('Type') === NATIVE_TYPE) return resource;
  throw new CommandError(
    `${file.source} has no ${NATIVE_TYPE} ${logicalId}, which the stack has: expected it under the same logical id. ` +
      'A macro or Fn::ForEach may create it: then follow the steps that import --from-stack prints without --output.',
  );
}

/** Lists the native resources of a template that are not in the stack. */
export function listOtherNatives(
  { text, source }: TemplateText,
  resources: readonly DeployedNativeResource[],
): readonly string[] {
  const deployed = new Set(resources.map(({ logicalId }) => logicalId));
  const { items = [] } = findMap(parseTemplateFile(text, source).document, 'Resources') ?? {};
  return items.flatMap(({ key, value }) => {
    const logicalId = isScalar(key) ? String(key.value) : '';
    return isMap(value) && value.get('Type') === NATIVE_TYPE && !deployed.has(logicalId) ? [logicalId] : [];
  });
}

function retainResource(file: TemplateFile, resource: YAMLMap): void {
  setPolicies(file, resource, 'Retain');
  // CloudFormation used to ignore a change of DeletionPolicy alone, so that it needs another change beside it.
  const reason = file.createScalar(`moves to ${RESOURCE_TYPE}`);
  const metadata = findMap(resource, 'Metadata');
  if (metadata !== undefined) metadata.set('Plan', reason);
  else resource.set('Metadata', file.document.createNode({ Plan: reason }));
}

function setPolicies(file: TemplateFile, resource: YAMLMap, deletionPolicy: string): void {
  resource.set('DeletionPolicy', file.createScalar(deletionPolicy));
  resource.set('UpdateReplacePolicy', file.createScalar('Retain'));
}

function removeResource(file: TemplateFile, logicalId: string): void {
  findNative(file, logicalId);
  const resources = findMap(file.document, 'Resources');
  resources?.delete(logicalId);
  for (const { value: resource } of resources?.items ?? []) if (isMap(resource)) removeDependency(resource, logicalId);
}

function removeDependency(resource: YAMLMap, logicalId: string): void {
  const isTarget = (node: unknown): boolean => isScalar(node) && node.value === logicalId;
  const dependencies = resource.get('DependsOn', true) as Node | undefined;
  if (isSeq(dependencies)) dependencies.items = dependencies.items.filter((item) => !isTarget(item));
  if (isTarget(dependencies) || (isSeq(dependencies) && dependencies.items.length === 0)) resource.delete('DependsOn');
}

/** A template needs a resource. This one creates nothing. */
function addPlaceholder(file: TemplateFile): void {
  const resources = findMap(file.document, 'Resources');
  const isAlways = resources?.items.some(({ value }) => isMap(value) && !value.has('Condition'));
  if (isAlways === true) return;
  const Type = file.createScalar('AWS::CloudFormation::WaitConditionHandle');
  resources?.set(PLACEHOLDER_ID, file.document.createNode({ Type }));
}

/** The names and the values of the properties are the same. */
function replaceResource(file: TemplateFile, resource: YAMLMap, arn: string, retain: boolean): void {
  resource.set('Type', file.createScalar(RESOURCE_TYPE));
  if (retain) setPolicies(file, resource, 'RetainExceptOnCreate');
  const properties = findMap(resource, 'Properties');
  properties?.items.unshift(
    ...Object.entries({
      ServiceToken: file.createImport(SERVICE_TOKEN_EXPORT),
      ServiceTimeout: file.createScalar(SERVICE_TIMEOUT_SECONDS),
      AdoptArn: file.createScalar(arn),
    }).map(([name, value]) => file.document.createPair(name, value)),
  );
}
