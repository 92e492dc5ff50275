import type { CDPSession, Page, Request } from '@playwright/test';
import { boardCard, expect, type TestUser, test } from './fixtures.ts';

const filed = { category: 'general', priority: 'low' };
const title = (page: Page, id: number) => page.locator(`[data-card="${id}"] a`);
const cell = (page: Page, lane: string, status: string) =>
  page.locator(`[data-lane="${lane}"][data-column="${status}"]`);
const inCell = (page: Page, lane: string, status: string, id: number) =>
  cell(page, lane, status).locator(`[data-card="${id}"]`);
const countIn = async (page: Page, lane: string, status: string) => {
  const text = cell(page, lane, status).getByTestId('column-count');
  await expect(text).toHaveText(/\d/);
  return Number(await text.textContent());
};

async function middleOf(page: Page, selector: string): Promise<{ x: number; y: number }> {
  const box = await page.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not shown.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
async function dragByMouse(page: Page, id: number, to: string): Promise<void> {
  await page.locator(`[data-card="${id}"]`).scrollIntoViewIfNeeded();
  const from = await middleOf(page, `[data-card="${id}"]`);
  await page.mouse.move(from.x, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 10, from.y + 30, { steps: 4 });
  const target = await middleOf(page, to);
  await page.mouse.move(target.x, target.y, { steps: 12 });
}
async function dragByTouch(
  page: Page,
  touch: CDPSession,
  id: number,
  to: string,
  hold: number,
): Promise<void> {
  const from = await middleOf(page, `[data-card="${id}"]`);
  const target = await middleOf(page, to);
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await send('touchStart', [from]);
  await page.waitForTimeout(hold);
  for (let step = 1; step <= 12; step++) {
    const part = step / 12;
    await send('touchMove', [
      { x: from.x + (target.x - from.x) * part, y: from.y + (target.y - from.y) * part },
    ]);
  }
  await send('touchEnd', []);
}

test('long press drags a card; a short one does not', async ({
  browser,
  service,
  adminSession,
  pageErrors,
}) => {
  const { id } = await service.createTicket({ title: 'Press me', category: 'general', priority: 'critical' });
  const context = await browser.newContext({
    baseURL: service.url,
    storageState: adminSession,
    viewport: { width: 1024, height: 768 },
    hasTouch: true,
    isMobile: true,
  });
  pageErrors.listenTo(context);
  const page = await context.newPage();
  const touch = await context.newCDPSession(page);
  await page.goto('/board');
  await expect(boardCard(page, id, 'open')).toBeVisible();

  await dragByTouch(page, touch, id, '[data-column=in_progress]', 20);
  await page.waitForTimeout(500);
  await expect(boardCard(page, id, 'open')).toBeVisible();

  await dragByTouch(page, touch, id, '[data-column=in_progress]', 400);
  await expect(boardCard(page, id, 'in_progress')).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('in_progress');
  await context.close();
});

test('keyboard moves a card to allowed columns only', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Carry me', category: 'general', priority: 'critical' });
  await page.goto('/board');
  await title(page, id).focus();
  await expect(title(page, id)).toHaveAccessibleDescription(/pick it up with Space/);
  const said = page.locator('.cdk-live-announcer-element');

  await page.keyboard.press('Space');
  await expect(said).toContainText(`Ticket ${id} picked up from Open`);
  await expect(page.locator('[data-column=closed]')).toContainText('Can’t move from Open');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-column=in_progress]')).toContainText('Press Space to drop here');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-column=waiting]')).toContainText('Press Space to drop here');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-column=resolved]')).toContainText('Press Space to drop here');
  await expect(said).toHaveText('Resolved');
  await page.keyboard.press('ArrowRight');
  await expect(said).toContainText('can’t move further in this direction');
  await page.keyboard.press('Escape');
  await expect(page.getByText('Press Space to drop here')).toHaveCount(0);
  await expect(title(page, id)).toBeFocused();
  await page.waitForTimeout(300);
  expect((await service.getTicket(id)).status).toBe('open');

  await page.keyboard.press('Space');
  for (let columns = 0; columns < 3; columns += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(boardCard(page, id, 'resolved')).toBeVisible();
  await expect(title(page, id)).toBeFocused();
  await expect(said).toContainText(`Ticket ${id} is now in Resolved`);
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('resolved');

  // From here, only open and closed are allowed.
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-column=open]')).toContainText('Press Space to drop here');
  await page.keyboard.press('Tab');
  await expect(page.getByText('Press Space to drop here')).toHaveCount(0);
  expect((await service.getTicket(id)).status).toBe('resolved');
});

test('undo reverts a move, also without a direct transition back', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Undo me', category: 'general', priority: 'critical' });
  await service.updateTicket(id, { status: 'in_progress' });
  await page.goto('/board');
  await title(page, id).focus();
  await page.keyboard.press('Space');
  for (let columns = 0; columns < 2; columns += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(boardCard(page, id, 'resolved')).toBeVisible();
  await expect(page.getByTestId('toast')).toContainText(`#${id} moved to Resolved`);
  await page.keyboard.press('z');
  await expect(boardCard(page, id, 'in_progress')).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('in_progress');
  await expect(title(page, id)).toBeFocused();
});

test('undoing a priority change leaves the suggestion undecided', async ({ page, service }) => {
  const { id } = await service.createTicket({ title: 'Invoice was charged twice' });
  const { priority } = await service.waitUntilTriaged(id);
  const [to, key] = priority === 'high' ? ['medium', 'ArrowDown'] : ['high', 'ArrowUp'];
  await page.goto('/board?lanes=priority');
  await title(page, id).focus();
  await page.keyboard.press('Space');
  for (let steps = priority === 'low' ? 2 : 1; steps > 0; steps--) await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe(to);
  expect((await service.getTicket(id)).triage.state).toBe('overridden');
  await expect(page.getByTestId('toast')).toContainText(`#${id} moved`);
  await page.keyboard.press('z');
  await expect.poll(async () => (await service.getTicket(id)).triage.state).toBe('suggested');
  expect((await service.getTicket(id)).priority).toBe(priority);
  await expect(inCell(page, priority, 'open', id)).toBeVisible();
});

test('arrow keys move between cards, and Enter opens one', async ({ page, service }) => {
  const first = await service.createTicket({
    title: 'Walk one',
    tags: ['walk'],
    ...filed,
    priority: 'critical',
  });
  const second = await service.createTicket({
    title: 'Walk two',
    tags: ['walk'],
    ...filed,
    priority: 'critical',
  });
  const third = await service.createTicket({ title: 'Walk three', ...filed, priority: 'critical' });
  await service.updateTicket(third.id, { status: 'in_progress' });
  await page.goto('/board?search=walk');
  await expect(boardCard(page, first.id, 'open')).toBeVisible();
  await page.keyboard.press('j');
  await expect(title(page, second.id)).toBeFocused();
  await page.keyboard.press('j');
  await expect(title(page, first.id)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(title(page, third.id)).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('k');
  await expect(title(page, second.id)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Walk two' })).toBeVisible();
});

test('priority lanes show the counts of the server, and a card changes lane and status at once', async ({
  page,
  service,
}) => {
  const { id } = await service.createTicket({ title: 'Raise me', ...filed });
  await page.goto('/board');
  await page.getByRole('group', { name: 'Group by' }).getByRole('button', { name: 'Priority' }).click();
  await expect(page).toHaveURL(/lanes=priority/);
  // Cells load once they are near the viewport.
  await cell(page, 'low', 'open').scrollIntoViewIfNeeded();
  await expect(inCell(page, 'low', 'open', id)).toBeVisible();
  for (const lane of ['critical', 'low'])
    for (const status of ['open', 'resolved'])
      expect(await countIn(page, lane, status)).toBe(await service.countTickets({ priority: lane, status }));

  const patches: unknown[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH') patches.push(request.postDataJSON());
  });
  const [low, high] = [await countIn(page, 'low', 'open'), await countIn(page, 'high', 'in_progress')];
  await title(page, id).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await expect(inCell(page, 'high', 'in_progress', id)).toBeVisible();
  await expect(title(page, id)).toBeFocused();
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('high');
  expect((await service.getTicket(id)).status).toBe('in_progress');
  expect(patches).toEqual([{ status: 'in_progress', priority: 'high' }]);
  await expect.poll(() => countIn(page, 'low', 'open')).toBe(low - 1);
  await expect.poll(() => countIn(page, 'high', 'in_progress')).toBe(high + 1);

  // Also by mouse. Lanes can be collapsed, and the lane selection is stored.
  await dragByMouse(page, id, '[data-lane=medium][data-column=in_progress]');
  await page.mouse.up();
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('medium');
  const head = page.getByRole('button', { name: 'Medium' });
  await head.click();
  await expect(cell(page, 'medium', 'open')).toHaveCount(0);
  await expect(head).toHaveAttribute('aria-expanded', 'false');
  await page.goto('/board');
  await expect(page).toHaveURL(/lanes=priority/);
  await expect(cell(page, 'medium', 'open')).toBeVisible();
});

test('assignee lanes assign a ticket, and show changes of other agents', async ({
  page,
  service,
  pageErrors,
}) => {
  pageErrors.expected.push(/status of 412/);
  const ada: TestUser = await service.createUser('agent', 'Ada Lane');
  const ben: TestUser = await service.createUser('agent', 'Ben Lane');
  const { id } = await service.createTicket({ title: 'Give me', ...filed, priority: 'critical' });
  const other = await service.createTicket({ title: 'Bens', ...filed, priority: 'critical' });
  await service.updateTicket(id, { assignee_id: ada.id });
  await service.updateTicket(other.id, { assignee_id: ben.id });
  await page.goto('/board?lanes=assignee');
  await expect(inCell(page, String(ada.id), 'open', id)).toBeVisible();
  for (const person of [ada, ben])
    expect(await countIn(page, String(person.id), 'open')).toBe(
      await service.countTickets({ assignee: String(person.id), status: 'open' }),
    );
  expect(await countIn(page, 'none', 'open')).toBe(
    await service.countTickets({ assignee: 'none', status: 'open' }),
  );

  await dragByMouse(page, id, `[data-lane="${ben.id}"][data-column=in_progress]`);
  await page.mouse.up();
  await expect(inCell(page, String(ben.id), 'in_progress', id)).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).assignee?.id).toBe(ben.id);
  expect((await service.getTicket(id)).status).toBe('in_progress');
  await expect.poll(() => countIn(page, String(ben.id), 'in_progress')).toBe(1);
  await expect.poll(() => countIn(page, String(ada.id), 'open')).toBe(0);

  await title(page, id).focus();
  await service.updateTicket(id, { assignee_id: ada.id });
  await expect(inCell(page, String(ada.id), 'in_progress', id)).toBeVisible();
  await expect(title(page, id)).toBeFocused();
  await page.keyboard.press('z');
  await expect(page.getByTestId('toast').last()).toContainText('changed by someone else');
});

test('columns that reject a card are marked during dragging', async ({ page, service }) => {
  const { id } = await service.createTicket({
    title: 'Refuse me',
    category: 'general',
    priority: 'critical',
  });
  await page.goto('/board?lanes=none');
  await expect(boardCard(page, id, 'open')).toBeVisible();
  await dragByMouse(page, id, '[data-column=closed]');
  await expect(page.locator('[data-column=closed]')).toContainText('Can’t move from Open');
  await expect(page.locator('[data-column=resolved]')).not.toContainText('Can’t move from Open');
  await page.mouse.up();
  await expect(page.getByTestId('toast')).toContainText('can’t be moved from Open to Closed');
  await expect(boardCard(page, id, 'open')).toBeVisible();
  expect((await service.getTicket(id)).status).toBe('open');

  await page.getByRole('button', { name: `Move ticket ${id}` }).click();
  await page.getByRole('menuitem', { name: 'In progress' }).click();
  await expect(boardCard(page, id, 'in_progress')).toBeVisible();
  await expect(title(page, id)).toBeFocused();
});

test('failed move is reverted visibly and can be retried', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/net::ERR_FAILED/, /status of 500/);
  const { id } = await service.createTicket({ title: 'Fail me', category: 'general', priority: 'critical' });
  await page.goto('/board?lanes=none');
  const open = await countIn(page, 'all', 'open');
  let answer: () => void = () => undefined;
  const answered = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/tickets/*', async (route) => {
    if (route.request().method() !== 'PATCH') return route.continue();
    await answered;
    return route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: '{"title":"Broken"}',
    });
  });
  await title(page, id).focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  // Shown before the response.
  await expect(boardCard(page, id, 'in_progress')).toBeVisible();
  await expect.poll(() => countIn(page, 'all', 'open')).toBe(open - 1);
  // Other changes of the counts are loaded only after the move. They are announced once a second.
  await service.createTicket({ title: 'Filed meanwhile', ...filed });
  await page.waitForTimeout(1_500);
  expect(await countIn(page, 'all', 'open')).toBe(open - 1);
  answer();
  await expect(boardCard(page, id, 'open')).toBeVisible();
  await expect(title(page, id)).toBeFocused();
  await expect.poll(() => countIn(page, 'all', 'open')).toBe(open + 1);
  await expect(page.getByTestId('toast')).toContainText(`Couldn’t move #${id}`);
  expect((await service.getTicket(id)).status).toBe('open');

  await page.unroute('**/api/tickets/*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(boardCard(page, id, 'in_progress')).toBeVisible();
  await expect.poll(async () => (await service.getTicket(id)).status).toBe('in_progress');
});

test('board with many lanes loads visible cells only, a few at a time', async ({ page, service }) => {
  for (const lane of ['critical', 'high', 'medium', 'low'])
    for (let index = 0; index < 4; index++)
      await service.createTicket({ title: `Fill ${index}`, ...filed, priority: lane });
  let asked = 0;
  let most = 0;
  const underWay = new Set<Request>();
  // The board cancels obsolete requests.
  page.on('requestfailed', (request) => underWay.delete(request));
  await page.route(/\/api\/tickets\?/, async (route) => {
    // The navigation's count has no status filter.
    if (!new URL(route.request().url()).searchParams.has('status')) return route.continue();
    asked++;
    underWay.add(route.request());
    most = Math.max(most, underWay.size);
    await new Promise((resolve) => setTimeout(resolve, 50));
    underWay.delete(route.request());
    await route.continue();
  });
  await page.setViewportSize({ width: 1440, height: 420 });
  await page.goto('/board?lanes=priority');
  await expect(cell(page, 'critical', 'open').locator('[data-card]').first()).toBeVisible();
  await page.waitForTimeout(1_000);
  expect(most).toBeLessThanOrEqual(3);
  expect(asked).toBeLessThan(16);
  await cell(page, 'low', 'open').scrollIntoViewIfNeeded();
  await expect(cell(page, 'low', 'open').locator('[data-card]').first()).toBeVisible();
});

test('board is searched and filtered, and reports a new ticket in its cell', async ({ page, service }) => {
  const billing = await service.createTicket({ title: 'Quokka bill', ...filed, category: 'billing' });
  const general = await service.createTicket({ title: 'Quokka chat', ...filed });
  await page.goto('/board?lanes=none&search=quokka');
  await expect(boardCard(page, general.id, 'open')).toBeVisible();
  await expect(page.locator('[data-card]')).toHaveCount(2);
  await expect(cell(page, 'all', 'open').getByTestId('column-count')).toHaveText('2');
  await page.getByRole('button', { name: 'Category' }).click();
  await page.getByRole('checkbox', { name: 'Billing' }).check();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-card]')).toHaveCount(1);
  await expect(boardCard(page, billing.id, 'open')).toBeVisible();
  expect(page.url()).toContain('category=billing');
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.locator('[data-card]')).not.toHaveCount(1);
  // If the cell was loaded later, it would include the ticket instead of reporting it.
  await expect(boardCard(page, general.id, 'open')).toBeVisible();

  const late = await service.createTicket({ title: 'Late', ...filed, priority: 'critical' });
  await cell(page, 'all', 'open').getByRole('button', { name: '1 new' }).click();
  await expect(boardCard(page, late.id, 'open')).toBeVisible();
});

test('board has the width of its page, with and without lanes', async ({ page, service }) => {
  // In the first lane, because cells out of view are not loaded.
  await service.createTicket({ title: 'W'.repeat(180), ...filed, priority: 'critical' });
  for (const width of [1440, 1024, 390]) {
    await page.setViewportSize({ width, height: 844 });
    for (const lanes of ['none', 'priority', 'assignee']) {
      await page.goto(`/board?lanes=${lanes}`);
      await expect(page.locator('[data-card]').first()).toBeAttached();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(wide, `${lanes} at ${width}`).toBeLessThanOrEqual(width);
    }
  }
});
