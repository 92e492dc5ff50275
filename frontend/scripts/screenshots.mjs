/**
 * Pictures of every page, at three widths, in both themes, into screenshots/. Needs a running service with a
 * few tickets: BASE_URL (default http://127.0.0.1:8000). ONLY=inbox,board limits the pages.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const base = process.env.BASE_URL ?? 'http://127.0.0.1:8000';
const only = process.env.ONLY?.split(',');
const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

const { results } = await (await fetch(`${base}/api/tickets?triage_state=suggested&limit=1`)).json();
const shown = results[0] ?? (await (await fetch(`${base}/api/tickets?limit=1`)).json()).results[0];

const pages = {
  inbox: { path: '/inbox', ready: '[data-ticket], tiq-notice' },
  'inbox-filtered': {
    path: '/inbox?status=open,in_progress&priority=high,critical&sort=-priority',
    ready: '[data-ticket], tiq-notice',
  },
  'inbox-nothing': { path: '/inbox?search=qqqqqqqq', ready: 'tiq-notice' },
  'inbox-selected': { path: '/inbox', ready: '[data-ticket]', act: selectTwo },
  'new-ticket': { path: '/tickets/new', ready: '#new-title', act: typeTicket },
  ...(shown && { ticket: { path: `/tickets/${shown.id}`, ready: '[data-testid=timeline] li' } }),
  'ticket-missing': { path: '/tickets/2000000000', ready: 'tiq-notice' },
  board: { path: '/board', ready: '[data-card]' },
  dashboard: { path: '/dashboard', ready: 'canvas' },
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
let overflowing = 0;
for (const theme of ['light', 'dark']) {
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ]) {
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: theme,
      reducedMotion: 'reduce',
    });
    for (const [name, { path, ready, act }] of Object.entries(pages)) {
      if (only && !only.includes(name)) continue;
      const page = await context.newPage();
      await page.goto(base + path);
      await page.waitForSelector(ready, { timeout: 10_000 });
      await act?.(page);
      await page.waitForTimeout(350);
      const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (excess > 0) {
        overflowing++;
        console.error(`${name} at ${width}: ${excess}px too wide`);
      }
      await page.screenshot({ path: `${folder}${name}-${width}-${theme}.png` });
      await page.close();
    }
    await context.close();
  }
}
await browser.close();
console.log(`Pictures are in ${folder}`);
process.exitCode = overflowing ? 1 : 0;

async function selectTwo(page) {
  const boxes = page.locator('[data-ticket] input[type=checkbox]');
  for (let at = 0; at < Math.min(2, await boxes.count()); at++) await boxes.nth(at).check();
}
async function typeTicket(page) {
  await page.fill('#new-title', 'VPN down');
  await page.fill(
    '#new-description',
    'Since this morning I cannot reach the VPN, and neither can my colleagues in the same office.',
  );
  await page.waitForSelector('[data-testid=suggestion]', { timeout: 10_000 });
}
