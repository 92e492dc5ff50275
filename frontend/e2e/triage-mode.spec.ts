import type { Page } from '@playwright/test';
import { expect, type ServiceClient, test } from './fixtures.ts';

// Isolated, because the decisions of other tests would train the model.
test.use({ isolationKey: 'triage-mode' });

const inSight = (page: Page) => page.locator('[data-triage]');
const comes = (page: Page, id: number) => expect(inSight(page)).toHaveAttribute('data-triage', String(id));
const goes = (page: Page, id: number) => expect(inSight(page)).not.toHaveAttribute('data-triage', String(id));
const idInSight = async (page: Page) => Number(await inSight(page).getAttribute('data-triage'));

/** Creates tickets and waits until each has its suggestion. */
async function suggested(service: ServiceClient, n: number, title: string): Promise<number[]> {
  const ids: number[] = [];
  for (let i = 1; i <= n; i++) ids.push((await service.createTicket({ title: `${title} ${i}` })).id);
  for (const id of ids) expect((await service.waitUntilTriaged(id)).triage.state).toBe('suggested');
  return ids;
}

/** Decides the tickets of other tests, so that each test starts with its own queue. */
async function emptyQueue(service: ServiceClient): Promise<void> {
  for (const { id, category, priority } of await service.listTickets('triage_state=suggested&limit=100'))
    await service.updateTicket(id, { category, priority });
}

test.beforeEach(async ({ service }) => emptyQueue(service));

test('twenty suggestions are reviewed by keyboard, with little more than one key each', async ({
  page,
  service,
}) => {
  const ids = await suggested(service, 20, 'Invoice is wrong');
  await page.goto('/triage');
  await expect(inSight(page)).toBeVisible();
  await expect(page.getByTestId('progress')).toContainText('20 remaining');
  let keys = 0;
  const press = async (key: string) => {
    keys++;
    await page.keyboard.press(key);
  };
  const pressed = new Map<number, { state: string; priority?: string; category?: string }>();
  const began = Date.now();
  for (let i = 0; i < ids.length; i++) {
    const id = await idInSight(page);
    expect(pressed.has(id)).toBe(false);
    const { priority, category } = await service.getTicket(id);
    const otherPriority = priority === 'critical' ? 'low' : 'critical';
    const otherCategory = category === 'account' ? 'general' : 'account';
    if (i % 5 === 4) {
      await press(otherPriority === 'low' ? '4' : '1');
      pressed.set(id, { state: 'overridden', priority: otherPriority, category });
    } else if (i === 7) {
      await press(otherCategory === 'general' ? '8' : '7');
      pressed.set(id, { state: 'overridden', priority, category: otherCategory });
    } else if (i === 12) {
      await press(otherPriority === 'low' ? 'Shift+Digit4' : 'Shift+Digit1');
      await comes(page, id);
      await press(otherCategory === 'general' ? '8' : '7');
      pressed.set(id, { state: 'overridden', priority: otherPriority, category: otherCategory });
    } else {
      await press(['e', 'Enter', 'Space'][i % 3]!);
      pressed.set(id, { state: 'accepted', priority, category });
    }
    if (i < ids.length - 1) {
      await goes(page, id);
      const counts = ['progress', 'waiting'].map((name) => `[data-testid=${name}]`);
      const shown = await page.evaluate(
        (selectors) =>
          selectors.map((selector) =>
            Number.parseInt(document.querySelector(selector)?.textContent ?? '', 10),
          ),
        counts,
      );
      expect(shown).toEqual([ids.length - i - 1, ids.length - i - 1]);
    }
  }
  await expect(page.getByRole('heading', { name: 'You’re all caught up' })).toBeVisible();
  expect(Date.now() - began).toBeLessThan(60_000);
  expect(keys).toBeLessThanOrEqual(24);
  await expect(page.getByTestId('progress')).toContainText('20 reviewed');
  expect([...pressed.keys()].sort((a, b) => a - b)).toEqual(ids);
  for (const [id, expected] of pressed) {
    await expect.poll(async () => (await service.getTicket(id)).triage.state).toBe(expected.state);
    expect(await service.getTicket(id)).toMatchObject({
      priority: expected.priority,
      category: expected.category,
    });
  }
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/inbox/);
});

test('next ticket is shown while the previous decision is being saved', async ({ page, service }) => {
  const ids = await suggested(service, 3, 'Slow network');
  let letThrough!: () => void;
  const held = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route('**/api/tickets/*', async (route) => {
    if (route.request().method() === 'PATCH') await held;
    await route.continue();
  });
  await page.goto('/triage');
  await expect(inSight(page)).toBeVisible();
  const shown = await page.evaluate(async () => {
    const id = () => document.querySelector('[data-triage]')?.getAttribute('data-triage') ?? null;
    const before = id();
    const began = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'e', bubbles: true }));
    while (id() === before) await new Promise((resolve) => requestAnimationFrame(resolve));
    return performance.now() - began;
  });
  // The request is held; the page did not wait for it.
  expect(shown).toBeLessThan(1_000);
  await page.keyboard.press('e');
  // Leaving the page does not cancel pending requests.
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL(/\/inbox/);
  letThrough();
  await expect
    .poll(async () => Promise.all(ids.map(async (id) => (await service.getTicket(id)).triage.state)))
    .toEqual(expect.arrayContaining(['accepted', 'accepted', 'suggested']));
});

test('unsaved decision returns with its error and is retried', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/status of 500/);
  await suggested(service, 3, 'Will fail once');
  await page.goto('/triage');
  await expect(inSight(page)).toBeVisible();
  const first = await idInSight(page);
  let failures = 1;
  await page.route(`**/api/tickets/${first}`, async (route) => {
    if (route.request().method() === 'PATCH' && failures-- > 0)
      return route.fulfill({
        status: 500,
        contentType: 'application/problem+json',
        body: '{"title":"It broke","status":500,"detail":"Nothing was saved."}',
      });
    return route.continue();
  });
  await page.keyboard.press('1');
  await expect(page.getByTestId('toast')).toContainText(`Couldn’t save the review of #${first}`);
  // Placed after the current ticket, which the agent may be about to decide.
  await goes(page, first);
  const second = await idInSight(page);
  await page.keyboard.press('e');
  await comes(page, first);
  await expect(inSight(page).getByRole('alert')).toContainText('Nothing was saved.');
  expect((await service.getTicket(first)).triage.state).toBe('suggested');
  await inSight(page).getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect.poll(async () => (await service.getTicket(first)).priority).toBe('critical');
  await expect.poll(async () => (await service.getTicket(second)).triage.state).toBe('accepted');
});

test('going back undoes a decision, and skipped tickets are offered again', async ({ page, service }) => {
  await suggested(service, 3, 'Think again');
  await page.goto('/triage');
  await expect(inSight(page)).toBeVisible();
  const first = await idInSight(page);
  const { priority } = await service.getTicket(first);
  await page.keyboard.press(priority === 'low' ? '1' : '4');
  await goes(page, first);
  const second = await idInSight(page);
  await page.keyboard.press('k');
  await comes(page, first);
  await page.keyboard.press('e');
  await expect.poll(async () => (await service.getTicket(first)).priority).toBe(priority);
  // The first decision counts.
  expect((await service.getTicket(first)).triage.state).toBe('overridden');
  await comes(page, second);
  await page.keyboard.press('j');
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { name: 'All caught up, except skipped tickets' })).toBeVisible();
  await page.getByRole('button', { name: 'Review skipped' }).click();
  await comes(page, second);
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { name: 'You’re all caught up' })).toBeVisible();
  await expect.poll(async () => (await service.getTicket(second)).triage.state).toBe('accepted');
});

test('tickets created and decided by others appear live', async ({ page, service }) => {
  const [only] = await suggested(service, 1, 'Two look at it');
  await page.goto('/triage');
  await expect(inSight(page)).toBeVisible();
  await expect(page.getByRole('status').filter({ hasText: 'Live' }).first()).toBeVisible();
  await service.updateTicket(only!, { priority: 'critical', category: 'account' });
  await expect(page.getByTestId('gone')).toContainText('It is now Critical, Account.');
  await page.keyboard.press('e');
  await expect(page.getByRole('heading', { name: 'You’re all caught up' })).toBeVisible();
  expect((await service.getTicket(only!)).category).toBe('account');
  const { id } = await service.createTicket({ title: 'Just in' });
  await expect(page.locator(`[data-triage="${id}"]`)).toBeVisible();
  await expect(page.getByTestId('said')).toContainText('Just in');
});

test('triage works by touch on a phone without overflow', async ({ page, service }) => {
  const ids = await suggested(service, 2, 'On the way home');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/triage');
  await expect(inSight(page)).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  const first = await idInSight(page);
  await page.getByRole('button', { name: 'Critical' }).click();
  await page.getByRole('button', { name: 'Accept' }).click();
  await expect(page.getByRole('heading', { name: 'You’re all caught up' })).toBeVisible();
  await expect.poll(async () => (await service.getTicket(first)).priority).toBe('critical');
  const second = ids.find((id) => id !== first)!;
  await expect.poll(async () => (await service.getTicket(second)).triage.state).toBe('accepted');
});
