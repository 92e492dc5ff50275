import type { Page } from '@playwright/test';
import { expect, type ServiceClient, test } from './fixtures.ts';

test.use({ isolationKey: 'dashboard' });

const priorities = ['critical', 'high', 'medium', 'low'] as const;
const categories = ['billing', 'technical', 'account', 'general'] as const;
type Counts = Record<string, number>;

interface ReportResponse {
  from: string;
  to: string;
  created: number;
  resolved: number;
  priority_breakdown: Counts;
  category_breakdown: Counts;
  resolution: { p50_seconds: number | null };
  daily: {
    date: string;
    created: number;
    resolved: number;
    p50_seconds: number | null;
    decisions: Record<'by_source' | 'by_category', Record<string, { accepted: number; overridden: number }>>;
  }[];
  triage: Record<
    'category_confusion' | 'priority_confusion',
    { suggested: string; chosen: string; n: number }[]
  >;
}
interface QueueResponse {
  buckets: { name: string; open: number; in_progress: number; waiting: number; by_priority: Counts }[];
}

const today = () => new Date().toISOString().slice(0, 10);
const dayBefore = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
const reportOf = (service: ServiceClient) =>
  service.get<ReportResponse>('/stats/report', { from: dayBefore(29), to: today() });
const tile = (page: Page, name: string) => page.locator(`[data-tile="${name}"]`);
const figure = (page: Page, name: string) => page.getByRole('region', { name, exact: true }).first();

/** Returns the text of the table's cells by row, starting with the row's name. */
async function table(page: Page, name: string): Promise<string[][]> {
  // Waits for the card first: its toggle appears at the same time and has no wait of its own.
  await expect(figure(page, name)).toBeVisible();
  const asTable = page.getByRole('button', { name: `${name} as a table` });
  if ((await asTable.count()) && (await asTable.getAttribute('aria-pressed')) === 'false')
    await asTable.click();
  const rows = figure(page, name).locator('tbody tr');
  await expect(rows.first()).toBeVisible();
  return rows.evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('th, td')].map((each) => each.textContent!.trim())),
  );
}

/** Creates tickets in several states: new, accepted, overridden, in progress, resolved. */
async function prepare(service: ServiceClient): Promise<void> {
  const ids: number[] = [];
  for (const text of [
    'My invoice was charged twice, refund please',
    'I cannot reach the VPN',
    'Reset my password',
  ]) {
    const { id } = await service.createTicket({ title: text });
    await service.waitUntilTriaged(id);
    ids.push(id);
  }
  await service.acceptSuggestion(ids[0]!);
  await service.acceptSuggestion(ids[1]!);
  const overridden = await service.getTicket(ids[2]!);
  await service.updateTicket(ids[2]!, {
    category: overridden.category === 'general' ? 'billing' : 'general',
    priority: overridden.priority === 'low' ? 'critical' : 'low',
  });
  await service.updateTicket(ids[0]!, { status: 'resolved' });
  await service.updateTicket(ids[1]!, { status: 'in_progress' });
  await service.createTicket({ title: 'Known', category: 'account', priority: 'high' });
}

test('dashboard without tickets has no figures', async ({ page }) => {
  await page.goto('/dashboard');
  await expect(page.getByRole('heading', { name: 'No data yet' })).toBeVisible();
});

test('figures match the API after known changes', async ({ page, service }) => {
  await prepare(service);
  const report = await reportOf(service);
  // The report matches the changes: two accepted, one overridden, one resolved.
  expect(report).toMatchObject({ created: 4, resolved: 1 });
  await page.goto('/dashboard');
  await expect(tile(page, 'Created')).toHaveText('4');
  await expect(tile(page, 'Resolved')).toHaveText('1');
  await expect(tile(page, 'All tickets')).toHaveText('4');
  await expect(tile(page, 'Open')).toHaveText('2');
  await expect(tile(page, 'Needs review')).toHaveText('0');
  await expect(tile(page, 'Suggestions accepted')).toHaveText('67%');

  const volume = await table(page, 'Volume per day');
  expect(volume).toEqual(report.daily.map((day) => [day.date, String(day.created), String(day.resolved)]));
  expect(volume.at(-1)).toEqual([today(), '4', '1']);

  const priority = await table(page, 'By priority');
  expect(priority.map((row) => Number(row[1]))).toEqual(
    priorities.map((each) => report.priority_breakdown[each]),
  );
  const category = await table(page, 'By category');
  expect(category.map((row) => Number(row[1]))).toEqual(
    categories.map((each) => report.category_breakdown[each]),
  );

  const resolution = await table(page, 'Time to resolve');
  expect(resolution.filter((row) => row[1] !== '–').map((row) => row[0])).toEqual([today()]);
  expect(resolution).toHaveLength(30);

  const { buckets } = await service.get<QueueResponse>('/stats/queue');
  const queue = await table(page, 'Backlog by age');
  expect(queue.map((row) => row.slice(1).map(Number))).toEqual(
    buckets.map(({ open, in_progress, waiting, by_priority }) => [
      ...priorities.map((each) => by_priority[each]),
      open,
      in_progress,
      waiting,
    ]),
  );
  expect(queue[0]!.slice(-3)).toEqual(['2', '1', '0']);

  const accepted = await table(page, 'Suggestions accepted per day');
  expect(accepted.at(-1)).toEqual([today(), '–', '–', '67% (2 of 3)', '–']);
  await page.getByRole('button', { name: 'By category', exact: true }).click();
  const byCategory = await table(page, 'Suggestions accepted per day');
  const decisions = report.daily.at(-1)!.decisions.by_category;
  expect(
    byCategory
      .at(-1)!
      .slice(1)
      .map((text) => /\((\d+) of (\d+)\)/.exec(text)?.slice(1).map(Number) ?? [0, 0]),
  ).toEqual(
    categories.map((each) => {
      const { accepted: taken, overridden } = decisions[each]!;
      return [taken, taken + overridden];
    }),
  );

  for (const [name, values, pairs] of [
    ['Category: suggested vs. final', categories, report.triage.category_confusion],
    ['Priority: suggested vs. final', priorities, report.triage.priority_confusion],
  ] as const) {
    const shown = await table(page, name);
    const said = values.map((suggested) =>
      values.map((chosen) => pairs.find((each) => each.suggested === suggested && each.chosen === chosen)!.n),
    );
    expect(shown.map((row) => row.slice(1, -1).map(Number))).toEqual(said);
    expect(said.flat().reduce((sum, n) => sum + n, 0)).toBe(3);
  }
});

test('number links to a list with as many tickets', async ({ page, service }) => {
  await service.createTicket({ title: 'Another one', category: 'account', priority: 'high' });
  const lists: [string, string, number][] = [
    ['By priority', 'High', 0],
    ['By category', 'Account', 0],
    ['Volume per day', today(), 0],
    ['Backlog by age', 'Today', 1],
    ['By status', 'Open', 0],
  ];
  for (const [name, row, link] of lists) {
    await page.goto('/dashboard');
    await table(page, name);
    const number = figure(page, name).getByRole('row', { name: row }).getByRole('link').nth(link);
    const counted = Number(await number.textContent());
    expect(counted, name).toBeGreaterThan(0);
    await number.click();
    await expect(page.getByTestId('total'), name).toHaveText(
      counted === 1 ? '1 ticket' : `${counted} tickets`,
    );
  }
  await page.goto('/dashboard?days=7');
  const created = await tile(page, 'Created').textContent();
  await page.getByRole('link', { name: 'Created' }).click();
  await expect(page).toHaveURL(new RegExp(`created_after=${dayBefore(6)}&created_before=${dayBefore(-1)}`));
  await expect(page.getByTestId('total')).toHaveText(`${created} tickets`);
});

test('bars and days link to the same lists as the table', async ({ page, service }) => {
  await service.createTicket({ title: 'One at least', category: 'account', priority: 'high' });
  await page.goto('/dashboard?days=7');
  const volume = figure(page, 'Volume per day').locator('canvas');
  const box = (await volume.boundingBox())!;
  await page.waitForTimeout(500);
  await page.mouse.click(box.x + box.width - 110, box.y + box.height - 60);
  await expect(page).toHaveURL(
    new RegExp(`/inbox\\?created_after=${today()}&created_before=${dayBefore(-1)}`),
  );

  await page.goto('/dashboard?days=7');
  const canvas = figure(page, 'By priority').locator('canvas');
  await canvas.scrollIntoViewIfNeeded();
  await page.waitForTimeout(500);
  const bars = (await canvas.boundingBox())!;
  await page.mouse.click(bars.x + bars.width / 4, bars.y + bars.height * 0.375);
  await expect(page).toHaveURL(/priority=high/);
  await expect(page).toHaveURL(/created_after=/);
});

test('URL contains the date range', async ({ page, service }) => {
  await service.createTicket({ title: 'One at least', category: 'account', priority: 'high' });
  await page.goto('/dashboard');
  await page.getByRole('button', { name: '7 days' }).click();
  await expect(page).toHaveURL(/days=7/);
  await table(page, 'Volume per day');
  const days = figure(page, 'Volume per day').locator('tbody tr');
  await expect(days).toHaveCount(7);
  await page.getByLabel('From').fill(dayBefore(2));
  await expect(page).toHaveURL(new RegExp(`from=${dayBefore(2)}&to=${today()}`));
  await expect(days).toHaveCount(3);
  await page.reload();
  await table(page, 'Volume per day');
  await expect(days).toHaveCount(3);
  await page.goBack();
  await expect(page.getByRole('button', { name: '7 days' })).toHaveAttribute('aria-pressed', 'true');

  await page.getByLabel('to', { exact: true }).fill(dayBefore(20));
  await expect(page.getByRole('alert')).toHaveText(/must not be after the end date/);
  await page.getByLabel('From').fill('2024-01-01');
  await expect(page.getByRole('alert')).toHaveText(/at most 366 days/);
});

test('figures follow ticket events with a single request for many', async ({ page, service }) => {
  await service.createTicket({ title: 'One at least', category: 'account', priority: 'high' });
  await page.goto('/dashboard');
  const all = tile(page, 'All tickets');
  const before = Number(await all.textContent());
  await page.waitForTimeout(2_500);
  let reads = 0;
  page.on('request', (request) => {
    if (request.url().includes('/stats/report')) reads++;
  });
  for (let index = 0; index < 12; index++)
    await service.createTicket({ title: `Burst ${index}`, category: 'billing', priority: 'low' });
  await expect(all).toHaveText(String(before + 12));
  await page.waitForTimeout(2_500);
  expect(reads).toBeLessThanOrEqual(4);
  const share = (await service.get<{ category_breakdown: Counts }>('/stats')).category_breakdown;
  const category = await table(page, 'By category');
  expect(Number(category[0]![1])).toBe(share['billing']);
});

test('last loaded figures stay visible after a failed request', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/status of 503/);
  await service.createTicket({ title: 'One at least', category: 'account', priority: 'high' });
  await page.goto('/dashboard');
  const all = tile(page, 'All tickets');
  const before = await all.textContent();
  await page.route('**/api/tickets/stats/report*', (route) => route.fulfill({ status: 503, body: '{}' }));
  await service.createTicket({ title: 'Unseen', category: 'billing', priority: 'low' });
  await expect(page.getByRole('alert')).toContainText('Showing data for');
  await expect(all).toHaveText(before!);
  await page.unroute('**/api/tickets/stats/report*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(all).toHaveText(String(Number(before) + 1));
  await expect(page.getByText('Showing data for')).toHaveCount(0);

  await page.route('**/api/tickets/stats/report*', (route) => route.fulfill({ status: 503, body: '{}' }));
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('Server unavailable');
});

test('loading causes no layout shift, and no page overflows', async ({ page, service }) => {
  await service.createTicket({ title: 'There', category: 'billing', priority: 'low' });
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/api/tickets/stats/queue*', async (route) => {
    await held;
    await route.continue();
  });
  await page.goto('/dashboard');
  await expect(page.getByText('Loading dashboard')).toBeAttached();
  const tops = () =>
    page
      .locator('tiq-figure-card, tiq-confusion-table, tiq-tile-list')
      .evaluateAll((all) => all.map((each) => Math.round(each.getBoundingClientRect().top)));
  const before = await tops();
  release();
  await expect(tile(page, 'All tickets')).toBeVisible();
  await expect(page.getByText('Loading dashboard')).toHaveCount(0);
  expect(await tops()).toEqual(before);

  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await page.waitForTimeout(200);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  }
});
