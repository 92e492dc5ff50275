import type { BrowserContext, Page, Request } from '@playwright/test';
import { expect, signedOutState, inboxRow, test } from './fixtures.ts';

const settled = { category: 'general', priority: 'low' };
const live = (page: Page) => page.getByRole('status').filter({ hasText: 'Live' }).first();

/** Returns the number of open event streams of all tabs. */
function streamsOf(context: BrowserContext): () => number {
  const open = new Set<Request>();
  const isStream = (url: string) => new URL(url).pathname === '/api/events';
  context.on('request', (request) => isStream(request.url()) && open.add(request));
  const ended = (request: Request) => open.delete(request);
  context.on('requestfinished', ended);
  context.on('requestfailed', ended);
  return () => [...open].filter((each) => !each.frame().page().isClosed()).length;
}

test('eight tabs share one stream, stay responsive, and receive all events', async ({
  page,
  context,
  service,
}) => {
  const streams = streamsOf(context);
  const { id } = await service.createTicket({ title: 'Watched by many', ...settled });
  const tabs = [page];
  await page.goto(`/tickets/${id}`);
  await expect(live(page)).toBeVisible();
  while (tabs.length < 8) {
    const tab = await context.newPage();
    tabs.push(tab);
    await tab.goto(`/tickets/${id}`);
    await expect(live(tab)).toBeVisible();
  }
  expect(streams()).toBe(1);
  for (const tab of tabs) {
    const status = await tab.evaluate(async () => {
      const late = new Promise<number>((resolve) => setTimeout(() => resolve(0), 5_000));
      return Promise.race([fetch('/api/auth/me').then(({ status }) => status), late]);
    });
    expect(status).toBe(200);
  }
  await service.updateTicket(id, { priority: 'high' });
  for (const tab of tabs) await expect(tab.getByLabel('Priority')).toHaveValue('high');

  // The leading tab closes: another resumes after the last event.
  await tabs.shift()!.close();
  await service.updateTicket(id, { priority: 'medium' });
  for (const tab of tabs) await expect(tab.getByLabel('Priority')).toHaveValue('medium', { timeout: 5_000 });
  await expect.poll(streams).toBe(1);
});

test('another tab takes over within seconds when the leading tab crashes', async ({ context, service }) => {
  const { id } = await service.createTicket({ title: 'Crash course', ...settled });
  const leader = await context.newPage();
  await leader.goto(`/tickets/${id}`);
  await expect(live(leader)).toBeVisible();
  const others = [await context.newPage(), await context.newPage()];
  for (const tab of others) {
    await tab.goto(`/tickets/${id}`);
    await expect(live(tab)).toBeVisible();
  }
  const crashed = leader.waitForEvent('crash');
  leader.goto('chrome://crash').catch(() => undefined);
  await crashed;
  await service.updateTicket(id, { priority: 'critical' });
  for (const tab of others)
    await expect(tab.getByLabel('Priority')).toHaveValue('critical', { timeout: 10_000 });
});

test('tab never acts as another user who signs in in a second tab', async ({
  browser,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 401/);
  const [ana, ben] = [
    await service.createUser('agent', 'Ana Alone'),
    await service.createUser('agent', 'Ben Beside'),
  ];
  const { id } = await service.createTicket({ title: 'Whose reply', ...settled });
  const context = await browser.newContext({ baseURL: service.url, storageState: signedOutState });
  pageErrors.listenTo(context);
  const signIn = async (page: Page, person: typeof ana) => {
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password', { exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
  };
  const anas = await context.newPage();
  await anas.goto(`/tickets/${id}`);
  await signIn(anas, ana);
  const box = anas.getByRole('textbox', { name: 'Public reply' });
  await expect(box).toBeVisible();
  const filing = await context.newPage();
  await filing.goto('/tickets/new');
  await filing.getByLabel('Title').fill('Begun by Ana');

  const other = await context.newPage();
  await other.goto('/inbox');
  await expect(inboxRow(other, id)).toBeVisible();
  await other.getByRole('button', { name: /^Your account/ }).click();
  // Typed last, and signed out before it is saved.
  await box.fill('This is Ana');
  await other.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(other).toHaveURL(/\/sign-in$/);
  // Ana's data is no longer visible, without any interaction.
  await expect(anas.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(anas.getByText('Whose reply')).toHaveCount(0);
  for (const tab of [anas, filing, other]) {
    await expect(tab.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    const stored = await tab.evaluate(() => JSON.stringify([sessionStorage, localStorage]));
    expect(stored).not.toMatch(/This is Ana|Begun by Ana|Whose reply/);
  }

  await signIn(other, ben);
  await expect(inboxRow(other, id)).toBeVisible();
  await expect(anas.getByRole('button', { name: /Ben Beside/ })).toBeVisible();
  await anas.goto(`/tickets/${id}`);
  await expect(box).toHaveValue('');
  await box.fill('This is Ben');
  await anas.keyboard.press('Control+Enter');
  await expect(anas.locator('[data-visibility=public]')).toContainText('Ben Beside');

  await other.getByRole('button', { name: /^Your account/ }).click();
  await other.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(other.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await signIn(other, ana);
  await expect(inboxRow(other, id)).toBeVisible();
  await other.goto(`/tickets/${id}`);
  await expect(other.getByRole('textbox', { name: 'Public reply' })).toHaveValue('This is Ana');
  await filing.goto('/tickets/new');
  await expect(filing.getByLabel('Title')).toHaveValue('Begun by Ana');
  await context.close();
});

test('pending work of a tab is not executed as a user who signs in by other means', async ({
  browser,
  playwright,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 40[13]/);
  const [ana, ben] = [
    await service.createUser('agent', 'Ana Again'),
    await service.createUser('agent', 'Ben Behind'),
  ];
  const { id } = await service.createTicket({ title: 'Not by Ben', ...settled });
  const stateOf = async ({ email, password }: typeof ana) => {
    const request = await playwright.request.newContext({ baseURL: service.url });
    await request.post('/api/auth/login', { data: { email, password } });
    const state = await request.storageState();
    await request.dispose();
    return state;
  };
  const context = await browser.newContext({ baseURL: service.url, storageState: await stateOf(ana) });
  pageErrors.listenTo(context);
  const page = await context.newPage();
  await page.goto(`/tickets/${id}`);
  const box = page.getByRole('textbox', { name: 'Public reply' });
  await box.fill('Written by Ana');
  const { cookies } = await stateOf(ben);
  await context.addCookies(cookies);
  await page.keyboard.press('Control+Enter').catch(() => undefined);
  await expect(page.getByRole('button', { name: /Ben Behind/ })).toBeVisible();
  expect(await service.listMessages(id)).toEqual([]);
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Not by Ben');
  await expect(page.getByTestId('outgoing')).toHaveCount(0);

  // Ana's draft is stored for her.
  await context.addCookies((await stateOf(ana)).cookies);
  await expect(page.getByRole('button', { name: /Ana Again/ })).toBeVisible();
  await page.goto(`/tickets/${id}`);
  const kept = async () =>
    [...(await page.getByTestId('outgoing').allTextContents()), await box.inputValue()].join(' ');
  await expect.poll(kept).toContain('Written by Ana');
  await context.close();
});

test('ended session hides the page behind the dialog', async ({ page, context, service, pageErrors }) => {
  pageErrors.expected.push(/status of 40[13]/);
  const { id } = await service.createTicket({ title: 'Not for passers-by', ...settled });
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await context.clearCookies({ name: /^ticketiq_/ });
  await page.keyboard.press('1');
  const dialog = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(dialog).toBeVisible();
  const backdrop = await dialog.evaluate((each) => getComputedStyle(each, '::backdrop').backgroundColor);
  expect(backdrop).toMatch(/^rgb\(/);
});

test('restored ticket reappears on a page that has it open', async ({ page, service, openPageAs }) => {
  const rita = await service.createUser('requester', 'Rita Restored');
  const { id } = await service.as(rita).createTicket({ title: 'Gone and back' });
  // Otherwise the page would request the deleted ticket on the suggestion event.
  await service.waitUntilTriaged(id);
  const ritas = await openPageAs(rita);
  await ritas.goto(`/tickets/${id}`);
  await page.goto(`/tickets/${id}`);
  for (const each of [page, ritas]) await expect(live(each)).toBeVisible();
  for (let round = 0; round < 2; round++) {
    await service.deleteTicket(id);
    for (const each of [page, ritas])
      await expect(each.getByRole('heading', { name: /^This (ticket|request) was deleted$/ })).toBeVisible();
    await service.restoreTicket(id);
    for (const each of [page, ritas])
      await expect(each.getByRole('heading', { level: 1 })).toContainText('Gone');
  }
});

test('files are downloaded after the access cookie has expired', async ({
  page,
  context,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 401/);
  await service.createTicket({ title: 'To be exported', tags: ['export'], ...settled });
  await page.goto('/inbox?tag=export');
  await expect(page.locator('[data-ticket]')).toHaveCount(1);
  await context.clearCookies({ name: 'ticketiq_access' });
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'CSV' }).click();
  const file = await (await download).createReadStream();
  let text = '';
  for await (const chunk of file) text += String(chunk);
  expect(text).toContain('To be exported');
});

test('signed-in user is redirected from the sign-in page and does not return to it', async ({ page }) => {
  await page.goto('/sign-in?return=%2Fboard');
  await expect(page).toHaveURL(/\/board$/);
  await page.goto('/sign-in');
  await expect(page).toHaveURL(/\/inbox$/);
});
