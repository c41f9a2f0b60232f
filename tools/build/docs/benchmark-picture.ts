import results from '../../benchmarks/results.json';
import { drawPicture } from './picture-style';

/** The measurements of the picture: what the function adds to the time that IVS needs. */
const MEASURED = ': response time minus time to ACTIVE';
const LEFT = 200;
const WIDTH = 560;
const ROW = 44;
const TOP = 44;
const BAR = 13;
/** The axis is logarithmic, from 10 ms to 10 s. */
const [FROM, TO] = [1, 4] as const;
const TICKS: readonly (readonly [ms: number, text: string])[] = [
  [10, '10 ms'],
  [100, '100 ms'],
  [1000, '1 s'],
  [10_000, '10 s'],
];

/** Draws the results of the benchmark `create` against the CDK's Provider framework, as SVG. */
export function drawBenchmark(): string {
  const rows = results.rows.flatMap(({ suite, name, baselineName, measured, baseline }) =>
    suite === 'create' && baselineName === 'Provider' && name.endsWith(MEASURED)
      ? [{ name: name.slice(0, -MEASURED.length), ours: measured.median, theirs: baseline.median }]
      : [],
  );
  const height = TOP + rows.length * ROW + 30;
  const grid = TICKS.map(
    ([ms, text]) =>
      `<path d="M${scale(ms)} ${TOP - 10} V${height - 30}" stroke-dasharray="2 4" /><text class="label" text-anchor="middle" x="${scale(ms)}" y="${height - 12}">${text}</text>`,
  );
  const bars = rows.flatMap(({ name, ours, theirs }, index) => {
    const y = TOP + index * ROW;
    return [
      `<text class="label" text-anchor="end" x="${LEFT - 10}" y="${y + 18}">${name}</text>`,
      drawBar('bar', y, ours),
      drawBar('', y + BAR + 2, theirs),
    ];
  });
  const legend = [
    `<rect class="bar" x="${LEFT}" y="10" width="12" height="12" />`,
    `<text class="label" x="${LEFT + 18}" y="21">This function</text>`,
    `<rect x="${LEFT + 120}" y="10" width="12" height="12" />`,
    `<text class="label" x="${LEFT + 138}" y="21">Provider framework; median time from ACTIVE to the response, logarithmic</text>`,
  ];
  return drawPicture(LEFT + WIDTH + 80, height, 'The time from ACTIVE to the response', [...legend, ...grid, ...bars]);
}

function scale(ms: number): number {
  const share = (Math.log10(ms) - FROM) / (TO - FROM);
  return Math.round(LEFT + Math.min(1, Math.max(0, share)) * WIDTH);
}

function drawBar(kind: string, y: number, ms: number): string {
  const text = ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return `<rect class="${kind}" x="${LEFT}" y="${y}" width="${scale(ms) - LEFT}" height="${BAR}" /><text class="label" x="${scale(ms) + 6}" y="${y + 11}">${text}</text>`;
}
