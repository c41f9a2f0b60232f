import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readCodeBlocks, readDocument, ROOT } from './markdown';

const FOLDER = join(ROOT, 'lambda/recording-configuration');

/** The flow charts, by the first function of each: its definitions of nodes with their functions and files. */
const CHARTS = readCodeBlocks(readDocument('docs/architecture.md'), 'mermaid')
  .filter((chart) => chart.startsWith('flowchart TD'))
  .map((chart) => {
    const functions = [...chart.matchAll(/\["(\w+)<br\/>([\w-]+\.ts)/g)].map(([, name = '', file = '']) => ({
      name,
      file,
    }));
    return { title: functions[0]?.name ?? '', chart, functions };
  });

test('docs/architecture.md has a flow chart for each request', () => {
  expect(CHARTS.map(({ title }) => title)).toEqual(['onCreate', 'onUpdate', 'onDelete']);
});

describe.each(CHARTS)('the flow chart of $title', ({ chart, functions }) => {
  test('has at most 14 nodes, all of them connected', () => {
    const nodes = [...chart.matchAll(/^ {2}(\w+)[[(]/gm)].map(([, id = '']) => id);
    expect(nodes.length).toBeLessThanOrEqual(14);
    const edges = chart.split('\n').filter((line) => line.includes('-->'));
    const connected = edges.flatMap((line) => line.split(/ -->(?:\|[^|]*\|)? /).map((id) => id.trim()));
    expect([...new Set(connected)].sort()).toEqual([...nodes].sort());
  });

  test('names functions that exist in their files', () => {
    const missing = functions.filter(({ name, file }) => !definesFunction(file, name));
    expect(missing).toEqual([]);
  });

  test('names functions that the others call', () => {
    // createAndWait calls some of them, and has a node in one chart only.
    const sources = ['create-and-wait.ts', ...functions.map(({ file }) => file)].map(readSource).join('\n');
    const uncalled = functions.slice(1).filter(({ name }) => !new RegExp(`(?<!function )\\b${name}\\(`).test(sources));
    expect(uncalled).toEqual([]);
  });
});

function definesFunction(file: string, name: string): boolean {
  return existsSync(join(FOLDER, file)) && new RegExp(`\\bfunction ${name}\\(`).test(readSource(file));
}

function readSource(file: string): string {
  return readFileSync(join(FOLDER, file), 'utf8');
}
