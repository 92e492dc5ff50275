import { expect, signedOutState, inboxRow as ticketRow, test } from './fixtures.ts';

test('admin creates a user, who sets a password with a one-time link and signs in', async ({
  page,
  browser,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 40[0139]/);
  await page.goto('/settings/users');
  await page.getByRole('button', { name: 'New user' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('Name').fill('Nora New');
  await form.getByLabel('Email').fill('admin@example.org');
  await form.getByLabel('Role').selectOption('agent');
  await form.getByRole('button', { name: 'Create user' }).click();
  await expect(form.locator('#user-email-error')).toBeVisible();
  await form.getByLabel('Email').fill('nora.new@example.org');
  await form.getByRole('button', { name: 'Create user' }).click();
  await expect(form).toHaveCount(0);
  const row = page.locator('[data-user="nora.new@example.org"]');
  await expect(row).toContainText('never signed in');
  const link = await page.getByTestId('secret').inputValue();
  expect(link).toContain(`${service.url}/reset-password#`);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByTestId('secret')).toHaveCount(0);

  const context = await browser.newContext({ baseURL: service.url, storageState: signedOutState });
  pageErrors.listenTo(context);
  const nora = await context.newPage();
  await nora.goto(link);
  await expect(nora.getByLabel('New password')).toBeFocused();
  expect(nora.url()).toBe(`${service.url}/reset-password`);
  await nora.getByLabel('New password').fill('short');
  await nora.getByRole('button', { name: 'Set password' }).click();
  await expect(nora.locator('#password-error')).toBeVisible();
  await nora.getByLabel('New password').fill('seven small boats at dawn');
  await nora.getByRole('button', { name: 'Set password' }).click();
  await expect(nora.getByText('Password set. You can now sign in.')).toBeVisible();
  await nora.getByLabel('Email').fill('nora.new@example.org');
  await nora.getByLabel('Password', { exact: true }).fill('seven small boats at dawn');
  await nora.getByRole('button', { name: 'Sign in' }).click();
  await expect(nora.getByRole('heading', { name: 'Inbox' })).toBeVisible();

  const again = await context.newPage();
  await again.goto(link);
  await again.getByLabel('New password').fill('seven large boats at dawn');
  await again.getByRole('button', { name: 'Set password' }).click();
  await expect(again.getByRole('alert')).toContainText('This link is invalid, expired or already used.');

  await page.getByLabel('Search users').fill('nora');
  await expect(page.locator('[data-user]')).toHaveCount(1);
  await row.getByRole('button', { name: 'Edit Nora New' }).click();
  await form.getByLabel('Name').fill('Nora Known');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Nora Known');
  await row.getByRole('button', { name: 'Deactivate Nora Known' }).click();
  await row.getByRole('button', { name: 'Deactivate' }).click();
  await expect(row).toContainText('Deactivated');
  await nora.reload();
  await expect(nora.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await row.getByRole('button', { name: 'Activate Nora Known' }).click();
  await expect(row).not.toContainText('Deactivated');
  await context.close();
});

test('API token is shown once, has only its scopes, and is rejected after it is revoked', async ({
  page,
  service,
}) => {
  await page.goto('/settings/tokens');
  await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByLabel('Expiration').selectOption('7');
  await page.getByRole('button', { name: 'Create token' }).click();
  const token = await page.getByTestId('secret').inputValue();
  expect(token).toMatch(/^tiq_/);
  const ask = (method = 'GET') =>
    fetch(`${service.url}/api/tickets`, { method, headers: { authorization: `Bearer ${token}` } });
  expect((await ask()).status).toBe(200);
  expect((await ask('POST')).status).toBe(403);

  await page.reload();
  await expect(page.getByText('Nightly report')).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Nightly report' })).toContainText('Read-only');
  await expect(page.getByTestId('secret')).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
  await page.getByRole('button', { name: 'Revoke token' }).click();
  await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
  expect((await ask()).status).toBe(401);
});

test('API token requires a password confirmation 30 minutes after sign-in', async ({
  service,
  openPageAs,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 40[03]/);
  const cora = await service.createUser('agent', 'Cora Confirm');
  const page = await openPageAs(cora);
  await service.expireRecentSignIn(cora);
  await page.goto('/settings/tokens');
  await page.getByLabel('Name').fill('Nightly report');
  await page.getByRole('button', { name: 'Create token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Confirm your password' });
  await expect(dialog).toContainText(cora.email);
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText('the password was not confirmed')).toBeVisible();

  await page.getByRole('button', { name: 'Create token' }).click();
  await expect(dialog.getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toContainText('incorrect');
  await dialog.getByLabel('Password', { exact: true }).fill(cora.password);
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.getByTestId('secret')).toHaveValue(/^tiq_/);
});

test('changing the password ends other sessions', async ({ service, openPageAs, pageErrors }) => {
  pageErrors.expected.push(/status of 40[013]/);
  const pia = await service.createUser('agent', 'Pia Password');
  const here = await openPageAs(pia);
  const laptop = await openPageAs(pia);
  const phone = await openPageAs(pia);
  await laptop.goto('/inbox');
  await here.goto('/settings');
  const places = here.getByRole('list', { name: 'Sessions' }).getByRole('listitem');
  await expect(places).toHaveCount(3);
  await places
    .getByRole('button', { name: /^Sign out of/ })
    .first()
    .click();
  await expect(places).toHaveCount(2);

  await here.getByLabel('Current password').fill('not it at all');
  await here.getByLabel('New password').fill('nine green bottles hanging');
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.locator('#current_password-error')).toBeVisible();
  await here.getByLabel('Current password').fill(pia.password);
  await here.getByRole('button', { name: 'Change password' }).click();
  await expect(here.getByTestId('toast').last()).toContainText('Password changed');
  await expect(places).toHaveCount(1);

  for (const elsewhere of [laptop, phone]) {
    await elsewhere.goto('/inbox');
    await expect(elsewhere.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  }
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await here.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(here.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test("deactivated agent keeps findable tickets and can't be assigned others", async ({ page, service }) => {
  const left = await service.createUser('agent', 'Left Behind');
  const { id } = await service.createTicket({
    title: 'Kept by who left',
    category: 'general',
    priority: 'low',
  });
  await service.updateTicket(id, { assignee_id: left.id });
  await page.goto('/settings/users');
  const person = page.locator(`[data-user="${left.email}"]`);
  await person.getByRole('button', { name: 'Deactivate' }).click();
  await expect(person.getByRole('group')).toContainText('Unresolved tickets that stay assigned: 1.');
  await person.getByRole('group').getByRole('button', { name: 'Deactivate' }).click();
  await page.getByTestId('toast').getByRole('button', { name: 'Show their tickets' }).click();
  await expect(ticketRow(page, id)).toBeVisible();
  await expect(page.getByRole('button', { name: /Assignee: Left Behind \(deactivated\)/ })).toBeVisible();

  await page.goto(`/tickets/${id}`);
  const assignee = page.getByRole('combobox', { name: 'Assignee' });
  await expect(assignee).toHaveValue('Left Behind (deactivated)');
  await assignee.click();
  await expect(page.getByRole('option', { name: /^Me \(/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /Left Behind/ })).toHaveCount(0);
});

test('links of two new users are shown, stay listed, and can be revoked', async ({ page }) => {
  await page.goto('/settings/users');
  const form = page.getByRole('dialog');
  for (const name of ['Ida One', 'Ivo Two']) {
    await page.getByRole('button', { name: 'New user' }).click();
    await form.getByLabel('Name').fill(name);
    await form.getByLabel('Email').fill(`${name.toLowerCase().replace(' ', '.')}@example.org`);
    await form.getByRole('button', { name: 'Create user' }).click();
    await expect(form).toHaveCount(0);
    await expect(page.getByRole('textbox', { name: `Link for ${name}` })).toBeVisible();
  }
  await expect(page.getByRole('textbox', { name: 'Link for Ida One' })).toBeVisible();
  await page.reload();
  const ida = page.locator('[data-link="ida.one@example.org"]');
  await expect(ida).toContainText('Invitation');
  await expect(ida).toContainText('created by Administrator');
  await expect(page.locator('[data-link="ivo.two@example.org"]')).toBeVisible();
  await expect(page.getByTestId('secret')).toHaveCount(0);
  await ida.getByRole('button', { name: 'Revoke Ida One' }).click();
  await ida.getByRole('button', { name: 'Revoke', exact: true }).click();
  await expect(ida).toHaveCount(0);
  await page.reload();
  await expect(page.locator('[data-link="ivo.two@example.org"]')).toBeVisible();
  await expect(ida).toHaveCount(0);
});

test('deleted ticket is listed for admins, who restore it', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'Deleted by mistake',
    category: 'general',
    priority: 'low',
  });
  await service.deleteTicket(id);
  await page.goto('/settings/deleted');
  const deleted = page.locator(`[data-deleted="${id}"]`);
  await expect(deleted).toContainText('Deleted by mistake');
  await deleted.getByRole('button', { name: `Restore #${id}` }).click();
  await expect(deleted).toHaveCount(0);
  await page.getByTestId('toast').getByRole('button', { name: 'Open' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Deleted by mistake' })).toBeVisible();
});
