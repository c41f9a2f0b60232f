import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import recording from './recording.json';

/** What the tests use of playwright-core, which `npm ci` does not install. */
interface Page {
  route(url: RegExp, handle: (route: { fulfill(response: object): Promise<void> }) => Promise<void>): Promise<void>;
  goto(url: string): Promise<unknown>;
  evaluate<Result>(script: string): Promise<Result>;
  waitForFunction(script: string): Promise<unknown>;
  locator(selector: string): {
    allTextContents(): Promise<string[]>;
    first(): { click(): Promise<void> };
    nth(index: number): { click(): Promise<void> };
  };
  on(event: 'console' | 'pageerror', listener: (message: object) => void): void;
  screenshot(options: { path: string }): Promise<unknown>;
  close(): Promise<void>;
}
interface Browser {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

const { PLAYBACK_BROWSER: executablePath = '', PLAYBACK_MODULES: modules = '' } = process.env;
const CHANNEL = 'AsXego4U6tnj';
const START = `ivs/v1/123456789012/${CHANNEL}/2026/3/1`;
const NEWEST = `${START}/18/0/j8Z9O91ndcVs`;
const DELETED = `${START}/17/0/deleted`;

/** The objects of the bucket, as IVS and the example's function write them. */
const objects = new Map<string, Buffer>([
  ['index.html', readFileSync(join(__dirname, '../../examples/typescript/playback/site/index.html'))],
  [
    `recordings/${CHANNEL}.json`,
    Buffer.from(
      JSON.stringify([
        { prefix: NEWEST, channel: 'main-stage', endedAt: '2026-03-01T18:02:00Z', durationMs: 120_000 },
        { prefix: DELETED, channel: 'main-stage', endedAt: '2026-03-01T17:45:00Z', durationMs: 2_700_000 },
      ]),
    ),
  ],
  ...Object.entries(recording).map(
    ([path, text]) => [`${NEWEST}/${path}`, Buffer.from(text, path.endsWith('.ts') ? 'base64' : 'utf8')] as const,
  ),
]);
const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  json: 'application/json',
  m3u8: 'application/x-mpegURL',
  ts: 'video/mp2t',
};

const requested: string[] = [];
let server: Server;
let browser: Browser;
let page: Page;
let origin: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1) || 'index.html';
    requested.push(path);
    const object = objects.get(path);
    // CloudFront may not list the bucket, so S3 denies access to what does not exist.
    response.writeHead(object === undefined ? 403 : 200, {
      'content-type': TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    });
    response.end(object);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { chromium } = createRequire(join(modules, 'package.json'))('playwright-core') as {
    chromium: { launch(options: object): Promise<Browser> };
  };
  const args = ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-gpu'];
  browser = await chromium.launch({ executablePath, args });
});
afterAll(async () => {
  await browser.close();
  server.close();
});

beforeEach(async () => {
  requested.length = 0;
  page = await browser.newPage();
  // The bytes of the registry: the browser compares them with the hash of the page.
  await page.route(/cdn\.jsdelivr\.net/, (route) =>
    route.fulfill({
      body: readFileSync(join(modules, 'hls.js/dist/hls.min.js')),
      contentType: 'text/javascript',
      headers: { 'access-control-allow-origin': '*' },
    }),
  );
});
afterEach(() => page.close());

const open = async (channel: string): Promise<void> => {
  await page.goto(`${origin}/?channel=${channel}`);
  await page.waitForFunction(
    "document.querySelectorAll('li').length > 0 || document.querySelector('[role=status]').textContent !== ''",
  );
};

test('the page lists the recordings of a channel, and plays one', async () => {
  await open(CHANNEL);
  expect(await page.evaluate("typeof Hls === 'function' && Hls.isSupported()")).toBe(true);
  const buttons = await page.locator('button').allTextContents();
  expect(buttons.map((text) => text.slice(text.lastIndexOf(',') + 2))).toEqual(['2 min', '45 min']);

  await page.locator('button').first().click();
  await page.waitForFunction("document.querySelector('video').currentTime > 1");
  expect(await page.evaluate("document.querySelector('video').videoHeight")).toBeGreaterThan(0);
  expect(await page.evaluate("Math.round(document.querySelector('video').duration)")).toBe(4);
  expect(requested).toContain(`${NEWEST}/media/hls/master.m3u8`);
  expect(requested.filter((path) => path.endsWith('.ts')).length).toBeGreaterThan(0);
  if (process.env.PLAYBACK_SCREENSHOT !== undefined) await page.screenshot({ path: process.env.PLAYBACK_SCREENSHOT });
});

test('the page shows that a recording cannot be played, and plays the next one', async () => {
  await open(CHANNEL);
  await page.locator('button').nth(1).click();
  await page.waitForFunction("document.querySelector('[role=status]').textContent.includes('cannot be played')");
  await page.locator('button').first().click();
  await page.waitForFunction("document.querySelector('video').currentTime > 0.5");
  expect(await page.evaluate("document.querySelector('[role=status]').textContent")).toBe('');
});

test('the page shows that a channel has no recordings', async () => {
  await open('unknown');
  expect(await page.evaluate("document.querySelector('[role=status]').textContent")).toContain('no recordings');
});
