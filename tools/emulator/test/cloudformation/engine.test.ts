import * as fc from 'fast-check';
import { createGate, createScriptedEngine, failure, listHistory, createThingsTemplate } from './scripted-engine';
import type { Thing } from './scripted-engine';

describe('creating a stack', () => {
  test('creates resources in dependency order, independent resources concurrently', async () => {
    const { engine, calls, ...rest } = createScriptedEngine();
    const scripted = { engine, calls, ...rest };
    const result = await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate(
        {
          C: { Properties: { Of: { 'Fn::Sub': '${B.Name}!' } } },
          B: { Properties: { Of: { Ref: 'A' } } },
          A: {},
          D: { DependsOn: 'A' },
        },
        { Outputs: { Last: { Value: { 'Fn::GetAtt': 'C.Name' } } } },
      ),
    });
    expect(result).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { Last: 'name of C-1' } });
    expect(calls).toEqual(['create A', 'create B', 'create D', 'create C']);
    expect(scripted.properties.get('C')).toEqual({ Of: 'name of B-1!' });
  });

  test('sets the status of a resource before calling its handler', async () => {
    const scripted = createScriptedEngine();
    const seen: unknown[] = [];
    scripted.script = (operation, logicalId) => {
      seen.push([operation, scripted.engine.describe('app')?.resources.get(logicalId)?.status]);
      return undefined;
    };
    await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate({ A: { Properties: { Key: 1 } } }),
    });
    await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate({ A: { Properties: { Key: 2 } } }),
    });
    await scripted.engine.delete('app');
    expect(seen).toEqual([
      ['create', 'CREATE_IN_PROGRESS'],
      ['update', 'UPDATE_IN_PROGRESS'],
      ['delete', 'UPDATE_COMPLETE'],
      ['delete', 'DELETE_IN_PROGRESS'],
    ]);
  });

  test.each([
    [
      'an unsupported type',
      { X: { Type: 'AWS::Nope::Thing' } },
      /Unrecognized resource types: \[AWS::Nope::Thing of X\]/,
    ],
    [
      'a cycle',
      {
        A: { Type: 'Test::Thing', Properties: { B: { Ref: 'B' } } },
        B: { Type: 'Test::Thing', DependsOn: 'A' },
      },
      /Circular dependency between resources: \[A -> B -> A\]/,
    ],
    [
      'an unresolved reference',
      { A: { Type: 'Test::Thing', Properties: { X: { Ref: 'Missing' } } } },
      /Unresolved resource dependencies \[Missing\] in \[\/Resources\/A\/Properties\]/,
    ],
    [
      'an unknown intrinsic',
      { A: { Type: 'Test::Thing', Properties: { X: { 'Fn::Cidr': [] } } } },
      /Fn::Cidr is not supported by the emulator/,
    ],
    [
      'an unknown export',
      { A: { Type: 'Test::Thing', Properties: { X: { 'Fn::ImportValue': 'nope' } } } },
      /No export named nope found/,
    ],
  ])('is rejected because of %s before anything is deployed', async (_what, resources, message) => {
    const { engine, calls } = createScriptedEngine();
    await expect(engine.deploy({ stackName: 'app', template: { Resources: resources } })).rejects.toThrow(message);
    expect(calls).toEqual([]);
    expect(engine.listStacks()).toEqual([]);
  });
});

describe('rollback of a failed creation', () => {
  test('deletes dependents first, and the failed resource by the id of its failure', async () => {
    const scripted = createScriptedEngine();
    scripted.script = (operation, id) =>
      operation === 'create' && id === 'C' ? failure('no luck', 'half-c') : undefined;
    const result = await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate({ A: {}, B: { DependsOn: 'A' }, C: { DependsOn: 'B' }, D: { DependsOn: 'C' } }),
    });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(listHistory(result, 'app')[1]).toBe(
      'ROLLBACK_IN_PROGRESS: The following resource(s) failed to create: [C]. Rollback requested by user.',
    );
    expect(scripted.calls.slice(3)).toEqual(['delete C half-c', 'delete B B-1', 'delete A A-1']);
    expect(listHistory(result, 'D')).toEqual([]);
  });

  test('cancels another running creation and deletes it by a generated id', async () => {
    const scripted = createScriptedEngine();
    const gate = createGate<undefined>();
    scripted.script = (operation, id) => {
      if (operation !== 'create') return undefined;
      return id === 'Slow' ? gate.opened : failure('no luck');
    };
    const result = await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate({ Slow: {}, Bad: {} }),
    });
    expect(result.status).toBe('ROLLBACK_COMPLETE');
    expect(listHistory(result, 'Slow')).toEqual([
      'CREATE_IN_PROGRESS',
      'CREATE_FAILED: Resource creation cancelled',
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
    ]);
    expect(scripted.calls.at(-1)).toMatch(/^delete Slow app-Slow-[A-Z0-9]{12}$/);
    gate.open(undefined);
    await gate.opened;
    expect(scripted.engine.describe(result.stackId)?.resources.get('Slow')?.status).toBe('DELETE_COMPLETE');
  });

  test('ends in ROLLBACK_FAILED if a Delete fails, and keeps its dependencies', async () => {
    const scripted = createScriptedEngine();
    scripted.script = (operation, id) => (operation === 'create' || id === 'A' ? undefined : failure('stuck'));
    const fail = scripted.script;
    scripted.script = (operation, id, physicalId) =>
      operation === 'create' && id === 'C' ? failure('no luck') : fail(operation, id, physicalId);
    const result = await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate({ A: {}, B: { DependsOn: 'A' }, C: { DependsOn: 'B' } }),
    });
    expect(result).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'The following resource(s) failed to delete: [B]',
    });
    expect(scripted.existingIds).toEqual(new Set(['A-1', 'B-1']));
  });
});

describe('updating a stack', () => {
  const deploy = async (scripted: ReturnType<typeof createScriptedEngine>, things: Record<string, Thing>) =>
    await scripted.engine.deploy({ stackName: 'app', template: createThingsTemplate(things) });

  test('does not call the handler if the resolved properties are equal', async () => {
    const scripted = createScriptedEngine();
    await deploy(scripted, { A: { Properties: { Key: 60, Other: ['x', true] } } });
    const result = await deploy(scripted, {
      A: { Properties: { Other: [{ 'Fn::Join': ['', ['x']] }, 'true'], Key: '60', None: { Ref: 'AWS::NoValue' } } },
    });
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(scripted.calls).toEqual(['create A']);
  });

  test('deletes replaced and removed resources in the cleanup, dependents first', async () => {
    const scripted = createScriptedEngine();
    await deploy(scripted, {
      A: { Properties: { Key: 1 } },
      B: { Properties: { Key: { Ref: 'A' } } },
      Gone: { DependsOn: 'B' },
    });
    scripted.calls.length = 0;
    const result = await deploy(scripted, { A: { Properties: { Key: 2 } }, B: { Properties: { Key: { Ref: 'A' } } } });
    expect(result.status).toBe('UPDATE_COMPLETE');
    expect(scripted.calls).toEqual([
      'update A A-1',
      'update B B-1',
      'delete Gone Gone-1',
      'delete B B-1',
      'delete A A-1',
    ]);
    expect(scripted.existingIds).toEqual(new Set(['A-2', 'B-2']));
  });

  test('succeeds and abandons a resource whose Delete fails in the cleanup', async () => {
    const scripted = createScriptedEngine();
    await deploy(scripted, { A: {}, Gone: {} });
    scripted.script = (operation) => (operation === 'delete' ? failure('in use') : undefined);
    const result = await deploy(scripted, { A: {} });
    expect(result.status).toBe('UPDATE_COMPLETE');
    const attempt = ['DELETE_IN_PROGRESS', 'DELETE_FAILED: in use'];
    expect(listHistory(result, 'Gone')).toEqual([...attempt, ...attempt, ...attempt]);
    expect(result.statusReason).toBe('Update successful. One or more resources could not be deleted.');
    scripted.script = () => undefined;
    expect((await scripted.engine.delete('app')).status).toBe('DELETE_COMPLETE');
    expect(scripted.existingIds).toEqual(new Set(['Gone-1']));
  });

  test('rolls back a failed update: sends the previous properties and deletes new resources', async () => {
    const scripted = createScriptedEngine();
    await deploy(scripted, { A: { Properties: { Size: 1 } }, Bad: { DependsOn: 'A', Properties: { Size: 1 } } });
    scripted.calls.length = 0;
    let isBroken = true;
    scripted.script = (operation, id) => {
      if (operation !== 'update' || id !== 'Bad' || !isBroken) return undefined;
      isBroken = false;
      return failure('no luck', 'Bad-1');
    };
    const result = await deploy(scripted, {
      A: { Properties: { Size: 2 } },
      New: {},
      Bad: { DependsOn: ['A', 'New'], Properties: { Size: 2 } },
    });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scripted.calls).toEqual([
      'update A A-1',
      'create New',
      'update Bad Bad-1',
      'update A A-1',
      'update Bad Bad-1',
      'delete New New-1',
    ]);
    expect(scripted.properties.get('A')).toEqual({ Size: 1 });
    expect(scripted.existingIds).toEqual(new Set(['A-1', 'Bad-1']));
  });

  test('deletes the replacement, not the original, if the rollback returns to the original', async () => {
    const scripted = createScriptedEngine();
    await deploy(scripted, { A: { Properties: { Key: 1 } }, Bad: { DependsOn: 'A' } });
    scripted.calls.length = 0;
    scripted.script = (operation, id, physicalId) => {
      if (operation === 'update' && id === 'Bad') return failure('no luck');
      return operation === 'update' && physicalId === 'A-2' ? { succeeded: true, physicalId: 'A-1' } : undefined;
    };
    const result = await scripted.engine.deploy({
      stackName: 'app',
      template: createThingsTemplate({ A: { Properties: { Key: 2 } }, Bad: { Properties: { Of: 1 }, DependsOn: 'A' } }),
    });
    // Its rollback Update fails as well, so the stack is UPDATE_ROLLBACK_FAILED and there is no cleanup yet.
    expect(result.status).toBe('UPDATE_ROLLBACK_FAILED');
    expect(scripted.existingIds).toEqual(new Set(['A-1', 'A-2', 'Bad-1']));
    scripted.script = () => undefined;
    await scripted.engine.delete('app');
    expect(scripted.existingIds).toEqual(new Set());
  });

  test.each([
    [true, ['update A A-1', 'update A A-9', 'delete A A-9']],
    [false, ['update A A-1', 'update A A-1']],
  ])('adopts a new id in a FAILED response to an Update: %s', async (adoptFailedUpdateId, expected) => {
    const scripted = createScriptedEngine({ adoptFailedUpdateId });
    await deploy(scripted, { A: { Properties: { Size: 1 } } });
    scripted.calls.length = 0;
    scripted.script = (operation) => {
      if (operation !== 'update') return undefined;
      return scripted.calls.length === 1 ? failure('no luck', 'A-9') : { succeeded: true, physicalId: 'A-1' };
    };
    const result = await deploy(scripted, { A: { Properties: { Size: 2 } } });
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(scripted.calls).toEqual(expected);
  });

  test('cancels a running update if another resource fails, and keeps its id', async () => {
    const scripted = createScriptedEngine();
    const things = (size: number): Record<string, Thing> => ({
      Slow: { Properties: { Size: size } },
      Bad: { Properties: { Size: size } },
    });
    await deploy(scripted, things(1));
    scripted.calls.length = 0;
    const gate = createGate<undefined>();
    scripted.script = (operation, id) => {
      if (operation !== 'update' || scripted.calls.length > 2) return undefined;
      return id === 'Slow' ? gate.opened : failure('no luck');
    };
    const result = await deploy(scripted, things(2));
    expect(result.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(listHistory(result, 'Slow')[1]).toBe('UPDATE_FAILED: Resource update cancelled');
    expect(scripted.calls.slice(2).sort()).toEqual(['update Bad Bad-1', 'update Slow Slow-1']);
    expect(scripted.properties.get('Slow')).toEqual({ Size: 1 });
    gate.open(undefined);
  });
});

describe('policies', () => {
  test.each([
    ['Retain', 'Retain', ['A-1', 'A-2']],
    ['Delete', 'Delete', []],
    ['RetainExceptOnCreate', 'Delete', ['A-2']],
  ])('DeletionPolicy %s and UpdateReplacePolicy %s leave %j', async (DeletionPolicy, UpdateReplacePolicy, left) => {
    const { engine, existingIds } = createScriptedEngine();
    for (const Key of [1, 2]) {
      const A = { Properties: { Key }, DeletionPolicy, UpdateReplacePolicy };
      await engine.deploy({ stackName: 'app', template: createThingsTemplate({ A }) });
    }
    await engine.delete('app');
    expect([...existingIds]).toEqual(left);
  });

  test.each([
    ['Retain', ['A-1']],
    ['RetainExceptOnCreate', []],
  ])('%s leaves %j after the rollback of a creation', async (DeletionPolicy, left) => {
    const scripted = createScriptedEngine();
    scripted.script = (operation, id) => (operation === 'create' && id === 'B' ? failure('no luck') : undefined);
    const template = createThingsTemplate({ A: { DeletionPolicy }, B: { DependsOn: 'A' } });
    await scripted.engine.deploy({ stackName: 'app', template });
    expect([...scripted.existingIds]).toEqual(left);
  });
});

describe('exports', () => {
  const createExportingTemplate = (value: string): Record<string, unknown> =>
    createThingsTemplate(
      { A: { Properties: { value } } },
      { Outputs: { O: { Value: value, Export: { Name: 'shared' } } } },
    );

  test('cannot be changed or deleted while they are imported', async () => {
    const { engine, properties } = createScriptedEngine();
    await engine.deploy({ stackName: 'one', template: createExportingTemplate('v1') });
    await engine.deploy({
      stackName: 'two',
      template: createThingsTemplate(
        { B: { Properties: { V: { 'Fn::ImportValue': { 'Fn::Sub': 'sha${End}' } } } } },
        { Parameters: { End: { Type: 'String', Default: 'red' } } },
      ),
    });
    expect(properties.get('B')).toEqual({ V: 'v1' });
    const changed = await engine.deploy({ stackName: 'one', template: createExportingTemplate('v2') });
    expect(changed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(listHistory(changed, 'one')[1]).toContain('Export shared cannot be updated as it is in use by two');
    await expect(engine.delete('one')).rejects.toThrow('Export shared cannot be deleted as it is in use by two');
    await engine.delete('two');
    expect((await engine.delete('one')).status).toBe('DELETE_COMPLETE');
  });

  test('are unique', async () => {
    const { engine } = createScriptedEngine();
    await engine.deploy({ stackName: 'one', template: createExportingTemplate('v1') });
    const second = await engine.deploy({ stackName: 'two', template: createExportingTemplate('v2') });
    expect(second.status).toBe('ROLLBACK_COMPLETE');
    expect(listHistory(second, 'two')[1]).toContain('Export with name shared is already exported by stack one');
  });
});

describe('any operation on any graph', () => {
  const graph = fc
    .array(fc.tuple(fc.array(fc.nat({ max: 6 }), { maxLength: 3 }), fc.nat({ max: 2 })), { minLength: 1, maxLength: 7 })
    .map((nodes) =>
      nodes.map(([needs, key], index): [string, Thing] => [
        `R${index}`,
        {
          Properties: { Key: key },
          DependsOn: [...new Set(needs.filter((other) => other < index).map((other) => `R${other}`))],
        },
      ]),
    );

  test('leaves exactly the resources that the stack lists, regardless of which one fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        graph,
        graph,
        fc.option(fc.nat({ max: 6 })),
        fc.option(fc.nat({ max: 6 })),
        async (first, second, failsFirst, failsSecond) => {
          const scripted = createScriptedEngine();
          for (const [things, failing] of [
            [first, failsFirst],
            [second, failsSecond],
          ] as const) {
            let isBroken = true;
            scripted.script = (operation, id) => {
              if (operation === 'delete' || id !== `R${failing ?? -1}` || !isBroken) return undefined;
              isBroken = false;
              return failure('no luck');
            };
            const { status } = await scripted.engine.deploy({
              stackName: 'app',
              template: createThingsTemplate(Object.fromEntries(things)),
            });
            expect(status).toMatch(/^(CREATE|ROLLBACK|UPDATE|UPDATE_ROLLBACK)_COMPLETE$/);
            const resources = [...(scripted.engine.describe('app')?.resources.values() ?? [])];
            const owned = resources.filter((item) => item.status !== 'DELETE_COMPLETE').map((item) => item.physicalId);
            expect([...scripted.existingIds].sort()).toEqual(owned.sort());
          }
          await scripted.engine.delete('app');
          expect(scripted.existingIds.size).toBe(0);
        },
      ),
      { numRuns: 300 },
    );
  });
});
