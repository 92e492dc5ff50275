import { expect, test } from './fixtures.ts';

test('requester creates a ticket, sees only their own, reads the reply and reopens it', async ({
  service,
  openPageAs,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 404/);
  const rita = await service.createUser('requester', 'Rita Requester');
  const others = await service.createTicket({
    title: 'Somebody else’s ticket',
    category: 'general',
    priority: 'low',
  });
  const page = await openPageAs(rita);
  await page.goto('/');
  await expect(page).toHaveURL(/\/my-tickets$/);
  await expect(page.getByRole('heading', { name: 'No requests yet' })).toBeVisible();
  await expect(
    page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Board' }),
  ).toHaveCount(0);

  await page.getByRole('link', { name: 'New request' }).first().click();
  await expect(page.getByLabel('Priority')).toHaveCount(0);
  await page.getByRole('button', { name: 'Submit request' }).click();
  await expect(page.getByText('Add a title.')).toBeVisible();
  await page.getByLabel('Title').fill('My screen stays black');
  await page.getByLabel('Description').fill('Since this morning.\nI have restarted it twice.');
  await page.getByRole('button', { name: 'Submit request' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'My screen stays black' })).toBeVisible();
  const id = Number(page.url().split('/').pop());
  expect((await service.getTicket(id)).requester?.email).toBe(rita.email);

  await expect(page.getByTestId('status-words')).toHaveText(
    'We’ve received your request and will get back to you.',
  );
  for (const agents of [
    page.getByTestId('suggestion-card'),
    page.getByRole('button', { name: 'Internal note' }),
    page.getByLabel('Assignee'),
    page.getByRole('button', { name: 'Delete' }),
  ]) {
    await expect(agents).toHaveCount(0);
  }

  await service.addMessage(id, 'Is it plugged in?');
  await service.addMessage(id, 'Not the first time that she forgot.', 'internal');
  await expect(page.locator('[data-visibility=public]')).toContainText('Is it plugged in?');
  await expect(page.getByText('Not the first time')).toHaveCount(0);
  await page.getByRole('textbox', { name: 'Your reply' }).fill('It is.');
  await page.getByRole('button', { name: 'Send reply' }).click();
  await expect(page.locator('[data-visibility=public]').last()).toContainText('It is.');

  await service.updateTicket(id, { status: 'resolved' });
  await expect(page.getByTestId('status-words')).toContainText('We’ve marked this as solved.');
  await page.getByRole('button', { name: 'Reopen' }).click();
  await expect(page.getByTestId('status-words')).toContainText('We’ve received your request');
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('open');

  await page.getByRole('link', { name: 'My requests' }).first().click();
  await expect(page.locator('[data-ticket]')).toHaveCount(1);
  await page.getByLabel('Status').selectOption('closed');
  await expect(page.getByRole('heading', { name: 'No requests found' })).toBeVisible();
  await page.getByRole('button', { name: 'Show all requests' }).click();
  await page.getByLabel('Search requests').fill('screen');
  await expect(page).toHaveURL(/search=screen/);
  await expect(page.locator('[data-ticket]')).toHaveCount(1);

  await page.goto(`/tickets/${others.id}`);
  await expect(page.getByRole('heading', { name: 'Request not found' })).toBeVisible();
  await page.goto('/dashboard');
  await expect(page.getByRole('heading', { name: 'You don’t have access to this page' })).toBeVisible();
  await page.goto('/settings/users');
  await expect(page.getByRole('heading', { name: 'You don’t have access to this page' })).toBeVisible();
});

test('requester reply reopens a resolved ticket, which is unread until opened', async ({
  page,
  context,
  service,
}) => {
  const rita = await service.createUser('requester', 'Rita Replies');
  for (const { id } of await service.listTickets('unread=true')) await service.markRead(id);
  const { id } = await service.createTicket({
    title: 'Printer is offline',
    category: 'general',
    // At the top of its column, independent of other tests.
    priority: 'critical',
    requester: { email: rita.email },
  });
  await service.updateTicket(id, { status: 'resolved' });
  await page.goto('/inbox?all=true');
  const board = await context.newPage();
  await board.goto('/board');
  const row = page.locator(`[data-ticket="${id}"]`);
  await expect(row).toContainText('Resolved');
  await expect(page.getByTestId('unread')).toHaveCount(0);
  await service.as(rita).addMessage(id, 'It is NOT solved');

  await expect(row).toContainText('Open');
  await expect(row.getByText('Customer replied')).toBeVisible();
  await expect(row.getByText('Unread', { exact: true })).toBeAttached();
  await expect(page.getByTestId('unread')).toContainText('1');
  await expect(page).toHaveTitle('(1) Inbox · TicketIQ');
  await expect(board).toHaveTitle('(1) Board · TicketIQ');
  await page.getByRole('button', { name: 'Unread' }).click();
  await expect(page).toHaveURL(/unread=true/);
  await expect(row).toBeVisible();
  await page.locator('#inbox-sort').selectOption({ label: 'Customer replied first' });
  await expect(page).toHaveURL(/unread=true&sort=-customer_replied_at/);
  await board.reload();
  await expect(board.locator(`[data-card="${id}"]`).getByText('Customer replied')).toBeVisible();

  await row.getByRole('link').click();
  await expect(page.getByText('changed status from Resolved to Open')).toBeVisible();
  await expect(page).toHaveTitle(/^#/);
  await expect(board).toHaveTitle('Board · TicketIQ');
  await expect(board.locator(`[data-card="${id}"]`).getByText('Unread', { exact: true })).toHaveCount(0);
  await expect(board.locator(`[data-card="${id}"]`).getByText('Customer replied')).toBeVisible();
  // Stays unread while it is open.
  await page.keyboard.press('u');
  await expect(board).toHaveTitle('(1) Board · TicketIQ');
  await expect(page.getByText('Unread', { exact: true })).toBeAttached();
  await service.addMessage(id, 'Then we look again.');
  await expect(board.locator(`[data-card="${id}"]`).getByText('Customer replied')).toHaveCount(0);
});

test('no page of a requester is wider than a phone', async ({ service, openPageAs }) => {
  const rita = await service.createUser('requester', 'Rita Narrow');
  const { id } = await service
    .as(rita)
    .createTicket({ title: 'W'.repeat(180), description: 'M'.repeat(500) });
  const page = await openPageAs(rita);
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of [
    '/my-tickets',
    '/tickets/new',
    `/tickets/${id}`,
    '/settings/profile',
    '/settings/tokens',
  ]) {
    await page.goto(path);
    await expect(page.locator('main h1')).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
  }
});
