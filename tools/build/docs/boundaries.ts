import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '../../..');

/** The imports between the folders, as a Mermaid diagram. `.dependency-cruiser.cjs` has the rules. */
export function renderBoundaries(): string {
  const diagram = execFileSync('npm', ['run', '--silent', 'docs:boundaries'], { cwd: ROOT, encoding: 'utf8' });
  return `\`\`\`mermaid\n${diagram.trim()}\n\`\`\``;
}
