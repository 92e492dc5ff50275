import { expect, type ServiceClient, test } from './fixtures.ts';

// The team selects are shown as soon as there are two teams.
test.use({ isolationKey: 'teams' });

async function createTeam(service: ServiceClient, team: object): Promise<number> {
  return (await service.send<{ id: number }>('POST', '/api/teams', team)).id;
}

test('a team closes resolved tickets after days', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/400 \(Bad Request\)/);
  await createTeam(service, { name: 'Billing' });
  await page.goto('/settings/teams');
  const team = page.getByRole('listitem').filter({ hasText: 'Billing' });
  await team.getByRole('button', { name: /^Edit/ }).click();
  const days = page.getByRole('spinbutton', { name: 'Close resolved tickets after days' });
  await days.fill('400');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(days).toBeFocused();
  await expect(days).toHaveAttribute('aria-invalid', 'true');
  await days.fill('14');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(team).toContainText('Closes after 14 days');
});

test('a new ticket is created in the chosen team', async ({ page, service }) => {
  const id = await createTeam(service, { name: 'Sales' });
  await page.goto('/tickets/new');
  await page.getByRole('textbox', { name: 'Title' }).fill('An offer');
  await page.getByRole('textbox', { name: 'Description' }).fill('We need an offer for ten seats.');
  await page.getByRole('combobox', { name: 'Team' }).selectOption('Sales');
  await page.getByRole('button', { name: 'Create ticket' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('An offer');
  const [ticket] = await service.listTickets(`team=${id}`);
  expect(ticket!.title).toBe('An offer');
});

test('a link to a ticket of a confidential team shows its number only', async ({
  openPageAs,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/404 \(Not Found\)/);
  const team = await createTeam(service, { name: 'Legal', confidential: true, member_ids: [] });
  const agent = await service.createUser('agent', 'Ann Outside');
  const settled = { category: 'general', priority: 'low' };
  const shown = await service.createTicket({ title: 'Shown', ...settled });
  const secret = await service.createTicket({ title: 'Secret', team_id: team, ...settled });
  const other = await service.createTicket({ title: 'Other', ...settled });
  for (const { id } of [secret, other])
    await service.send('PUT', `/api/tickets/${shown.id}/links/${id}`, { type: 'relates_to' });
  const page = await openPageAs(agent);
  await page.goto(`/tickets/${shown.id}`);
  const links = page.getByTestId('link');
  await expect(links.filter({ hasText: `#${other.id} Other` }).getByRole('link')).toBeVisible();
  const hidden = links.filter({ hasText: `#${secret.id} (no access)` });
  await expect(hidden).toBeVisible();
  await expect(hidden.getByRole('link')).toHaveCount(0);
  await expect(hidden.getByRole('button')).toHaveCount(0);
});
