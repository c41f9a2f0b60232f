import { describeFinding } from './finding';
import { writeIvsCommand } from './ivs-command';
import { hasDrifted, type ResourceDrift, type StackDrift } from './stack-drift';

/** Renders the report as text. */
export function renderReport(drifts: readonly StackDrift[]): string {
  return drifts.map(renderStack).join('\n');
}

/** Converts the report to JSON. */
export function toJson(drifts: readonly StackDrift[]): unknown {
  return {
    drifted: drifts.some(hasDrifted),
    stacks: drifts.map(({ stack, resources, leftovers, notChecked }) => ({
      ...stack,
      resources: resources.map(({ arn, findings, ...resource }) => ({
        ...resource,
        arn: arn ?? null,
        findings: findings.map((finding) => ({ ...finding, text: describeFinding(finding) })),
      })),
      leftBehind: leftovers.map(({ logicalId = null, replacedBy = null, ...leftover }) => {
        return { ...leftover, logicalId, replacedBy };
      }),
      notChecked,
    })),
  };
}

function renderStack(drift: StackDrift): string {
  const { stack, resources, leftovers, notChecked } = drift;
  const isEmpty = resources.length === 0 && leftovers.length === 0;
  const verdict = isEmpty ? 'no recording configurations' : hasDrifted(drift) ? 'drift' : 'no drift';
  return [
    `${stack.name} (${stack.status}): ${verdict}\n`,
    ...resources.map(renderResource),
    ...leftovers.map(renderLeftover),
    ...notChecked.map((text) => `  Not checked: ${text}\n`),
  ].join('');
}

function renderResource({ logicalId, arn, findings, notChecked }: ResourceDrift): string {
  return [
    `  ${logicalId}: ${arn ?? 'no configuration'}${findings.length === 0 ? ': as declared' : ''}\n`,
    ...findings.map((finding) => `    ${describeFinding(finding)}\n`),
    ...notChecked.map((text) => `    Not checked: ${text}\n`),
  ].join('');
}

function renderLeftover({ arn, state, logicalId, replacedBy, channels }: StackDrift['leftovers'][number]): string {
  const owner = logicalId ?? 'a resource without a name';
  const now = replacedBy === undefined ? 'which the stack no longer has' : `which now has ${replacedBy}`;
  const deletion = writeIvsCommand(arn, `delete-recording-configuration --arn ${arn}`);
  return [
    `  Left behind: ${arn} (${state})\n`,
    `    It belonged to ${owner}, ${now}. Delete it, unless you need it: ${deletion}\n`,
    ...channels.map(({ arn: channel, name }) => {
      const title = name === '' ? channel : `${name} (${channel})`;
      const target = replacedBy ?? '""';
      const update = `update-channel --arn ${channel} --recording-configuration-arn ${target}`;
      return `    The channel ${title} still uses it. Before you delete it: ${writeIvsCommand(arn, update)}\n`;
    }),
  ].join('');
}
