import { randomUUID } from 'node:crypto';
import type { DeployEngine } from './engine';
import { readMembers } from './stack-requests';
import type { Parameters } from './stack-requests';
import type { Stack, StackResource } from './stack';
import { loadTemplate } from './template';
import { TemplateError } from './template-error';
import type { XmlValue } from './xml';

interface StackRefactor {
  readonly id: string;
  readonly stacks: readonly Stack[];
  /** Changes the stacks. */
  readonly execute: () => void;
  isExecuted: boolean;
}

/**
 * CreateStackRefactor, DescribeStackRefactor and ExecuteStackRefactor: resources get other logical ids, or move between
 * stacks, without an event. Custom resources can be refactored, which is not documented.
 */
export interface StackRefactors {
  /** @throws TemplateError */
  create(parameters: Parameters): XmlValue;
  describe(parameters: Parameters): XmlValue;
  execute(parameters: Parameters): XmlValue;
  /** The stacks of a refactoring that exists, or of one to create. */
  listStackNames(parameters: Parameters): readonly string[];
}

export function createStackRefactors(engine: DeployEngine): StackRefactors {
  const refactors = new Map<string, StackRefactor>();
  const findStack = (name: string): Stack => {
    const stack = engine.describe(name);
    if (stack === undefined) throw new TemplateError(`Stack with id ${name} does not exist`);
    return stack;
  };
  const find = ({ StackRefactorId: id = '' }: Parameters): StackRefactor => {
    const refactor = refactors.get(id);
    if (refactor === undefined) throw new TemplateError(`Stack refactor ${id} does not exist`);
    return refactor;
  };
  return {
    create(parameters) {
      const definitions = readMembers(parameters, 'StackDefinitions').map((definition) => ({
        stack: findStack(definition.StackName ?? ''),
        template: loadTemplate(definition.TemplateBody ?? ''),
      }));
      const mappings = readMembers(parameters, 'ResourceMappings').map((mapping) => ({
        source: findStack(mapping['Source.StackName'] ?? ''),
        from: mapping['Source.LogicalResourceId'] ?? '',
        destination: findStack(mapping['Destination.StackName'] ?? ''),
        to: mapping['Destination.LogicalResourceId'] ?? '',
      }));
      for (const { source, from } of mappings) {
        if (!source.resources.has(from))
          throw new TemplateError(`Resource ${from} does not exist for stack ${source.name}`);
      }
      const refactor: StackRefactor = {
        id: randomUUID(),
        stacks: definitions.map(({ stack }) => stack),
        execute() {
          for (const { source, from, destination, to } of mappings) moveResource(source, from, destination, to);
          for (const { stack, template } of definitions) stack.deployment = { ...stack.deployment, template };
        },
        isExecuted: false,
      };
      refactors.set(refactor.id, refactor);
      return { StackRefactorId: refactor.id };
    },
    describe(parameters) {
      const { id, stacks, isExecuted } = find(parameters);
      return {
        StackRefactorId: id,
        StackIds: stacks.map((stack) => stack.id),
        Status: 'CREATE_COMPLETE',
        ExecutionStatus: isExecuted ? 'EXECUTE_COMPLETE' : 'AVAILABLE',
      };
    },
    execute(parameters) {
      const refactor = find(parameters);
      if (!refactor.isExecuted) refactor.execute();
      refactor.isExecuted = true;
      return {};
    },
    listStackNames(parameters) {
      const { stacks = [] } = refactors.get(parameters.StackRefactorId ?? '') ?? {};
      const named = readMembers(parameters, 'StackDefinitions').map(({ StackName: name = '' }) => name);
      return [...named, ...stacks.map(({ id }) => id)];
    },
  };
}

function moveResource(source: Stack, from: string, destination: Stack, to: string): void {
  const resource = source.resources.get(from);
  if (resource === undefined) return;
  source.resources.delete(from);
  destination.resources.set(to, { ...resource, logicalId: to } satisfies StackResource);
  for (const other of destination.resources.values()) {
    const { dependencies } = other;
    if (dependencies.has(from)) other.dependencies = new Set([...dependencies].map((id) => (id === from ? to : id)));
  }
}
