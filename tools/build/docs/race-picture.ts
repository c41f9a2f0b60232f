import { drawPicture, escapeXml } from './picture-style';
import type { Message, RaceRecording } from './race-recording';

const WIDTH = 740;
const CLOUDFORMATION = 70;
const FUNCTION = 404;
/** Between the lifelines of two invocations that overlap. */
const LANE = 40;
const IVS = 712;
const TOP = 34;
const ROW = 24;

/** One arrow: a message, or several equal ones in sequence. */
interface Row extends Message {
  readonly count: number;
  readonly results: readonly string[];
}

/**
 * Draws a recording as a sequence diagram, as SVG. Repeated calls become one arrow.
 *
 * @param label - describes the picture
 * @param omitted - operations that are left out
 */
export function drawRace({ messages, left }: RaceRecording, label: string, omitted = /^$/): string {
  const rows = messages.filter(({ name }) => !omitted.test(name)).reduce<readonly Row[]>(addToRows, []);
  const lanes = assignLanes(messages);
  const columns = Math.max(...lanes.values()) + 1;
  const textX = FUNCTION + (columns - 1) * LANE + 12;
  const y = (index: number): number => TOP + 30 + index * ROW;
  const bottom = y(rows.length) - 4;
  const laneX = (invocation: number): number => FUNCTION + (lanes.get(invocation) ?? 0) * LANE;

  const heads = [
    [CLOUDFORMATION, 'CloudFormation'],
    [FUNCTION + ((columns - 1) * LANE) / 2, columns === 1 ? 'Function' : 'Function, two invocations'],
    [IVS, 'IVS'],
  ] as const;
  const lines = [CLOUDFORMATION, ...Array.from({ length: columns }, (_, lane) => FUNCTION + lane * LANE), IVS];
  const bars = [...lanes.keys()].map((invocation) => {
    const indexes = rows.flatMap((row, index) => (row.invocation === invocation ? [index] : []));
    const [from, to] = [y(Math.min(...indexes)) - 4, y(Math.max(...indexes)) + 4];
    return `<rect class="bar" x="${laneX(invocation) - 4}" y="${from}" width="8" height="${to - from}" />`;
  });
  let shownAt = '';
  const arrows = rows.map((row, index) => {
    const at = `${(row.at / 1000).toFixed(1)} s`;
    const time = at === shownAt ? '' : `<text class="label" text-anchor="end" x="46" y="${y(index) + 4}">${at}</text>`;
    shownAt = at;
    return time + drawRow(row, y(index), row.invocation === undefined ? 0 : laneX(row.invocation), textX);
  });
  const end = `Left in IVS: ${left.join(', ') || 'nothing'}`;
  return drawPicture(WIDTH, bottom + 34, label, [
    ...heads.map(([x, text]) => `<text class="title" text-anchor="middle" x="${x}" y="20">${text}</text>`),
    ...lines.map((x) => `<path d="M${x} ${TOP} V${bottom}" stroke-dasharray="2 4" />`),
    ...bars,
    ...arrows,
    `<text class="title" text-anchor="end" x="${WIDTH - 10}" y="${bottom + 22}">${end}</text>`,
  ]);
}

/** Adds a message to the last row of the invocation if it repeats it. Calls for several channels alternate. */
function addToRows(rows: readonly Row[], message: Message): readonly Row[] {
  const { invocation, kind, name, result } = message;
  const group = (row: Message): string => {
    if (row.kind === 'stack') return row.kind;
    return /^(GetStream|GetChannel|UpdateChannel)$/.test(row.name) ? 'channel' : row.name;
  };
  const own = rows.filter((row) => row.invocation === invocation);
  const recent = own.slice(own.findLastIndex((row) => group(row) !== group(message)) + 1);
  const row = recent.find((each) => each.name === name || kind === 'stack');
  const isCall = kind === 'stack' || kind === 'ivs';
  if (row === undefined || !isCall) return [...rows, { ...message, count: 1, results: [result] }];
  const merged: Row = {
    ...row,
    name: row.name === name ? name : 'Describe…',
    count: row.count + 1,
    results: [...new Set([...row.results, result])].filter((each) => each !== ''),
  };
  return rows.map((each) => (each === row ? merged : each));
}

/** Assigns each invocation the first lifeline that no other one uses at that time. */
function assignLanes(messages: readonly Message[]): ReadonlyMap<number, number> {
  const lanes = new Map<number, number>();
  messages.forEach(({ invocation }, index) => {
    if (invocation === undefined || lanes.has(invocation)) return;
    const running = messages.slice(index).flatMap((later) => lanes.get(later.invocation ?? -1) ?? []);
    lanes.set(invocation, running.includes(0) ? Math.max(...running) + 1 : 0);
  });
  return lanes;
}

function drawRow(row: Row, y: number, lane: number, textX: number): string {
  const { kind, name, count, results, isLost = false } = row;
  const times = count > 1 ? ` ×${count}` : '';
  const result = isLost ? 'response lost' : results.join(', then ');
  const text = escapeXml(`${name}${times}${result === '' ? '' : `: ${result}`}`);
  if (kind === 'note') return `<text class="title red" x="${CLOUDFORMATION + 12}" y="${y}">${text}</text>`;
  const isRight = kind === 'ivs';
  const [from, to] = isRight ? [lane + 4, IVS] : [lane - 4, CLOUDFORMATION];
  const [start, end] = kind === 'event' ? [to, from] : [from, to];
  const color = isLost ? ' red' : '';
  const x = isRight ? textX : CLOUDFORMATION + 12;
  const style = kind === 'event' || kind === 'response' ? 'title' : 'label';
  return `<path d="M${start} ${y} H${end}" marker-end="url(#head)" /><text class="${style}${color}" x="${x}" y="${y - 5}">${text}</text>`;
}
