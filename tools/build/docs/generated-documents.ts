import { renderBoundaries } from './boundaries';
import { drawBenchmark } from './benchmark-picture';
import { drawCommands } from './command-pictures';
import { drawDeployment } from './deployment-picture';
import { renderPolicyStatements } from './permissions';
import { drawCanceledCreate, drawLostResponse, drawRolledBackReplacement } from './races';
import { renderLogMessages, renderMessages } from './troubleshooting';
import { renderProbes, renderQuestions } from './verification';
import { renderAttributes, renderProperties, renderPropertiesTable } from './properties';

/** A part of a document that is written by the generator, between two markers with its name. */
interface GeneratedPart {
  readonly path: string;
  readonly name: string;
  readonly render: () => string;
}

const PARTS: readonly GeneratedPart[] = [
  { path: 'README.md', name: 'properties', render: renderPropertiesTable },
  { path: 'docs/architecture.md', name: 'boundaries', render: renderBoundaries },
  { path: 'docs/properties.md', name: 'properties', render: renderProperties },
  { path: 'docs/properties.md', name: 'attributes', render: renderAttributes },
  { path: 'docs/permissions.md', name: 'policy statements', render: renderPolicyStatements },
  { path: 'docs/troubleshooting.md', name: 'messages', render: renderMessages },
  { path: 'docs/troubleshooting.md', name: 'log messages', render: renderLogMessages },
  { path: 'docs/verification.md', name: 'probes', render: renderProbes },
  { path: 'docs/verification.md', name: 'questions', render: renderQuestions },
];

/** The pictures, each drawn from what it shows. Those of `npm start` are in start-picture.ts. */
export const PICTURES: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/images/benchmark.svg': drawBenchmark,
  'docs/images/deployment.svg': drawDeployment,
  'docs/images/race-canceled-create.svg': drawCanceledCreate,
  'docs/images/race-lost-response.svg': drawLostResponse,
  'docs/images/race-rolled-back-replacement.svg': drawRolledBackReplacement,
  'docs/images/terminal-drift.svg': async () => (await drawCommands()).drift,
  'docs/images/terminal-import.svg': async () => (await drawCommands()).imported,
};

/** The documents with generated parts. */
export const GENERATED_DOCUMENTS: readonly string[] = [...new Set(PARTS.map(({ path }) => path))];

/**
 * Replaces the generated parts of a document.
 *
 * @param path - one of {@link GENERATED_DOCUMENTS}
 * @param text - the document as it is
 * @throws if a marker is missing
 */
export function updateGeneratedParts(path: string, text: string): string {
  return PARTS.filter((part) => part.path === path).reduce((updated, { name, render }) => {
    const start = `<!-- generated: ${name} (npm run build:docs) -->`;
    const end = `<!-- end of generated: ${name} -->`;
    const from = updated.indexOf(start);
    const to = updated.indexOf(end);
    if (from === -1 || to < from) throw new Error(`${path} needs the lines "${start}" and "${end}", in this order.`);
    return `${updated.slice(0, from)}${start}\n\n${render()}\n\n${updated.slice(to)}`;
  }, text);
}
