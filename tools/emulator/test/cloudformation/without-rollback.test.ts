import type { StackResult } from '../../cloudformation/engine';
import { createScriptedEngine, createThingsTemplate, failure, listHistory } from './scripted-engine';
import type { ScriptedEngine, Thing } from './scripted-engine';

const DO_NOTHING = 'DO_NOTHING';

function deploy(
  { engine }: ScriptedEngine,
  things: Record<string, Thing>,
  onFailure: 'DO_NOTHING' | 'DELETE' | 'ROLLBACK' = DO_NOTHING,
): Promise<StackResult> {
  return engine.deploy({ stackName: 'app', template: createThingsTemplate(things), onFailure });
}

/** Makes one operation on a resource fail until `repair` is called. */
function breakThing(scripted: ScriptedEngine, broken: string): { repair: () => void } {
  let isBroken = true;
  scripted.script = (operation, logicalId, physicalId) =>
    isBroken && `${operation} ${logicalId}` === broken ? failure('Broken', physicalId) : undefined;
  return {
    repair: () => {
      isBroken = false;
    },
  };
}

describe('a failed creation', () => {
  const things = { A: {}, B: { DependsOn: 'A' }, C: { DependsOn: 'B' }, D: {}, E: { DependsOn: 'D' } };

  async function createBroken(): Promise<{ scripted: ScriptedEngine; repair: () => void; created: StackResult }> {
    const scripted = createScriptedEngine();
    const { repair } = breakThing(scripted, 'create B');
    const created = await deploy(scripted, things);
    return { scripted, repair, created };
  }

  test('keeps what exists and goes on with independent resources', async () => {
    const { scripted, created } = await createBroken();
    expect(created).toMatchObject({
      status: 'CREATE_FAILED',
      statusReason: 'The following resource(s) failed to create: [B]',
    });
    expect(scripted.calls).toEqual(['create A', 'create D', 'create B', 'create E']);
    expect([...scripted.existingIds]).toEqual(['A-1', 'D-1', 'E-1']);
    await expect(deploy(scripted, things, 'ROLLBACK')).rejects.toThrow(
      'This stack is currently in a non-terminal [CREATE_FAILED] state. To update the stack from this state, please use',
    );
  });

  test('is continued by an update, which creates the failed resource again', async () => {
    const { scripted, repair } = await createBroken();
    repair();
    scripted.calls.length = 0;
    const result = await deploy(scripted, things);
    expect(result).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(scripted.calls).toEqual(['delete B B-1', 'create B', 'create C']);
    expect(listHistory(result, 'B')).toEqual([
      'DELETE_IN_PROGRESS',
      'DELETE_COMPLETE',
      'CREATE_IN_PROGRESS',
      'CREATE_IN_PROGRESS: Resource creation Initiated',
      'CREATE_COMPLETE',
    ]);
  });

  test('is rolled back on request, as it has no last stable state', async () => {
    const { scripted } = await createBroken();
    expect(await scripted.engine.rollback('app')).toMatchObject({ status: 'ROLLBACK_COMPLETE' });
    expect([...scripted.existingIds]).toEqual([]);
    await expect(scripted.engine.rollback('app')).rejects.toThrow('is in ROLLBACK_COMPLETE state and can not be');
  });

  test('deletes the stack with DELETE', async () => {
    const scripted = createScriptedEngine();
    breakThing(scripted, 'create B');
    const result = await deploy(scripted, { ...things, D: { DeletionPolicy: 'RetainExceptOnCreate' } }, 'DELETE');
    expect(result).toMatchObject({ status: 'DELETE_COMPLETE' });
    expect(listHistory(result, 'app')).toContain(
      'DELETE_IN_PROGRESS: The following resource(s) failed to create: [B]. Delete requested by user.',
    );
    expect([...scripted.existingIds]).toEqual([]);
  });
});

describe('a failed update', () => {
  const before = { A: { Properties: { Size: 1 } }, B: { Properties: { Size: 1 } } };
  const after = { A: { Properties: { Size: 2 } }, B: { Properties: { Size: 2 } }, C: {} };

  async function updateBroken(): Promise<{ scripted: ScriptedEngine; repair: () => void; updated: StackResult }> {
    const scripted = createScriptedEngine();
    await deploy(scripted, before, 'ROLLBACK');
    const { repair } = breakThing(scripted, 'update B');
    scripted.calls.length = 0;
    const updated = await deploy(scripted, after);
    return { scripted, repair, updated };
  }

  test('keeps the other changes', async () => {
    const { scripted, updated } = await updateBroken();
    expect(updated).toMatchObject({
      status: 'UPDATE_FAILED',
      statusReason: 'The following resource(s) failed to update: [B]',
    });
    const statuses = ['A', 'B', 'C'].map((id) => scripted.engine.describe('app')?.resources.get(id)?.status);
    expect(statuses).toEqual(['UPDATE_COMPLETE', 'UPDATE_FAILED', 'CREATE_COMPLETE']);
    expect(scripted.engine.describe('app')?.resources.get('B')?.properties).toEqual({ Size: 1 });
  });

  test('is continued by an update with the same template, of the failed resource only', async () => {
    const { scripted, repair } = await updateBroken();
    const template = createThingsTemplate(after);
    expect(scripted.engine.preview({ stackName: 'app', template }).resources).toMatchObject([
      { action: 'Modify', logicalId: 'B' },
    ]);
    repair();
    scripted.calls.length = 0;
    expect(await deploy(scripted, after)).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect(scripted.calls).toEqual(['update B B-1']);
    expect(await deploy(scripted, after, 'ROLLBACK')).toMatchObject({ status: 'UPDATE_COMPLETE' });
  });

  test.each([false, true])('is rolled back on request, also after another failure: %s', async (failsTwice) => {
    const { scripted, repair } = await updateBroken();
    if (failsTwice) expect(await deploy(scripted, after)).toMatchObject({ status: 'UPDATE_FAILED' });
    repair();
    scripted.calls.length = 0;
    expect(await scripted.engine.rollback('app')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(scripted.calls).toEqual(['update A A-1', 'update B B-1', 'delete C C-1']);
    expect(scripted.properties.get('A')).toEqual({ Size: 1 });
  });

  test.each([
    ['Retain', false, ['A-1', 'C-1']],
    ['Retain', true, ['A-1']],
    ['RetainExceptOnCreate', false, ['A-1']],
  ] as const)('%s and RetainExceptOnCreate=%s leave %j after the rollback', async (policy, retains, existing) => {
    const scripted = createScriptedEngine();
    await deploy(scripted, { A: {} });
    breakThing(scripted, 'create D');
    const things = { A: {}, C: { DeletionPolicy: policy }, D: { DependsOn: 'C' } };
    expect(await deploy(scripted, things)).toMatchObject({ status: 'UPDATE_FAILED' });
    await scripted.engine.rollback('app', { retainsExceptOnCreate: retains });
    expect([...scripted.existingIds]).toEqual(existing);
  });

  test('is a replacement, which CloudFormation refuses without a rollback', async () => {
    const scripted = createScriptedEngine();
    const [old, changed] = [1, 2].map((Key) => ({ A: { Properties: { Key } } }));
    await deploy(scripted, old ?? {});
    scripted.calls.length = 0;
    const result = await deploy(scripted, changed ?? {});
    expect(listHistory(result, 'A')).toEqual([
      'UPDATE_IN_PROGRESS',
      'UPDATE_FAILED: Replacement type updates not supported on stack with disable-rollback.',
    ]);
    expect(scripted.calls).toEqual([]);
    expect(await scripted.engine.rollback('app')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
    expect(await deploy(scripted, changed ?? {}, 'ROLLBACK')).toMatchObject({ status: 'UPDATE_COMPLETE' });
    expect([...scripted.existingIds]).toEqual(['A-2']);
  });
});

test('what a response replaced is kept until the stack is stable, so that a rollback returns to it', async () => {
  const scripted = createScriptedEngine();
  const before = { A: { Properties: { Size: 1 } }, B: { Properties: { Size: 1 } } };
  await deploy(scripted, before);
  scripted.script = (operation, logicalId) => {
    if (operation === 'update' && logicalId === 'B') return failure('Broken');
    if (operation !== 'update') return undefined;
    scripted.existingIds.add('A-2');
    return { succeeded: true, physicalId: 'A-2' };
  };
  const after = { A: { Properties: { Size: 2 } }, B: { Properties: { Size: 2 } } };
  for (let attempt = 1; attempt <= 2; attempt += 1) await deploy(scripted, after);
  expect([...scripted.existingIds]).toEqual(['A-1', 'B-1', 'A-2']);
  scripted.script = (operation, logicalId) =>
    `${operation} ${logicalId}` === 'update A' ? { succeeded: true, physicalId: 'A-1' } : undefined;
  expect(await scripted.engine.rollback('app')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect([...scripted.existingIds]).toEqual(['A-1', 'B-1']);
});

test('a failed rollback is continued', async () => {
  const scripted = createScriptedEngine();
  await deploy(scripted, { A: { Properties: { Size: 1 } } });
  const { repair } = breakThing(scripted, 'update A');
  const changed = { A: { Properties: { Size: 2 } } };
  expect(await deploy(scripted, changed, 'ROLLBACK')).toMatchObject({ status: 'UPDATE_ROLLBACK_FAILED' });
  repair();
  expect(await scripted.engine.rollback('app')).toMatchObject({ status: 'UPDATE_ROLLBACK_COMPLETE' });
  expect(scripted.engine.describe('app')?.resources.get('A')).toMatchObject({ properties: { Size: 1 } });
});
