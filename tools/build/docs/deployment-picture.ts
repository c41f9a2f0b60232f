import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { drawPicture } from './picture-style';
import { ExampleStack } from '../../../bin/stacks/example-stack';

interface Resource {
  readonly Type: string;
  readonly Properties?: {
    readonly Policies?: readonly { PolicyDocument: { Statement: readonly { Action: string | string[] }[] } }[];
  };
}

interface Box {
  readonly title: string;
  readonly lines: readonly string[];
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

const WIDTH = 290;
const LEFT = 20;
const RIGHT = 570;
const ROW = 18;
const GAP = 14;
const TOP = 20;
/** Room for two lines of a label between two boxes. */
const LABEL_GAP = 68;

/** The services that the function calls, by the prefix of their actions, in the order of the picture. */
const SERVICES: Readonly<Record<string, string>> = {
  ivs: 'Amazon IVS',
  s3: 'Amazon S3',
  cloudformation: 'AWS CloudFormation',
  iam: 'AWS IAM, called by IVS',
  logs: 'Amazon CloudWatch Logs',
};

/** Draws what the example stack deploys, and whom the function calls with the permissions of its role, as SVG. */
export function drawDeployment(): string {
  const stack = new ExampleStack(new App({ builtinCloudFormationValidation: false }), 'Example', { tags: {} });
  const resources = Object.values(
    (Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> }).Resources,
  );
  const types = resources.map(({ Type: type }) => type).sort();
  const isProvider = (type: string): boolean => /^AWS::(IAM|Lambda|Logs)::/.test(type);

  const left = stackBoxes(LEFT, [
    ['Your stack', types.filter((type) => !isProvider(type)).reverse()],
    ['Provider, in this or another stack', types.filter(isProvider)],
  ]);
  const actions = listActions(resources);
  const unknown = actions.filter((action) => !Object.hasOwn(SERVICES, action.split(':', 1)[0] ?? ''));
  if (unknown.length > 0)
    throw new Error(`tools/build/docs/deployment-picture.ts has no service for ${unknown.join()}.`);
  const right = stackBoxes(
    RIGHT,
    Object.entries(SERVICES).map(([prefix, title]) => [
      title,
      actions.filter((action) => action.startsWith(`${prefix}:`)).map((action) => action.slice(prefix.length + 1)),
    ]),
  );
  const height = Math.max(...[...left, ...right].map((box) => box.y + box.height)) + TOP;
  const [yours, provider] = left as [Box, Box];
  const middle = (box: Box): number => box.y + box.height / 2;
  const fanOut = right.map((box) => drawArrow(LEFT + WIDTH, middle(provider), RIGHT, middle(box)));
  const requests = LEFT + 40;
  return drawPicture(880, height, 'What is deployed, and who calls whom', [
    ...[...left, ...right].map(drawBox),
    drawArrow(requests, yours.y + yours.height, requests, provider.y),
    ...fanOut,
    drawLabel(requests + 12, yours.y + yours.height + 26, [
      'CloudFormation invokes the function, and',
      'waits for its response in a bucket',
    ]),
    drawLabel(LEFT + 12, provider.y + provider.height + 22, [
      'The function calls AWS with its role.',
      'Lambda writes its log with it, too.',
    ]),
  ]);
}

function listActions(resources: readonly Resource[]): readonly string[] {
  const statements = resources.flatMap(({ Properties: properties }) =>
    (properties?.Policies ?? []).flatMap(({ PolicyDocument: document }) => document.Statement),
  );
  return [...new Set(statements.flatMap(({ Action: action }) => action))].sort();
}

/** Places boxes below each other. Between those of the left column is room for the text of an arrow. */
function stackBoxes(
  x: number,
  contents: readonly (readonly [title: string, lines: readonly string[]])[],
): readonly Box[] {
  let y = TOP;
  return contents.map(([title, lines]) => {
    const box = { title, lines, x, y, height: 34 + lines.length * ROW };
    y += box.height + (x === LEFT ? LABEL_GAP : GAP);
    return box;
  });
}

function drawBox({ title, lines, x, y, height }: Box): string {
  const texts = lines.map((line, index) => `<text x="${x + 12}" y="${y + 44 + index * ROW}">${line}</text>`);
  return [
    `<rect x="${x}" y="${y}" width="${WIDTH}" height="${height}" />`,
    `<text class="title" x="${x + 12}" y="${y + 22}">${title}</text>`,
    ...texts,
  ].join('\n  ');
}

function drawLabel(x: number, y: number, lines: readonly string[]): string {
  return lines.map((line, index) => `<text class="label" x="${x}" y="${y + index * 17}">${line}</text>`).join('\n  ');
}

function drawArrow(fromX: number, fromY: number, toX: number, toY: number): string {
  const halfway = (fromX + toX) / 2;
  const curve = fromX === toX ? `L${toX} ${toY}` : `C${halfway} ${fromY} ${halfway} ${toY} ${toX} ${toY}`;
  return `<path d="M${fromX} ${fromY} ${curve}" marker-end="url(#head)" />`;
}
