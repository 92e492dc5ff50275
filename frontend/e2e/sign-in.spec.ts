import { admin, expect, signedOutState, test } from './fixtures.ts';

test.use({ storageState: signedOutState });

test('signed-out user is redirected to the sign-in page and back to the requested page', async ({
  page,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 401/);
  await page.goto('/board?from=a-link');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.getByLabel('Email')).toBeFocused();

  await page.keyboard.type(admin.email);
  await page.keyboard.press('Tab');
  await page.keyboard.type('not-the-password');
  await page.getByRole('button', { name: 'Show password' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'text');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toHaveText('Email or password is incorrect.');
  await expect(page.getByLabel('Password', { exact: true })).toBeFocused();

  await page.keyboard.type(admin.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Board' })).toBeVisible();
  expect(new URL(page.url()).pathname + new URL(page.url()).search).toBe('/board?from=a-link');
  await expect(page.getByRole('status').filter({ hasText: 'Live' }).first()).toBeVisible();

  // Scripts can't read the tokens.
  expect(await page.evaluate(() => document.cookie)).not.toMatch(/ticketiq_/);
  expect(
    await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }])),
  ).not.toContain('eyJ');

  await page.getByRole('button', { name: /^Your account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out', exact: true }).click();
  await expect(page).toHaveURL(/\/sign-in$/);
  await page.goto('/inbox');
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('expired session is refreshed; an ended one asks for the password and keeps the text', async ({
  page,
  context,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 401/);
  const person = await service.createUser('agent', 'Expiring Eve');
  const { id } = await service.createTicket({ title: 'Half answered', category: 'general', priority: 'low' });
  await page.goto(`/tickets/${id}`);
  await page.getByLabel('Email').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const box = page.getByRole('textbox', { name: 'Public reply' });
  await box.fill('We have called');

  await context.clearCookies({ name: 'ticketiq_access' });
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-visibility=public]')).toContainText('We have called');

  await box.fill('the fitter, who comes at nine');
  await context.clearCookies({ name: /^ticketiq_/ });
  await page.keyboard.press('Control+Enter');
  const again = page.getByRole('dialog', { name: 'Sign in again' });
  await expect(again).toContainText(person.email);
  await page.keyboard.press('Escape');
  await expect(again).toBeVisible();
  await again.getByLabel('Password', { exact: true }).fill('not this one');
  await page.keyboard.press('Enter');
  await expect(again.getByRole('alert')).toHaveText('Email or password is incorrect.');
  await page.keyboard.type(person.password);
  await page.keyboard.press('Enter');
  // Requests pending since the end of the session are sent without another click.
  await expect(again).toHaveCount(0);
  await expect(page.locator('[data-visibility=public]')).toContainText([
    'We have called',
    'who comes at nine',
  ]);
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));
  await service.updateTicket(id, { priority: 'high' });
  await expect(page.getByLabel('Priority')).toHaveValue('high');
});

test('too many attempts are reported with the seconds to wait', async ({ page, pageErrors }) => {
  pageErrors.expected.push(/status of 4(01|29)/);
  await page.route('**/api/auth/login', (route) =>
    route.fulfill({
      status: 429,
      headers: { 'retry-after': '2' },
      contentType: 'application/problem+json',
      body: '{"title":"Too many requests","status":429,"code":"request.too_many","detail":"Wait."}',
    }),
  );
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(admin.email);
  await page.getByLabel('Password', { exact: true }).fill('whatever');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toContainText(/Try again in \d seconds?/);
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeDisabled();
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeEnabled();
});
