import { resolveValue } from './intrinsics';
import type { Scope, ScopedResource } from './intrinsics';
import type { Deployment, Stack } from './stack';
import { TemplateError } from './template-error';
import { isObject } from './values';
import { listExports } from './account-state';
import type { AccountState } from './account-state';

/** Creates the scope of one stack. Resources are read when they are resolved. */
export function createScope(account: AccountState, stack: Stack, deployment: Deployment): Scope {
  const { template, parameters } = deployment;
  const conditions = new Map<string, boolean | 'evaluating'>();
  const pseudoParameters = new Map<string, string | string[]>([
    ['AWS::AccountId', account.accountId],
    ['AWS::NotificationARNs', []],
    ['AWS::Partition', 'aws'],
    ['AWS::Region', account.region],
    ['AWS::StackId', stack.id],
    ['AWS::StackName', stack.name],
    ['AWS::URLSuffix', 'amazonaws.com'],
  ]);

  const scope: Scope = {
    parameter: (name) => parameters.get(name),
    pseudoParameter: (name) => pseudoParameters.get(name),
    condition(name) {
      const known = conditions.get(name);
      if (known === 'evaluating') throw new TemplateError(`Circular dependency between conditions: [${name}]`);
      if (known !== undefined) return known;
      if (!Object.hasOwn(template.conditions, name)) {
        throw new TemplateError(`Template format error: Unresolved condition dependency ${name}`);
      }
      conditions.set(name, 'evaluating');
      const value = resolveValue(template.conditions[name], scope);
      if (typeof value !== 'boolean') {
        throw new TemplateError(
          `Template format error: condition ${name} must be true or false, such as the result of Fn::Equals.`,
        );
      }
      conditions.set(name, value);
      return value;
    },
    mapping(map, topLevelKey, secondLevelKey) {
      const top = template.mappings[map];
      const second = isObject(top) ? top[topLevelKey] : undefined;
      const value = isObject(second) ? second[secondLevelKey] : undefined;
      if (value === undefined) {
        throw new TemplateError(
          `Template error: Unable to get mapping for ${map}::${topLevelKey}::${secondLevelKey}; the template has no such entry.`,
        );
      }
      return value;
    },
    resource: (logicalId) => readResource(stack, logicalId),
    exportedValue: (name) => listExports(account).find((item) => item.name === name)?.value,
    exportNames: () => listExports(account).map(({ name }) => name),
    zones: (region) => ['a', 'b', 'c'].map((zone) => region + zone),
  };
  return scope;
}

function readResource(stack: Stack, logicalId: string): ScopedResource | undefined {
  const resource = stack.resources.get(logicalId);
  if (resource?.physicalId === undefined) return undefined;
  const { physicalId, attributes } = resource;
  return {
    ref: physicalId,
    attributeNames: Object.keys(attributes),
    attribute: (name) => readAttribute(attributes, name),
  };
}

/** An attribute by its full name, or by a path into nested data, as custom resources may return it. */
function readAttribute(attributes: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  let value: unknown = attributes;
  for (const key of name.split('.')) value = isObject(value) ? value[key] : undefined;
  return value;
}
