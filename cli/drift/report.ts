import type { Paint } from '../output';
import { describeFinding } from './finding';
import { writeIvsCommand } from './ivs-command';
import { hasDrifted, type ResourceDrift, type StackDrift } from './stack-drift';

/** Renders the report as text. */
export function renderReport(drifts: readonly StackDrift[], paint: Paint): string {
  return drifts.map((drift) => renderStack(drift, paint)).join('\n');
}

/** Converts the report to JSON. */
export function toJson(drifts: readonly StackDrift[]): unknown {
  return {
    drifted: drifts.some(hasDrifted),
    stacks: drifts.map(({ stack, resources, orphans, notChecked }) => ({
      ...stack,
      resources: resources.map(({ arn, findings, ...resource }) => ({
        ...resource,
        arn: arn ?? null,
        findings: findings.map((finding) => ({ ...finding, text: describeFinding(finding) })),
      })),
      orphans: orphans.map(({ logicalId = null, replacedBy = null, ...orphan }) => {
        return { ...orphan, logicalId, replacedBy };
      }),
      notChecked,
    })),
  };
}

function renderStack(drift: StackDrift, paint: Paint): string {
  const { stack, resources, orphans, notChecked } = drift;
  const isEmpty = resources.length === 0 && orphans.length === 0;
  const verdict = isEmpty
    ? 'no recording configurations'
    : hasDrifted(drift)
      ? paint('red', 'drift')
      : paint('green', 'no drift');
  return [
    `${stack.name} (${stack.status}): ${verdict}\n`,
    ...resources.map(renderResource),
    ...orphans.map(renderOrphan),
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

function renderOrphan({ arn, state, logicalId, replacedBy, channels }: StackDrift['orphans'][number]): string {
  const owner = logicalId ?? 'an unknown resource';
  const now = replacedBy === undefined ? 'which the stack no longer has' : `which now has ${replacedBy}`;
  const deletion = writeIvsCommand(arn, `delete-recording-configuration --arn ${arn}`);
  return [
    `  Orphan: ${arn} (${state})\n`,
    `    It belonged to ${owner}, ${now}. If you do not need it, delete it: ${deletion}\n`,
    ...channels.map(({ arn: channel, name }) => {
      const title = name === '' ? channel : `${name} (${channel})`;
      const target = replacedBy ?? '""';
      const update = `update-channel --arn ${channel} --recording-configuration-arn ${target}`;
      return `    The channel ${title} still uses it. Before you delete the orphan, run: ${writeIvsCommand(arn, update)}\n`;
    }),
  ].join('');
}
