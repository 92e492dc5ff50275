/**
 * Measures the performance of the console in Chromium with a throttled CPU (CPU, default 4 times
 * slower): bytes of the first load of the inbox, largest contentful paint, layout shift, and the
 * time from a key press to its result. Requires a running service with several hundred tickets
 * (BASE_URL, default http://127.0.0.1:8000) and an administrator (EMAIL and PASSWORD). Prints
 * medians of ROUNDS (default 5), without thresholds, because they depend on the machine.
 */
import { gzipSync } from 'node:zlib';
import { chromium } from '@playwright/test';

const base = process.env.BASE_URL ?? 'http://127.0.0.1:8000';
const { EMAIL: email, PASSWORD: password } = process.env;
if (!email || !password) throw new Error('Set EMAIL and PASSWORD to those of an admin.');
const slowdown = Number(process.env.CPU ?? 4);
const rounds = Number(process.env.ROUNDS ?? 5);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
const figures = new Map();
const note = (name, value) => figures.set(name, [...(figures.get(name) ?? []), value]);

for (let round = 0; round < rounds; round++) {
  const context = await browser.newContext({ baseURL: base, viewport: { width: 1440, height: 900 } });
  const answer = await context.request.post('/api/auth/login', { data: { email, password } });
  if (!answer.ok()) throw new Error(`Signing in: ${answer.status()}`);
  const page = await context.newPage();
  const scripts = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts.push(response);
  });
  await page.addInitScript(observePerformance);
  const slow = await context.newCDPSession(page);
  await slow.send('Emulation.setCPUThrottlingRate', { rate: slowdown });

  await page.goto('/inbox');
  await page.locator('[data-ticket]').first().waitFor();
  await page.waitForTimeout(500);
  const bodies = await Promise.all(scripts.map((response) => response.body()));
  note('inbox, JavaScript (KB, gzip)', bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1024);
  await page.waitForTimeout(1500);
  const seen = await page.evaluate(() => window.seen);
  note('inbox, largest contentful paint (ms)', seen.largestPaint);
  note('inbox, layout shift', seen.shift);

  // From the key press to the frame that shows the ticket's title, measured by the page's clock.
  for (let at = 0; at < 4; at++) {
    await page.keyboard.press('j');
    note('j, until the next row is current (ms)', await sinceKey(page, '[data-ticket].row-current'));
    await page.keyboard.press('Enter');
    await page.locator('[data-testid=ticket] h1').waitFor();
    note('Enter, until the ticket’s content shows (ms)', await sinceKey(page, '[data-testid=ticket] h1'));
    await page.waitForTimeout(400);
    await page.goBack();
    await page.locator('[data-ticket]').first().waitFor();
    await page.waitForTimeout(300);
  }
  const { inputs, shift } = await page.evaluate(() => window.seen);
  note('interaction to next paint, worst (ms)', Math.max(0, ...inputs));
  note('layout shift, all of it', shift);
  await context.close();
}
await browser.close();
for (const [name, values] of figures) {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value) => (value < 10 ? value.toFixed(3) : value.toFixed(0));
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(`${name}: ${round(median)} (${round(sorted[0])} to ${round(sorted.at(-1))})`);
}

/**
 * Runs in the page: records performance entries and the first frame that contains an element after
 * the last key press.
 */
function observePerformance() {
  const seen = { largestPaint: 0, shift: 0, inputs: [], key: 0, shown: new Map() };
  window.seen = seen;
  const observe = (type, take, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({
      type,
      buffered: true,
      ...options,
    });
  observe('largest-contentful-paint', (entry) => (seen.largestPaint = entry.startTime));
  observe('layout-shift', (entry) => entry.hadRecentInput || (seen.shift += entry.value));
  observe('event', (entry) => entry.interactionId && seen.inputs.push(entry.duration), {
    durationThreshold: 16,
  });
  addEventListener(
    'keydown',
    (event) => {
      seen.key = event.timeStamp;
      seen.shown.clear();
      const look = () => {
        for (const selector of ['[data-testid=ticket] h1', '[data-ticket].row-current'])
          if (!seen.shown.has(selector) && document.querySelector(selector))
            seen.shown.set(selector, performance.now());
        if (performance.now() - seen.key < 3000) requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    },
    true,
  );
}
async function sinceKey(page, selector) {
  await page.waitForFunction((target) => window.seen.shown.has(target), selector);
  return page.evaluate((target) => window.seen.shown.get(target) - window.seen.key, selector);
}
