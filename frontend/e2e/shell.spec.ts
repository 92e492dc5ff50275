import { expect, inboxRow, test } from './fixtures.ts';

test('command palette finds commands by name and tickets by number or text', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'The coffee machine leaks',
    category: 'general',
    priority: 'low',
  });
  await page.goto('/inbox');
  await expect(page.locator(`[data-ticket="${id}"]`)).toBeVisible();

  const palette = page.getByRole('dialog', { name: 'Commands' });
  const box = palette.getByRole('combobox');
  await page.keyboard.press('Control+k');
  await expect(box).toBeFocused();
  await page.keyboard.type('dash');
  await expect(palette.getByRole('option', { selected: true })).toContainText('Dashboard');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(palette).toHaveCount(0);

  await page.keyboard.press('Control+k');
  await page.keyboard.type('coffee leaks');
  await expect(palette.getByRole('option', { name: `#${id} The coffee machine leaks` })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));

  // Also from a text field. Commands of the page are listed with their shortcut.
  await page.getByRole('textbox', { name: 'Public reply' }).focus();
  await page.keyboard.press('Control+k');
  await expect(palette.getByRole('option', { name: 'Assign to me' })).toContainText('a');
  await page.keyboard.type('nothing is called like this');
  await expect(palette.getByRole('option')).toHaveText([/Search the inbox for/]);
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
  await expect(page.getByRole('textbox', { name: 'Public reply' })).toBeFocused();

  await page.goto('/board');
  await expect(page.getByRole('heading', { name: 'Board' })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(`#${id}`);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'The coffee machine leaks' })).toBeVisible();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('theme dark');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test('key sequence opens a page and is listed in the shortcut help', async ({ page }) => {
  await page.goto('/inbox');
  await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('b');
  await expect(page).toHaveURL(/\/board$/);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(keys).toContainText('Go to Dashboard');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('i');
  await expect(page).toHaveURL(/\/inbox(\?|$)/);
});

test('pages opened offline report the reason, and lists reload after reconnecting', async ({
  page,
  context,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to (load|fetch)/);
  const { id } = await service.createTicket({ title: 'Seen again', category: 'general', priority: 'low' });
  await page.goto('/inbox');
  await expect(inboxRow(page, id)).toBeVisible();
  const state = page.locator('tiq-connection-status:visible');
  await expect(state).toHaveText('Live');

  await context.setOffline(true);
  const banner = page.getByTestId('connection-lost');
  await expect(banner).toHaveText('You’re offline. Your drafts are saved.');
  await expect(state).toHaveText('Offline');
  const [bannerBox, headerBox] = [await banner.boundingBox(), await page.locator('main').boundingBox()];
  expect(headerBox!.y).toBeGreaterThanOrEqual(bannerBox!.y + bannerBox!.height);
  expect(await page.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(
    0,
  );

  await page.keyboard.press('g');
  await page.keyboard.press('b');
  const toast = page.getByTestId('toast').filter({ hasText: 'The page' });
  await expect(toast).toContainText('Couldn’t load the page');
  await expect(toast).toContainText('You’re offline. Open the page again when you’re back online.');
  await expect(toast).not.toContainText(/module|chunk|http/);

  await page.getByRole('searchbox').first().fill('Seen again');
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await expect(inboxRow(page, id)).toHaveCount(0);
  await context.setOffline(false);
  await expect(banner).toHaveCount(0);
  await expect(inboxRow(page, id)).toBeVisible();
  await expect(state).toHaveText('Live');
  await page.getByRole('link', { name: 'Board' }).first().click();
  await expect(page).toHaveURL(/\/board/);
  await expect(page.getByRole('heading', { name: 'Board', level: 1 })).toBeVisible();
});

test('lost connection and reconnection are reported; failed actions can be retried', async ({
  page,
  context,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to (load|fetch)/);
  const { id } = await service.createTicket({
    title: 'Written in a tunnel',
    category: 'general',
    priority: 'low',
  });
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('status').filter({ hasText: 'Live' }).first()).toBeVisible();
  const box = page.getByRole('textbox', { name: 'Public reply' });
  await box.fill('We are on our way');

  await context.setOffline(true);
  await expect(page.getByTestId('connection-lost')).toBeVisible();
  await page.getByRole('button', { name: 'Start progress' }).click();
  const failed = page.getByTestId('toast').filter({ hasText: `Couldn’t update #${id}` });
  await expect(failed).toContainText('Try again');
  // The failed change is not shown.
  await expect(page.getByRole('button', { name: 'Start progress' })).toBeVisible();

  await context.setOffline(false);
  await expect(page.getByTestId('connection-lost')).toHaveCount(0);
  await failed.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('in_progress');
  await expect(box).toHaveValue('We are on our way');

  // The stream resumes: changes of other agents arrive again.
  await service.updateTicket(id, { priority: 'critical' });
  await expect(page.getByLabel('Priority')).toHaveValue('critical');
});

test('command palette lists settings, ticket values and recent tickets', async ({ page, service }) => {
  const quentin = await service.createUser('agent', 'Quentin Palette');
  const { id } = await service.createTicket({
    title: 'The blind is stuck',
    category: 'general',
    priority: 'low',
  });
  await page.goto(`/tickets/${id}`);
  await expect(page.getByRole('heading', { level: 1, name: 'The blind is stuck' })).toBeVisible();
  const palette = page.getByRole('dialog', { name: 'Commands' });
  const first = palette.getByRole('option', { selected: true });
  const run = async (words: string, name: string) => {
    await page.keyboard.press('Control+k');
    await expect(palette.getByRole('combobox')).toBeFocused();
    await page.keyboard.type(words);
    await expect(first).toContainText(name);
    await page.keyboard.press('Enter');
    await expect(palette).toHaveCount(0);
  };
  await run('assign to quentin', `Assign #${id} to Quentin Palette`);
  await expect.poll(async () => (await service.getTicket(id)).assignee?.id).toBe(quentin.id);
  await run('status resolved', `Set status of #${id}: Resolved`);
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('resolved');
  await run('users', 'Settings: Users');
  await expect(page).toHaveURL(/\/settings\/users$/);
  await run('', `#${id} The blind is stuck`);
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));
});
