/**
 * Saves screenshots of every page at three widths in both themes to screenshots/. Requires a
 * running service with a few tickets (BASE_URL, default http://127.0.0.1:8000) and an administrator
 * (EMAIL and PASSWORD). Creates a requester for the requester pages. ONLY=inbox,board limits the
 * pages, WIDTHS=390 the widths, THEMES=dark the themes.
 */
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium, request } from '@playwright/test';

const base = process.env.BASE_URL ?? 'http://127.0.0.1:8000';
const only = process.env.ONLY?.split(',');
const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));
mkdirSync(folder, { recursive: true });

const { EMAIL: email, PASSWORD: password } = process.env;
if (!email || !password) throw new Error('Set EMAIL and PASSWORD to those of an admin.');
const widths = process.env.WIDTHS?.split(',').map(Number) ?? [1440, 1024, 390];
const themes = process.env.THEMES?.split(',') ?? ['light', 'dark'];

const signedOut = { cookies: [], origins: [] };
const { token, state: admin } = await signIn({ email, password });
const { results } = await call('/api/tickets?triage_state=suggested&limit=1');
const shown = results[0] ?? (await call('/api/tickets?limit=1')).results[0];
const requester = {
  name: 'Rita Requester',
  email: `rita.${Date.now()}@example.org`,
  role: 'requester',
  password: 'seven small boats at dawn',
};
await call('/api/users', requester);
const rita = await signIn(requester);
const ritas = await call(
  '/api/tickets',
  { title: 'My screen stays black', description: 'Since this morning.\nI have restarted it twice.' },
  rita.token,
);
await call(`/api/tickets/${ritas.id}/messages`, { body: 'Is it plugged in?', visibility: 'public' });

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
  'inbox-preview': { path: '/inbox', ready: '[data-ticket]', act: preview },
  'inbox-searched': { path: '/inbox?search=order', ready: '[data-ticket], tiq-notice' },
  triage: { path: '/triage', ready: '[data-triage], tiq-notice' },
  board: { path: '/board', ready: '[data-card]' },
  'board-by-priority': { path: '/board?lanes=priority', ready: '[data-card]' },
  'board-by-assignee': { path: '/board?lanes=assignee', ready: '[data-card]' },
  'dashboard-below': { path: '/dashboard', ready: 'canvas', act: toTheEnd },
  palette: { path: '/inbox', ready: '[data-ticket]', act: (page) => page.keyboard.press('Control+k') },
  keys: { path: '/inbox', ready: '[data-ticket]', act: (page) => page.keyboard.press('?') },
  offline: { path: '/inbox', ready: '[data-ticket]', act: goOffline },
  'session-ended': { path: '/inbox', ready: '[data-ticket]', act: endSession },
  'settings-canned-replies': { path: '/settings/canned-replies', ready: 'tiq-canned-replies-page' },
  ...(shown && { 'ticket-canned': { path: `/tickets/${shown.id}`, ready: 'h1', act: openCanned } }),
  dashboard: { path: '/dashboard', ready: 'canvas' },
  ...(shown && { 'ticket-editing': { path: `/tickets/${shown.id}`, ready: 'h1', act: editText } }),
  ...(shown && { conflict: { path: `/tickets/${shown.id}`, ready: 'h1', act: collide } }),
  'user-menu': { path: '/inbox', ready: '[data-ticket], tiq-notice', act: openMenu },
  'settings-profile': { path: '/settings/profile', ready: '[aria-label=Sessions] li' },
  'settings-tokens': {
    path: '/settings/tokens',
    ready: 'tiq-api-tokens-page li, tiq-notice',
    act: makeToken,
  },
  'settings-users': { path: '/settings/users', ready: '[data-user]' },
  'settings-triage': { path: '/settings/triage', ready: '[data-threshold]' },
  'settings-triage-models': { path: '/settings/triage', ready: '[data-model]', act: toTheModels },
  'settings-triage-run': { path: '/settings/triage', ready: '[data-model]', act: makeRun },
  'settings-user-form': { path: '/settings/users', ready: '[data-user]', act: openUserForm },
  'sign-in': { path: '/sign-in', ready: '#email', as: signedOut },
  'sign-in-wrong': { path: '/sign-in', ready: '#email', as: signedOut, act: signInWrongly },
  'reset-password': { path: '/reset-password#token', ready: '#password', as: signedOut },
  'my-tickets': { path: '/my-tickets', ready: '[data-ticket]', as: rita.state },
  'my-tickets-nothing': { path: '/my-tickets?search=qqqqqq', ready: 'tiq-notice', as: rita.state },
  'my-ticket': { path: `/tickets/${ritas.id}`, ready: '[data-visibility]', as: rita.state },
  'file-ticket': { path: '/tickets/new', ready: '#file-title', as: rita.state },
  'not-yours': { path: '/board', ready: 'tiq-notice', as: rita.state },
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
const heights = { 1440: 900, 1024: 768, 390: 844 };
let overflowing = 0;
for (const theme of themes) {
  for (const width of widths) {
    for (const [name, { path, ready, act, as = admin }] of Object.entries(pages)) {
      if (only && !only.includes(name)) continue;
      const context = await browser.newContext({
        viewport: { width, height: heights[width] ?? 900 },
        colorScheme: theme,
        reducedMotion: 'reduce',
        storageState: as,
      });
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
      await context.close();
    }
  }
}
await browser.close();
console.log(`Pictures are in ${folder}`);
process.exitCode = overflowing ? 1 : 0;

async function selectTwo(page) {
  const boxes = page.locator('[data-ticket] input[type=checkbox]');
  for (let at = 0; at < Math.min(2, await boxes.count()); at++) await boxes.nth(at).check();
}
async function preview(page) {
  await page.keyboard.press('j');
  if (page.viewportSize().width < 1280) return;
  await page.keyboard.press('p');
  await page.waitForSelector('[data-testid=preview]');
}
async function toTheEnd(page) {
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.waitForTimeout(500);
}
async function goOffline(page) {
  await page.context().setOffline(true);
  await page.waitForSelector('[data-testid=connection-lost]');
}
async function endSession(page) {
  await page.context().clearCookies();
  await page.getByRole('combobox', { name: 'Sort' }).selectOption('created_at');
  await page.waitForSelector('dialog[open]');
}
async function openCanned(page) {
  await page.getByRole('button', { name: 'Canned replies' }).click();
  await page.waitForSelector('[data-testid=canned-replies]');
}
async function typeTicket(page) {
  await page.fill('#new-title', 'VPN down');
  await page.fill(
    '#new-description',
    'Since this morning I cannot reach the VPN, and neither can my colleagues in the same office.',
  );
  await page.waitForSelector('[data-testid=suggestion]', { timeout: 10_000 });
}

async function toTheModels(page) {
  await page.locator('#models-heading').scrollIntoViewIfNeeded();
  await page.evaluate(() => document.getElementById('models-heading').scrollIntoView());
}
async function makeRun(page) {
  await page.getByRole('button', { name: 'New run' }).click();
  await page.getByRole('button', { name: 'Preview' }).click();
  await page
    .getByTestId('run-outcome')
    .getByText(/change/)
    .waitFor({ timeout: 60_000 });
  await page.evaluate(() => document.getElementById('runs-heading').scrollIntoView());
}
async function openMenu(page) {
  await page.locator('tiq-user-menu button[aria-haspopup]:visible').first().click();
}
async function editText(page) {
  await page.getByRole('button', { name: 'Edit title and description' }).click();
}
async function collide(page) {
  await page.route('**/api/tickets/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    const current = {
      ...shown,
      version: shown.version + 1,
      tags: ['fire'],
      title: 'What somebody else wrote',
    };
    await route.fulfill({ status: 412, json: { title: 'Stale', status: 412, detail: '', current } });
  });
  await editText(page);
  await page.fill('#text-title', 'What I wrote');
  await page.getByRole('button', { name: 'Save text' }).click();
  await page.waitForSelector('dialog[open]');
}
async function makeToken(page) {
  await page.fill('#token-name', `Nightly report ${Date.now() % 1000}`);
  await page.getByRole('button', { name: 'Create token' }).click();
  await page.waitForSelector('[data-testid=secret]');
}
async function openUserForm(page) {
  await page.getByRole('button', { name: 'New user' }).click();
}
async function signInWrongly(page) {
  await page.fill('#email', 'ada@example.org');
  await page.fill('#password', 'not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').getByText('Incorrect').waitFor();
}

async function signIn(who) {
  const context = await request.newContext({ baseURL: base });
  const { email, password } = who;
  const answer = await context.post('/api/auth/login', { data: { email, password } });
  if (!answer.ok()) throw new Error(`Signing in as ${email}: ${answer.status()}`);
  const { access_token: token } = await answer.json();
  const state = await context.storageState();
  await context.dispose();
  return { token, state };
}
async function call(path, body, as = token) {
  const answer = await fetch(base + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
}
