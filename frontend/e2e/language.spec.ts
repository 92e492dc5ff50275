import { admin, expect, signedOutState, test } from './fixtures.ts';

test.use({ locale: 'de-DE', storageState: signedOutState });

test('console uses the language of the browser until another is selected, which keeps drafts', async ({
  page,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 40[01]/);
  await page.goto('/tickets/new');
  await expect(page).toHaveTitle('Anmelden · TicketIQ');
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  await page.getByLabel('E-Mail').fill(admin.email);
  await page.getByLabel('Passwort', { exact: true }).fill('nicht das Passwort');
  await page.getByRole('button', { name: 'Anmelden' }).click();
  await expect(page.getByRole('alert')).toHaveText('E-Mail oder Passwort ist falsch.');
  await page.getByLabel('Passwort', { exact: true }).fill(admin.password);
  await page.getByRole('button', { name: 'Anmelden' }).click();

  await page.getByLabel('Titel').fill('Drucker streikt');
  await page.getByLabel('Beschreibung').fill('Seit heute früh.');
  await page.getByLabel('E-Mail des Kunden').fill('keine Adresse');
  await page.getByRole('button', { name: 'Ticket erstellen' }).click();
  await expect(page.getByText('Geben Sie eine gültige E-Mail-Adresse ein.')).toBeVisible();

  await page.goto('/settings/profile');
  await page.getByLabel('Sprache').selectOption('English');
  await expect(page.getByRole('heading', { name: 'Active sessions' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.goto('/tickets/new');
  await expect(page.getByLabel('Title')).toHaveValue('Drucker streikt');
});
