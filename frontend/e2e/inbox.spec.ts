import type { Locator, Page } from '@playwright/test';
import { expect, inboxRow, type ServiceClient, test } from './fixtures.ts';

const MANY = 1_000;
const tag = (name: string) => `/inbox?tag=${name}&sort=created_at`;
const list = (page: Page) => page.getByRole('list', { name: 'Tickets' });
const chips = (page: Page) => page.getByRole('list', { name: 'Active filters' }).locator('[data-chip]');

/** Created concurrently, so that they are not in the order of their ids. */
async function fileMany(
  service: ServiceClient,
  count: number,
  ticket: Record<string, unknown>,
): Promise<number[]> {
  const ids: number[] = [];
  const next = Array.from({ length: count }, (_, index) => index + 1).values();
  const one = async () => {
    for (const index of next)
      ids.push(
        (
          await service.createTicket({
            title: `Number ${index}`,
            category: 'general',
            priority: 'low',
            ...ticket,
          })
        ).id,
      );
  };
  await Promise.all(Array.from({ length: 8 }, one));
  return ids.sort((a, b) => a - b);
}
async function file(
  service: ServiceClient,
  count: number,
  ticket: Record<string, unknown>,
): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 1; index <= count; index++)
    ids.push(
      (
        await service.createTicket({
          title: `Number ${index}`,
          category: 'general',
          priority: 'low',
          ...ticket,
        })
      ).id,
    );
  return ids;
}
const numberOfRows = (page: Page) => page.locator('[data-ticket]').count();
const idsInSight = (page: Page) =>
  page
    .locator('[data-ticket]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-ticket'))));

test('a thousand tickets scroll without duplicates or gaps', async ({ page, service }) => {
  test.setTimeout(240_000);
  const filed = await fileMany(service, MANY, { tags: ['many'] });
  await page.goto(tag('many'));
  await expect(page.getByTestId('total')).toHaveText('1,000 tickets');

  const seen: number[] = [];
  let most = 0;
  await list(page).hover();
  await expect
    .poll(
      async () => {
        for (const id of await idsInSight(page)) if (!seen.includes(id)) seen.push(id);
        most = Math.max(most, await numberOfRows(page));
        await page.mouse.wheel(0, 800);
        return seen.length;
      },
      { timeout: 150_000, intervals: [30] },
    )
    .toBe(MANY);
  expect([...seen].sort((a, b) => a - b)).toEqual(filed);
  expect(most).toBeLessThan(100);
  await expect(page.getByTestId('progress')).toHaveText('1,000 tickets');
  await expect(page.locator('[aria-posinset="1000"][aria-setsize="1000"]')).toBeVisible();
  // The list scrolls, not the page.
  expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(900);

  // The scroll position is restored after returning from a ticket.
  const last = inboxRow(page, seen.at(-3)!);
  const before = await last.boundingBox();
  await last.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: `Number` })).toBeVisible();
  await page.goBack();
  await expect(last).toBeVisible();
  await expect.poll(() => last.boundingBox()).toEqual(before);
  await page.keyboard.press('k');
  await expect(inboxRow(page, seen.at(-4)!).getByRole('link')).toBeFocused();
  for (let at = 0; at < 40; at++) await page.keyboard.press('k');
  await expect(inboxRow(page, seen.at(-44)!).getByRole('link')).toBeFocused();
  await expect(inboxRow(page, seen.at(-44)!)).toBeInViewport({ ratio: 1 });
});

test('failed next page can be retried', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/net::ERR_FAILED/);
  await fileMany(service, 250, { tags: ['paged'] });
  await page.goto(tag('paged'));
  await expect(page.getByTestId('progress')).toHaveText('120 loaded');
  await page.route('**/api/tickets?*cursor=*', (route) => route.abort());
  await list(page).hover();
  await page.mouse.wheel(0, 20_000);
  await expect(page.getByTestId('progress')).toHaveText('No connection to the server');
  await page.unroute('**/api/tickets?*cursor=*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('progress')).toHaveText('240 loaded');
});

test('added, changed and removed tickets do not move visible rows', async ({ page, service }) => {
  const filed = await file(service, 90, { tags: ['calm'] });
  await page.goto('/inbox?tag=calm');
  await list(page).hover();
  await page.mouse.wheel(0, 1_000);
  const read = inboxRow(page, filed.at(-30)!);
  await expect(read).toBeInViewport();
  await page.waitForTimeout(300);
  const before = await read.boundingBox();

  await service.createTicket({ title: 'Just now', tags: ['calm'], category: 'general', priority: 'low' });
  await expect(page.getByRole('button', { name: '1 new ticket' })).toBeVisible();
  expect(await read.boundingBox()).toEqual(before);
  await service.updateTicket(filed.at(-30)!, { priority: 'critical' });
  await expect(read).toContainText('Critical');
  expect(await read.boundingBox()).toEqual(before);
  await service.deleteTicket(filed.at(-2)!);
  await service.updateTicket(filed.at(-31)!, { status: 'resolved' });
  await expect(inboxRow(page, filed.at(-31)!)).toContainText('Resolved');
  expect(await read.boundingBox()).toEqual(before);

  await page.getByRole('button', { name: '1 new ticket' }).click();
  await expect(page.locator('[data-ticket]').first()).toContainText('Just now');
  await expect(page.getByRole('button', { name: '1 new ticket' })).toHaveCount(0);
});

test('each filter is a removable chip, and the URL contains all of them', async ({ page, service }) => {
  const ben = await service.createUser('agent', 'Ben Chipped');
  await page.goto('/inbox?all=true');
  await page.getByRole('button', { name: 'Priority' }).click();
  await page.getByRole('checkbox', { name: 'High' }).check();
  await page.getByRole('checkbox', { name: 'Critical' }).check();
  await page.keyboard.press('Escape');
  await expect(chips(page)).toHaveText([/Priority: High, Critical/]);
  await page.getByRole('button', { name: 'Assignee' }).click();
  await page.getByRole('searchbox', { name: 'Search Assignee' }).fill('chip');
  await expect(page.getByRole('group', { name: 'Assignee' }).getByRole('checkbox')).toHaveCount(1);
  await page.getByRole('checkbox', { name: 'Ben Chipped' }).check();
  await page.keyboard.press('Escape');
  await expect(chips(page)).toHaveText([/Priority: High, Critical/, /Assignee: Ben Chipped/]);
  expect(page.url()).toContain(`assignee=${ben.id}`);

  await chips(page).first().click();
  await expect(chips(page)).toHaveText([/Assignee: Ben Chipped/]);
  await expect(chips(page).first()).toBeFocused();
  await page.goBack();
  await expect(chips(page)).toHaveText([/Priority: High, Critical/, /Assignee: Ben Chipped/]);
  await page.goForward();
  await expect(chips(page)).toHaveText([/Assignee: Ben Chipped/]);
  await page.getByRole('button', { name: 'Clear all' }).click();
  await expect(chips(page)).toHaveCount(0);
  expect(new URL(page.url()).search).toBe('?all=true');

  await page.goto('/inbox?created_after=2025-11-03&created_before=2025-11-10');
  await expect(chips(page)).toHaveText([/Created Nov 3\s–\s9, 2025/]);
  await expect(page.getByRole('heading', { name: 'No tickets found' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'CSV' })).toHaveAttribute('href', /created_before=2025-11-10/);
  await chips(page).first().click();
  expect(new URL(page.url()).search).toBe('?all=true');
});

test('tickets selected by keys and range are updated, and the update is undone', async ({
  page,
  service,
}) => {
  const ids = await file(service, 6, { tags: ['together'] });
  await service.updateTicket(ids[1]!, { priority: 'high' });
  await page.goto(tag('together'));
  const priorities = async () => Promise.all(ids.map(async (id) => (await service.getTicket(id)).priority));
  await expect(inboxRow(page, ids[1]!)).toContainText('High');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await expect(page.getByRole('checkbox', { name: `Select #${ids[0]}` })).toBeChecked();
  await page.keyboard.press('Shift+J');
  await page.keyboard.press('Shift+J');
  await expect(page.getByText('3 selected')).toBeVisible();
  await inboxRow(page, ids[4]!)
    .getByRole('link')
    .click({ modifiers: ['Shift'] });
  await expect(page.getByText('5 selected')).toBeVisible();
  // Only statuses allowed for at least one ticket are offered.
  const offered = page.getByLabel('Set status').locator('option:enabled');
  await expect(offered).toHaveText(['Status…', 'In progress', 'Waiting', 'Resolved']);
  await page.getByLabel('Set priority').selectOption('critical');
  await expect(inboxRow(page, ids[0]!)).toContainText('Critical');
  await expect.poll(priorities).toEqual(['critical', 'critical', 'critical', 'critical', 'critical', 'low']);
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(priorities).toEqual(['low', 'high', 'low', 'low', 'low', 'low']);
  await expect(inboxRow(page, ids[1]!)).toContainText('High');

  await inboxRow(page, ids[5]!).getByRole('link').focus();
  await page.keyboard.press('1');
  await expect.poll(priorities).toEqual(['low', 'high', 'low', 'low', 'low', 'critical']);
  await expect(page.getByTestId('toast').filter({ hasText: 'Priority: Critical' })).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(priorities).toEqual(['low', 'high', 'low', 'low', 'low', 'low']);
  await page.keyboard.press('Control+a');
  await expect(page.getByText('6 selected')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('6 selected')).toHaveCount(0);
});

test('selection over the API limit is updated in batches and undone', async ({ page, service }) => {
  await fileMany(service, 520, { tags: ['heap'] });
  await page.goto(tag('heap'));
  await list(page).hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 4_000);
        return page.getByTestId('progress').textContent();
      },
      { intervals: [50], timeout: 60_000 },
    )
    .toContain('520 tickets');
  await page.keyboard.press('Control+a');
  await expect(page.getByText('520 selected')).toBeVisible();
  // A large update requires a confirmation with the number.
  const question = page.getByRole('alertdialog');
  await page.getByLabel('Set priority').selectOption('high');
  await expect(question).toContainText('Update 520 tickets? Priority: High');
  await expect(question.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toHaveCount(0);
  await expect(page.getByText('520 selected')).toBeVisible();
  expect(await service.countTickets({ tag: 'heap', priority: 'high' })).toBe(0);
  await page.getByLabel('Set priority').selectOption('high');
  await question.getByRole('button', { name: 'Update 520 tickets' }).click();
  const toast = page.getByTestId('toast');
  await expect(toast.filter({ hasText: '520 tickets' })).toBeVisible();
  // Counts over 500 with two filters are capped: counts all others instead.
  const others = async (priority: string): Promise<number[]> =>
    Promise.all(
      ['low', 'medium', 'high', 'critical']
        .filter((other) => other !== priority)
        .map((other) => service.countTickets({ tag: 'heap', priority: other })),
    );
  expect(await service.countTickets({ tag: 'heap' })).toBe(520);
  expect(await others('high')).toEqual([0, 0, 0]);
  await page.keyboard.press('z');
  await expect.poll(() => others('low')).toEqual([0, 0, 0]);

  // Undo survives a reload. It may be a day old, so it asks for confirmation.
  await page.reload();
  await expect(page.locator('[data-ticket]').first()).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.getByLabel('Set priority').selectOption('critical');
  await question.getByRole('button', { name: /^Update/ }).click();
  await expect(toast.filter({ hasText: 'tickets' })).toBeVisible();
  await page.reload();
  await expect(list(page)).toBeVisible();
  await page.keyboard.press('z');
  await expect(
    toast.filter({ hasText: /Undo the change to \d+ tickets\?\s*Priority: Critical/ }),
  ).toBeVisible();
  await page.keyboard.press('z');
  await expect.poll(() => others('low')).toEqual([0, 0, 0]);
});

test('failed change is reverted visibly', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/net::ERR_FAILED/);
  const ids = await file(service, 3, { tags: ['refused'] });
  await page.goto(tag('refused'));
  await expect(inboxRow(page, ids[2]!)).toBeVisible();
  await page.route('**/api/tickets/bulk', (route) => route.abort());
  await page.keyboard.press('Control+a');
  await page.getByLabel('Set priority').selectOption('critical');
  await expect(page.getByTestId('toast')).toContainText('Couldn’t update the tickets');
  await expect(page.locator('.row-reverted')).toHaveCount(3);
  await expect(inboxRow(page, ids[0]!)).toContainText('Low');
  await expect(page.getByText('3 selected')).toBeVisible();
  await page.unroute('**/api/tickets/bulk');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => (await service.getTicket(ids[0]!)).priority).toBe('critical');
  await expect(inboxRow(page, ids[0]!)).toContainText('Critical');
});

test('preview follows the current row and shows the last messages', async ({ page, service }) => {
  const [first, second] = await file(service, 2, { tags: ['beside'] });
  await service.addMessage(second!, 'Have you tried it off and on?');
  const suggested = await service.createTicket({
    title: 'My invoice is wrong, please refund',
    tags: ['beside'],
  });
  const { triage } = await service.waitUntilTriaged(suggested.id);
  expect(triage.state).toBe('suggested');
  await page.goto(tag('beside'));
  await expect(inboxRow(page, first!)).toBeVisible();
  await page.keyboard.press('p');
  const preview = page.getByTestId('preview');
  await expect(preview).toContainText('to preview it');
  await page.keyboard.press('j');
  await expect(preview.getByRole('heading', { level: 2 })).toHaveText(`Number 1`);
  await page.keyboard.press('j');
  await expect(preview).toContainText('Have you tried it off and on?');
  await page.keyboard.press('j');
  await expect(preview.getByRole('heading', { level: 2 })).toHaveText(suggested.title);
  await expect(preview.getByRole('region', { name: 'Suggestion' })).toContainText(/% confidence/);
  await preview.getByRole('button', { name: 'Accept' }).click();
  await expect(preview.getByRole('region', { name: 'Suggestion' })).toHaveCount(0);
  await expect.poll(async () => (await service.getTicket(suggested.id)).triage.state).toBe('accepted');

  // The preview setting is stored; a click previews the ticket without leaving the list.
  await page.reload();
  await inboxRow(page, first!).getByRole('link').click();
  await expect(preview.getByRole('heading', { level: 2 })).toHaveText('Number 1');
  await page.keyboard.press('o');
  await expect(page).toHaveURL(`/tickets/${first}`);
  await page.goBack();
  await expect(preview).toBeVisible();
  await page.keyboard.press('p');
  await expect(preview).toHaveCount(0);
});

test('filters are saved as a view with a live count, which is edited and deleted', async ({
  page,
  service,
}) => {
  await file(service, 2, { tags: ['kept'], priority: 'high' });
  await page.goto('/inbox?tag=kept&priority=high');
  await page.getByRole('button', { name: 'Save view' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Kept and high');
  await page.getByRole('checkbox', { name: 'Share with all agents' }).check();
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  const view = page.locator('[data-view="Kept and high"]');
  const count = view.getByTestId('view-count');
  await expect(view.getByRole('link')).toHaveAttribute('aria-current', 'page');
  await expect(count).toHaveText('2');
  await expect(page.getByRole('button', { name: 'Save view' })).toHaveCount(0);
  await file(service, 1, { tags: ['kept'], priority: 'high' });
  await expect(count).toHaveText('3');

  await page.goto('/board');
  await view.getByRole('link').click();
  await expect(page.getByTestId('total')).toHaveText('3 tickets');
  await chips(page).first().click();
  await expect(view.getByRole('link')).not.toHaveAttribute('aria-current', 'page');
  await page.getByRole('button', { name: 'Update “Kept and high”' }).click();
  await expect(view.getByRole('link')).toHaveAttribute('aria-current', 'page');

  await page.getByRole('button', { name: 'Edit view Kept and high' }).click();
  await page.getByRole('menuitem', { name: 'Rename' }).click();
  await page.getByRole('textbox', { name: 'Name' }).fill('Renamed');
  await page.keyboard.press('Enter');
  const renamed = page.locator('[data-view="Renamed"]');
  await expect(renamed).toBeVisible();
  await page.getByRole('button', { name: 'Edit view Renamed' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await expect(renamed).toHaveCount(0);
  await page
    .getByTestId('toast')
    .filter({ hasText: '” deleted' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(renamed).toBeVisible();

  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole('combobox', { name: 'View' }).selectOption({ label: 'All tickets' });
  await expect(chips(page)).toHaveCount(0);
});

test('inbox does not overflow at any width, and its targets are large enough', async ({ page }) => {
  await page.goto('/inbox?priority=high,critical,low,medium&status=open,in_progress');
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await expect(page.locator('[data-ticket]').first()).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth), `${width}`).toBeLessThanOrEqual(
      width,
    );
    const sideways = await list(page).evaluate((each) => each.scrollWidth - each.clientWidth);
    expect(sideways, `list at ${width}`).toBeLessThanOrEqual(0);
    const small = await page
      .locator('tiq-inbox-page :is(button, select, input:not([type=checkbox]), label:has(input))')
      .evaluateAll((all) =>
        all
          .map((each) => each.getBoundingClientRect())
          .filter((box) => box.width > 1 && (box.height < 24 || box.width < 24))
          .map((box) => `${box.width}x${box.height}`),
      );
    expect(small, `targets at ${width}`).toEqual([]);
  }
});

test('printed inbox shows tickets without controls', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'On paper',
    tags: ['paper'],
    category: 'general',
    priority: 'low',
  });
  await page.goto(tag('paper'));
  await expect(inboxRow(page, id)).toBeVisible();
  await expect(page.getByText('accept ·')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(inboxRow(page, id).getByRole('link', { name: 'On paper' })).toBeVisible();
  await expect(inboxRow(page, id)).toContainText('Low');
  for (const hidden of ['input', 'select', 'button', 'kbd', 'text=accept ·', 'text=Select all loaded'])
    await expect(page.locator('main').locator(hidden).filter({ visible: true }), hidden).toHaveCount(0);
});

test('default view has unresolved tickets of the agent or of no one', async ({ openPageAs, service }) => {
  const ben = await service.createUser('agent', 'Ben Own');
  const rita = await service.createUser('requester', 'Rita Own');
  const settled = { category: 'general', priority: 'low', requester: { email: rita.email } };
  const mine = await service.createTicket({ title: 'Mine', ...settled });
  const unassigned = await service.createTicket({ title: 'Of no one', ...settled });
  const others = await service.createTicket({ title: 'Of another', ...settled });
  const done = await service.createTicket({ title: 'Done', ...settled });
  await service.updateTicket(mine.id, { assignee_id: ben.id });
  await service.updateTicket(others.id, { assignee_id: (await service.me()).id });
  await service.updateTicket(done.id, { status: 'resolved' });
  await service.as(rita).addMessage(mine.id, 'Any news?');
  await service.addMessage(unassigned.id, 'Who takes it?', 'internal');

  const page = await openPageAs(ben);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.goto('/inbox');
  const shown = page.getByRole('navigation', { name: 'Tickets shown' });
  await expect(shown.getByRole('link', { name: 'For me' })).toHaveAttribute('aria-current', 'page');
  await expect(page.locator('[data-ticket]').nth(0)).toContainText('Of no one');
  await expect(
    page
      .locator('[data-ticket]')
      .nth(0)
      .getByTitle(/^Note by/)
      .filter({ visible: true }),
  ).toBeVisible();
  await expect(
    page
      .locator('[data-ticket]')
      .nth(1)
      .getByTitle(/^Message from Rita Own/)
      .filter({ visible: true }),
  ).toBeVisible();
  for (const id of [others.id, done.id]) await expect(inboxRow(page, id)).toHaveCount(0);
  for (const heading of ['Requester', 'Last message', 'Status', 'Created'])
    await expect(page.locator('tiq-inbox-headings').getByText(heading, { exact: true })).toBeVisible();
  // The headings are above their columns.
  const left = (where: Locator) => where.evaluate((part) => part.getBoundingClientRect().left);
  expect(await left(page.locator('tiq-inbox-headings').getByText('Status', { exact: true }))).toBe(
    await left(inboxRow(page, mine.id).locator('tiq-status-badge')),
  );

  const height = () => inboxRow(page, mine.id).evaluate((row) => row.clientHeight);
  const comfortable = await height();
  await page.getByRole('button', { name: 'Compact' }).click();
  await expect.poll(height).toBeLessThan(comfortable);
  await page.reload();
  await expect(inboxRow(page, mine.id)).toBeVisible();
  expect(await height()).toBeLessThan(comfortable);

  // Returning from a ticket shows the same view; the navigation shows the default one.
  await shown.getByRole('link', { name: 'All' }).click();
  await expect(inboxRow(page, done.id)).toBeVisible();
  await expect(shown.getByRole('link', { name: 'All' })).toHaveAttribute('aria-current', 'page');
  await inboxRow(page, done.id).getByRole('link').click();
  await page.locator('main').getByRole('link', { name: 'Inbox' }).click();
  await expect(inboxRow(page, done.id)).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Inbox' }).click();
  await expect(inboxRow(page, done.id)).toHaveCount(0);
  await expect(inboxRow(page, mine.id)).toBeVisible();
});

test('finishing a ticket opens the next one of the list', async ({ page, service }) => {
  const [first, second, third, last] = await file(service, 4, { tags: ['advance'] });
  await page.goto(tag('advance'));
  await inboxRow(page, first!).getByRole('link').click();
  const heading = page.getByRole('heading', { level: 1 });
  await expect(heading).toHaveText('Number 1');
  await page.locator('tiq-message-composer textarea').fill('Done.');
  await page.getByRole('button', { name: 'Send, resolve and next' }).click();
  await expect(heading).toHaveText('Number 2');
  expect(page.url()).toContain(`/tickets/${second}`);
  await page.getByRole('combobox', { name: 'Status' }).selectOption('resolved');
  await expect(heading).toHaveText('Number 3');

  await page.getByRole('button', { name: 'Auto-advance' }).click();
  await page.getByRole('combobox', { name: 'Status' }).selectOption('resolved');
  await expect.poll(async () => (await service.getTicket(third!)).status).toBe('resolved');
  await expect(page.getByRole('status').filter({ hasText: 'Saving' })).toHaveCount(0);
  await expect(heading).toHaveText('Number 3');
  await expect(page.getByRole('button', { name: 'Send and resolve' })).toHaveCount(0);
  await page.keyboard.press('j');
  await expect(heading).toHaveText('Number 4');
  await expect(page.getByRole('button', { name: 'Send and resolve' })).toBeVisible();

  // The last one leads back to the list.
  await page.getByRole('button', { name: 'Auto-advance' }).click();
  await page.getByRole('combobox', { name: 'Status' }).selectOption('resolved');
  await expect(inboxRow(page, last!)).toBeVisible();
  expect(page.url()).toContain('tag=advance');
  await expect.poll(async () => (await service.getTicket(first!)).status).toBe('resolved');
});

test.describe('in German', () => {
  test.use({ locale: 'de-DE' });

  test('longer texts fit', async ({ page, service }) => {
    const rita = await service.createUser('requester', 'Rita Lang');
    const { id } = await service.createTicket({
      title: 'Der Drucker im dritten Stock druckt nur noch leere Seiten',
      tags: ['german'],
      category: 'general',
      priority: 'low',
      requester: { email: rita.email },
    });
    await service.as(rita).addMessage(id, 'Noch immer.');
    await service.createView({ name: 'Drucker, die leere Seiten drucken', query: { tag: ['german'] } });
    await page.goto(`/tickets/${id}`);
    await page.locator('tiq-message-composer textarea').fill('Wir sehen nach.');
    await page.getByRole('link', { name: 'Posteingang' }).first().click();
    await expect(inboxRow(page, id).locator('tiq-draft-badge')).toContainText('Entwurf');

    await inboxRow(page, id).getByRole('checkbox').check();
    const bar = page.getByRole('toolbar', { name: /Tickets/ });
    const boxes = await bar
      .locator('select, button')
      .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().toJSON()));
    const lowestTop = Math.max(...boxes.map(({ top }) => top));
    expect(lowestTop, 'one line').toBeLessThan(Math.min(...boxes.map(({ bottom }) => bottom)));

    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto('/inbox?tag=german&status=open,in_progress');
    await expect(inboxRow(page, id).locator('tiq-reply-badge')).toContainText('Kunde hat geantwortet');
    await expect(inboxRow(page, id).locator('tiq-draft-badge')).toContainText('Entwurf');
    const title = await inboxRow(page, id).getByRole('link').boundingBox();
    expect(title!.width).toBeGreaterThan(150);
    for (const path of ['/inbox?tag=german&status=open,in_progress', '/inbox?tag=german', '/inbox']) {
      await page.goto(path);
      const view = page.locator('tiq-views-bar select');
      await expect(view).toBeVisible();
      await expect(inboxRow(page, id)).toBeVisible();
      const bar = await page.locator('tiq-views-bar').evaluate((host) => {
        const parts = [host, ...host.querySelectorAll('select, button')];
        return Math.max(...parts.map((each) => each.getBoundingClientRect().right));
      });
      expect(bar, path).toBeLessThanOrEqual(390 - 12);
      expect((await view.boundingBox())!.width, path).toBeGreaterThan(60);
    }
  });
});
