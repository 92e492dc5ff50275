import type { Page } from '@playwright/test';
import { boardCard, expect, inboxRow, test } from './fixtures.ts';

const settled = { category: 'general', priority: 'low' };
/** Hints of single keys: titles such as "Reply (r)" or "Inbox (g i)", keys beside actions, and `aria-keyshortcuts`. */
const keyHints = (page: Page) =>
  page.evaluate(() => {
    const isKey = (text: string) => /^[!-~]( [!-~])?$/.test(text.trim());
    const keysOf = (title: string) =>
      (/\(([^)]*)\)$/.exec(title)?.[1] ?? title).split(/, | or |[(]/).filter(isKey);
    return [
      ...[...document.querySelectorAll('kbd')]
        .filter((key) => key.previousElementSibling?.textContent !== 'Ctrl')
        .map((key) => key.textContent)
        .filter(isKey),
      ...[...document.querySelectorAll<HTMLElement>('[title]')].flatMap(({ title }) => keysOf(title)),
      ...[...document.querySelectorAll('[aria-keyshortcuts]')].map((control) => control.outerHTML),
    ];
  });
const toast = (page: Page, text: string) => page.getByTestId('toast').filter({ hasText: text });

test('change by shortcut is announced and undone with z', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'We were hacked',
    category: 'technical',
    priority: 'critical',
  });
  const me = await service.me();
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('3');
  await expect(toast(page, 'Priority: Medium')).toContainText(`#${id} We were hacked`);
  await page.keyboard.press('z');
  await expect(toast(page, 'Undone')).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('critical');
  await expect(page.getByLabel('Priority')).toHaveValue('critical');

  await page.keyboard.press('a');
  await expect(toast(page, `Assigned to ${me.name}`)).toBeVisible();
  await page.getByRole('button', { name: 'Start progress' }).click();
  await expect(toast(page, 'Status: In progress')).toBeVisible();
  // Also from another page, and immediately after the key press.
  await page.goto('/inbox');
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('2');
  await page.keyboard.press('z');
  await expect(toast(page, 'Undone')).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('critical');
  await expect(page.locator('[aria-live=polite] [data-testid=toast]').first()).toBeVisible();
});

test('z reverts a decision completely, and skips key presses that changed nothing', async ({
  page,
  service,
}) => {
  const { id } = await service.createTicket({ title: 'I cannot sign in, my password is refused' });
  const { category, priority, triage } = await service.waitUntilTriaged(id);
  const other = priority === 'low' ? '1' : '4';
  const decide = async (key: string, state: string, word: string) => {
    await page.keyboard.press(key);
    await expect.poll(async () => (await service.getTicket(id)).triage.state).toBe(state);
    await expect(toast(page, word)).toBeVisible();
  };
  const takeBack = async () => {
    await page.keyboard.press('z');
    await expect.poll(async () => (await service.getTicket(id)).triage.state).toBe('suggested');
    expect(await service.getTicket(id)).toMatchObject({ category, priority, triage });
  };
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await decide('e', 'accepted', 'Suggestion accepted');
  await takeBack();
  await expect(page.getByRole('button', { name: 'Accept' })).toBeVisible();
  await decide(other, 'overridden', 'Priority:');
  await page.keyboard.press(other);
  await expect(toast(page, 'No change')).toBeVisible();
  await takeBack();

  await page.goto('/inbox?triage_state=suggested');
  await inboxRow(page, id).getByRole('link').focus();
  await decide('e', 'accepted', 'Suggestion accepted');
  await takeBack();
});

test('starting an unassigned ticket assigns it, and both are undone together', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'The gate is stuck',
    category: 'general',
    priority: 'high',
  });
  const me = await service.me();
  const now = async () => {
    const { status, assignee } = await service.getTicket(id);
    return [status, assignee?.id ?? null];
  };
  await page.goto(`/tickets/${id}`);
  await page.getByRole('button', { name: 'Start progress' }).click();
  await expect.poll(now).toEqual(['in_progress', me.id]);
  await expect(page.locator('.btn-primary', { hasText: 'Resolve' })).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(now).toEqual(['open', null]);
});

test('change on the ticket page is undone in the inbox, via an intermediate status', async ({
  page,
  service,
}) => {
  const { id } = await service.createTicket({ title: 'To and fro', tags: ['keys'], ...settled });
  await service.updateTicket(id, { status: 'in_progress' });
  await page.goto(`/tickets/${id}`);
  await page.getByRole('button', { name: 'Resolve', exact: true }).click();
  await expect(toast(page, 'Status: Resolved')).toBeVisible();
  await page.getByRole('link', { name: 'Inbox' }).first().click();
  await page.getByRole('link', { name: 'All', exact: true }).click();
  await expect(inboxRow(page, id)).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('in_progress');
});

test('triage decision is announced, and z returns to the ticket', async ({ page, service }) => {
  const { id, title } = await service.createTicket({ title: 'I cannot sign in, my password is refused' });
  await service.waitUntilTriaged(id);
  await page.goto('/triage');
  const shown = page.locator(`[data-triage="${id}"]`);
  await expect(shown).toBeVisible();
  await page.keyboard.press('4');
  await expect(toast(page, 'Low')).toContainText(title);
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('low');
  await page.keyboard.press('z');
  await expect(shown).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).priority).not.toBe('low');
});

test('board move is undone on the board and on other pages', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'Wandering card',
    category: 'general',
    priority: 'critical',
  });
  await page.goto('/board');
  const move = async () => {
    await boardCard(page, id, 'open').getByRole('link').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await expect(toast(page, `#${id} moved to In progress`)).toBeVisible();
  };
  await move();
  await page.keyboard.press('z');
  await expect(boardCard(page, id, 'open')).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('open');
  await move();
  await page.getByRole('link', { name: 'Inbox' }).first().click();
  await expect(inboxRow(page, id)).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('open');
});

test('single-key shortcuts can be disabled per user and browser', async ({ page, service, openPageAs }) => {
  const { id } = await service.createTicket({ title: 'Spoken to', ...settled });
  await service.createTicket({ title: 'Printer on fire', description: 'It burns since this morning.' });
  const ben = await service.createUser('agent', 'Ben Aloud');
  const bens = await openPageAs(ben);
  await bens.goto(`/tickets/${id}`);
  await expect(bens.getByRole('heading', { level: 1 })).toBeVisible();
  const shown = await keyHints(bens);
  expect(shown).toEqual(expect.arrayContaining(['c', 'g i', 'r', 'n', 'a', 'u', '?']));
  await bens.goto('/settings/profile');
  await bens.getByLabel('Single-key shortcuts').uncheck();
  await bens.goto(`/tickets/${id}`);
  await expect(bens.getByRole('heading', { level: 1 })).toBeVisible();
  for (const key of ['1', 'a', 'e', 't', 'r', 'n', ';', '?', 'c', 'g', 'b']) await bens.keyboard.press(key);
  await expect(bens).toHaveURL(new RegExp(`/tickets/${id}$`));
  await expect(bens.locator('dialog[open], .cdk-overlay-pane, form[aria-label="Edit text"]')).toHaveCount(0);
  expect(await keyHints(bens)).toEqual([]);
  await bens.goto('/triage');
  await expect(bens.getByRole('heading', { name: 'Triage', level: 1 })).toBeVisible();
  expect(await keyHints(bens)).toEqual([]);
  await bens.keyboard.press('Space');
  await bens.keyboard.press('Shift+1');
  const { priority, assignee } = await service.getTicket(id);
  expect({ priority, assignee }).toEqual({ priority: 'low', assignee: null });
  await bens.keyboard.press('Control+k');
  await expect(bens.getByRole('dialog', { name: 'Commands' })).toBeVisible();
  expect(await keyHints(bens)).toEqual([]);
  await bens.keyboard.press('Escape');
  await bens.evaluate(() => localStorage.setItem('ticketiq.inbox.preview', 'on'));
  for (const path of ['/inbox', '/board', '/settings/profile']) {
    await bens.goto(path);
    await expect(bens.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await keyHints(bens)).toEqual([]);
  }

  // Another user of the same browser has shortcuts.
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('1');
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('critical');

  await bens.goto('/settings/profile');
  await bens.getByLabel('Single-key shortcuts').check();
  await bens.goto(`/tickets/${id}`);
  await expect(bens.getByRole('heading', { level: 1 })).toBeVisible();
  await bens.keyboard.press('a');
  await expect.poll(async () => (await service.getTicket(id)).assignee?.id).toBe(ben.id);
});

test('shortcut help opens and closes at every width', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Under the list', ...settled });
  for (const width of [720, 390, 1024]) {
    await page.setViewportSize({ width, height: 450 });
    await page.goto('/inbox');
    await expect(inboxRow(page, id)).toBeVisible();
    await page.keyboard.press('?');
    const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(keys).toBeVisible();
    await keys.getByRole('button', { name: 'Close' }).click();
    await inboxRow(page, id).getByRole('link').click();
    await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));
  }
});

test('with the preview shown, Enter opens and a click previews', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Seen beside the list', tags: ['beside'], ...settled });
  await page.goto('/inbox?tag=beside');
  await expect(inboxRow(page, id)).toBeVisible();
  await page.keyboard.press('p');
  await expect(page.getByTestId('preview')).toBeVisible();
  await inboxRow(page, id).getByRole('link', { name: 'Seen beside the list' }).click();
  await expect(page.getByTestId('preview-description')).toContainText('Seen beside the list');
  await expect(page).toHaveURL(/\/inbox/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));
  await page.goBack();
  await page.keyboard.press('p');
});

test('key that ends a composition does not select, add or send', async ({ page, service }) => {
  const reply = await service.createCannedReply({ title: 'First of all', body: 'Not this' });
  const { id } = await service.createTicket({ title: 'In Japanese', tags: ['ime'], ...settled });
  await page.goto(`/tickets/${id}`);
  const composing = (selector: string, more: { ctrlKey?: boolean } = {}) =>
    page.locator(selector).evaluate((box, more) => {
      for (const how of [{ isComposing: true }, { keyCode: 229 }])
        box.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...how, ...more }),
        );
    }, more);

  await page.getByRole('textbox', { name: 'Public reply' }).fill('にほん');
  await composing('tiq-message-composer textarea', { ctrlKey: true });
  await page.getByRole('button', { name: 'Canned replies' }).click();
  await expect(page.getByRole('option', { name: /First of all/ })).toBeVisible();
  await composing('[data-testid=canned-replies] input');
  await expect(page.getByTestId('canned-replies')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByLabel('Assignee').click();
  await composing('#ticket-assignee');
  await page.getByLabel('Add a tag').fill('にほん');
  await composing('[aria-label="Add a tag"]');
  await expect(page.getByRole('textbox', { name: 'Public reply' })).toHaveValue('にほん');
  await expect(page.getByLabel('Add a tag')).toHaveValue('にほん');
  await page.getByLabel('Add a tag').fill('');
  expect(await service.listMessages(id)).toEqual([]);
  expect((await service.getTicket(id)).assignee).toBeNull();
  await service.deleteCannedReply(reply);

  await page.goto('/inbox');
  await page.getByLabel('Filter by tag').fill('ime');
  await composing('[aria-label="Filter by tag"]');
  expect(page.url()).not.toContain('tag=');
  await page.goto('/tickets/new');
  await page.getByLabel('Title').fill('Half');
  await page.getByLabel('Description').fill('written');
  await composing('#new-title', { ctrlKey: true });
  await expect(page).toHaveURL(/\/tickets\/new$/);
  await page.getByLabel('Title').fill('');
  await page.getByLabel('Description').fill('');
});

test('shortcut without effect shows the reason', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Manual', tags: ['idle-keys'], ...settled });
  await page.setViewportSize({ width: 1024, height: 768 });
  await page.goto('/inbox?tag=idle-keys');
  await expect(inboxRow(page, id)).toBeVisible();
  await page.keyboard.press('p');
  await expect(toast(page, 'Window too narrow for the preview')).toContainText('1280 pixels');
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  await expect(toast(page, `#${id} has no suggestion to accept`)).toBeVisible();
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('e');
  await expect(toast(page, `#${id} has no suggestion to accept`)).toBeVisible();
  await page.keyboard.press('j');
  await expect(toast(page, 'No more tickets in this direction')).toBeVisible();
});

test('current settings page is visible in the navigation on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/settings/users');
  const tab = page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name: 'Users' });
  await expect(tab).toBeInViewport({ ratio: 0.9 });
});
