import { expect, inboxRow, test } from './fixtures.ts';

test('two agents on one ticket see each other, and who is editing', async ({ page, service, openPageAs }) => {
  const ben = await service.createUser('agent', 'Ben Beside');
  const { id } = await service.createTicket({
    title: 'Both look at it',
    category: 'general',
    priority: 'low',
  });
  const bens = await openPageAs(ben);
  await page.goto(`/tickets/${id}`);
  await bens.goto(`/tickets/${id}`);
  await expect(page.getByTestId('viewers')).toContainText('Ben Beside is also viewing.');
  await expect(bens.getByTestId('viewers')).toContainText(`${(await service.me()).name} is also viewing.`);
  await bens.keyboard.press('t');
  await expect(bens.getByLabel('Title')).toBeFocused();
  await expect(page.getByTestId('viewers')).toContainText('Ben Beside is editing.');
  await bens.getByRole('link', { name: 'Inbox' }).first().click();
  await expect(page.getByTestId('viewers')).toHaveText('');
});

test('replying is shown to others until the composer is empty', async ({ page, service, openPageAs }) => {
  const ben = await service.createUser('agent', 'Ben Writing');
  const { id } = await service.createTicket({
    title: 'Both answer it',
    category: 'general',
    priority: 'low',
  });
  const bens = await openPageAs(ben);
  await page.goto(`/tickets/${id}`);
  await bens.goto(`/tickets/${id}`);
  const box = bens.getByTestId('composer').getByRole('textbox');
  await box.fill('Dear Ada,');
  await expect(page.getByTestId('viewers')).toHaveText(/Ben Writing is replying…/);
  await box.fill('');
  await expect(page.getByTestId('viewers')).toContainText('Ben Writing is also viewing.');
});

test('events before the stream is open are shown once it is', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Heard late', category: 'general', priority: 'low' });
  let open!: () => void;
  const later = new Promise<void>((resolve) => (open = resolve));
  await page.route('**/api/events', async (route) => {
    await later;
    await route.continue();
  });
  const conversation = [/\/messages/, /\/history/].map((path) => page.waitForResponse(path));
  await page.goto(`/tickets/${id}`);
  await Promise.all(conversation);
  await service.addMessage(id, 'It is fixed.');
  await expect(page.getByText('It is fixed.')).toHaveCount(0);
  open();
  await expect(page.getByText('It is fixed.')).toBeVisible();
});

test('reply after a new message of another agent requires a confirmation', async ({ page, service }) => {
  const ben = await service.createUser('agent', 'Ben Quick');
  const { id } = await service.createTicket({
    title: 'Answered twice',
    category: 'general',
    priority: 'low',
  });
  const bens = service.as(ben);
  const sent = async () => (await service.listMessages(id)).map(({ body }) => body);
  const conversation = [/\/messages/, /\/history/].map((path) => page.waitForResponse(path));
  await page.goto(`/tickets/${id}`);
  await Promise.all(conversation);
  await expect(page.getByRole('status').filter({ hasText: 'Live' }).first()).toBeVisible();
  const box = page.getByTestId('composer').getByRole('textbox');
  const question = page.getByTestId('crossing');
  await box.fill('Try to turn it off and on.');
  await bens.addMessage(id, 'A note of Ben', 'internal');
  await bens.addMessage(id, 'It is fixed.');
  await expect(page.getByText('It is fixed.')).toBeVisible();
  // A restored draft also counts as started earlier.
  await page.reload();
  await expect(box).toHaveValue('Try to turn it off and on.');
  await expect(page.getByText('It is fixed.')).toBeVisible();
  await box.press('Control+Enter');
  await expect(question).toContainText(/Ben Quick replied (\d+s|1m) ago\. Send anyway\?/);
  await expect(question.getByRole('button', { name: 'Keep writing' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('Try to turn it off and on.');
  expect(await sent()).toEqual(['A note of Ben', 'It is fixed.']);

  // Asks again for the next message.
  await bens.addMessage(id, 'Tell us if not.');
  await expect(page.getByText('Tell us if not.')).toBeVisible();
  await box.press('Control+Enter');
  await question.getByRole('button', { name: 'Send anyway' }).click();
  await expect(box).toHaveValue('');
  await expect.poll(sent).toContain('Try to turn it off and on.');
});

test('the warning of a crossing reply closes on Escape and when that reply is undone', async ({
  page,
  service,
  openPageAs,
}) => {
  const ben = await service.createUser('agent', 'Ben Hasty');
  const { id } = await service.createTicket({
    title: 'Answered and undone',
    category: 'general',
    priority: 'low',
  });
  const bens = await openPageAs(ben);
  const box = page.getByTestId('composer').getByRole('textbox');
  const question = page.getByTestId('crossing');
  const conversation = [/\/messages/, /\/history/].map((path) => page.waitForResponse(path));
  await page.goto(`/tickets/${id}`);
  await Promise.all(conversation);
  await expect(page.getByRole('status').filter({ hasText: 'Live' }).first()).toBeVisible();
  await box.fill('Try to turn it off and on.');
  await bens.goto(`/tickets/${id}`);
  const send = async (text: string) => {
    await bens.getByTestId('composer').getByRole('textbox').fill(text);
    await bens.getByTestId('send').click();
    await expect(page.getByText(text)).toBeVisible();
  };

  // The focus may have left the warning.
  await send('It is fixed.');
  await box.press('Control+Enter');
  await expect(question).toContainText('Ben Hasty replied');
  await page.getByRole('heading', { level: 1 }).click();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('Try to turn it off and on.');
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));

  await send('Sent by mistake.');
  await box.press('Control+Enter');
  await expect(question).toBeVisible();
  await bens.keyboard.press('z');
  await expect(page.getByText('Sent by mistake.')).toHaveCount(0);
  await expect(question).toHaveCount(0);
  await expect(box).toBeFocused();
  await expect(box).toHaveValue('Try to turn it off and on.');
  await box.press('Control+Enter');
  await expect(box).toHaveValue('');
  await expect
    .poll(async () => (await service.listMessages(id)).map(({ body }) => body))
    .toContain('Try to turn it off and on.');
});

test('second agent resolves a conflict field by field without losing text', async ({
  page,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 412/, /net::ERR_FAILED/);
  const { id } = await service.createTicket({
    title: 'Printer',
    description: 'It is on fire.',
    category: 'general',
    priority: 'low',
  });
  // Without the stream, the page is outdated, as it is just before an event arrives.
  await page.route('**/api/events', (route) => route.abort());
  await page.goto(`/tickets/${id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Title').fill('Printer on the third floor');
  await page.getByLabel('Description').fill('It is on fire, and so is the desk.');
  await service.updateTicket(id, {
    title: 'Printer in room 312',
    description: 'It was on fire.',
    tags: ['fire'],
  });
  await page.getByRole('button', { name: 'Save text' }).click();

  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('tags are now fire');
  const title = dialog.getByRole('group', { name: 'Title' });
  await expect(title.locator('[data-side=theirs]')).toHaveText('Printer in room 312');
  await expect(title.locator('[data-side=mine]')).toHaveText('Printer on the third floor');
  await expect(dialog.getByRole('button', { name: 'Save selection' })).toBeDisabled();

  // Cancelling keeps the text.
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByLabel('Title')).toHaveValue('Printer on the third floor');
  await page.getByRole('button', { name: 'Save text' }).click();
  await title.getByLabel('Keep').check();
  await dialog.getByRole('group', { name: 'Description' }).getByLabel('Use').check();
  await dialog.getByRole('button', { name: 'Save selection' }).click();

  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Printer in room 312');
  await expect(page.getByTestId('description')).toHaveText('It is on fire, and so is the desk.');
  expect((await service.getTicket(id)).title).toBe('Printer in room 312');

  // A change without a conflict is applied with one click.
  await service.updateTicket(id, { priority: 'critical' });
  await page.getByRole('button', { name: 'Start progress' }).click();
  await expect(dialog).toContainText('Your changes don’t conflict with this');
  expect((await service.getTicket(id)).status).toBe('open');
  await dialog.getByRole('button', { name: 'Apply my changes' }).click();
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('in_progress');
  expect((await service.getTicket(id)).priority).toBe('critical');
});

test('ticket is assigned to oneself by shortcut, and to others by workload', async ({ page, service }) => {
  const ben = await service.createUser('agent', 'Ben Busy');
  const me = await service.me();
  const first = await service.createTicket({
    title: 'For me',
    tags: ['given'],
    category: 'general',
    priority: 'low',
  });
  const second = await service.createTicket({
    title: 'For Ben',
    tags: ['given'],
    category: 'general',
    priority: 'low',
  });
  await service.updateTicket(second.id, { assignee_id: ben.id });

  await page.goto('/inbox?tag=given&sort=created_at');
  await expect(inboxRow(page, first.id)).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('a');
  await expect.poll(async () => (await service.getTicket(first.id)).assignee?.id).toBe(me.id);
  const assignees = page.getByRole('button', { name: 'Assignee', exact: true });
  await assignees.click();
  await page.getByRole('checkbox', { name: 'Me', exact: true }).check();
  await expect(inboxRow(page, second.id)).toHaveCount(0);
  await expect(inboxRow(page, first.id)).toBeVisible();
  await page.getByRole('checkbox', { name: 'Me', exact: true }).uncheck();
  await page.getByRole('checkbox', { name: 'Ben Busy' }).check();
  await expect(inboxRow(page, first.id)).toHaveCount(0);
  await expect(inboxRow(page, second.id)).toBeVisible();
  expect(page.url()).toContain(`assignee=${ben.id}`);

  await page.goto(`/tickets/${first.id}`);
  const assignee = page.getByLabel('Assignee');
  await assignee.click();
  await page.keyboard.type('busy');
  const found = page.getByRole('listbox', { name: 'Agents' }).getByRole('option');
  // Multiple options fail the text assertion immediately, but the list gets shorter during typing.
  await expect(found).toHaveCount(1);
  await expect(found).toHaveText(/Ben Busy\s*1 open, 0 in progress/);
  await page.keyboard.press('Enter');
  await expect(assignee).toHaveValue('Ben Busy');
  await expect(assignee).toBeFocused();
  await expect.poll(async () => (await service.getTicket(first.id)).assignee?.name).toBe('Ben Busy');
  await expect(page.getByTestId('timeline')).toContainText('assigned this ticket to Ben Busy');
});

test('only admins can delete', async ({ service, openPageAs }) => {
  const ben = await service.createUser('agent', 'Ben Careful');
  const { id } = await service.createTicket({ title: 'Stays', category: 'general', priority: 'low' });
  const bens = await openPageAs(ben);
  await bens.goto(`/tickets/${id}`);
  await expect(bens.getByRole('heading', { level: 1, name: 'Stays' })).toBeVisible();
  await expect(bens.getByRole('button', { name: 'Delete' })).toHaveCount(0);
});
