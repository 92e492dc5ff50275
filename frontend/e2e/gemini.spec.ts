import { expect, test } from './fixtures.ts';

test.use({ gemini: true });

test('suggestion names Gemini; when Gemini is unavailable, the local model responds with the reason', async ({
  page,
  standIn,
  service,
}) => {
  await page.goto('/tickets/new');
  await page.getByLabel('Title').fill('VPN down');
  await page.getByLabel('Description').fill('My internet is down and I cannot access the VPN.');
  const suggestion = page.getByRole('region', { name: 'Suggestion' });
  await expect(suggestion).toContainText('Source: Gemini');
  await expect(suggestion).toContainText('93% confidence');
  await expect(suggestion.getByTestId('suggestion')).toContainText('Technical');
  await expect(suggestion.getByTestId('rests-on').locator('q')).toHaveText(['VPN', 'down']);
  await page.getByRole('button', { name: 'Create ticket' }).click();
  const triage = page.getByTestId('suggestion-card');
  await expect(triage).toContainText('Source: Gemini');
  await expect(triage).toContainText('The ticket mentions');
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { name: 'Suggestion accepted' })).toBeVisible();
  const id = Number(page.url().split('/').pop());
  await expect.poll(async () => (await service.getTicket(id)).triage.state).toBe('accepted');

  await standIn?.stop();
  await page.goto('/tickets/new');
  await page.getByLabel('Description').fill('The printer on the third floor shows an error.');
  await expect(suggestion).toContainText('Source: Bundled model');
  await expect(suggestion).toContainText('AI provider unreachable');
});
