import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { admin, expect, signedOutState, type ServiceClient, test } from './fixtures.ts';

// Isolated, because the views and canned replies shared with all agents would affect other tests.
test.use({ isolationKey: 'accessibility' });

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Pages of agents and admins with content, and their states after an interaction. */
const pages: Record<
  string,
  { path: (id: number) => string; ready: string; act?: (page: Page) => Promise<void> }
> = {
  inbox: { path: () => '/inbox', ready: '[data-ticket]' },
  'inbox, filtered': { path: () => '/inbox?priority=high&search=printer', ready: '[data-ticket]' },
  'inbox, nothing found': { path: () => '/inbox?search=qqqq', ready: 'tiq-notice' },
  'inbox, selected': {
    path: () => '/inbox',
    ready: '[data-ticket]',
    act: (page) => page.locator('[data-ticket] input[type=checkbox]').first().check(),
  },
  ticket: { path: (id) => `/tickets/${id}`, ready: '[data-testid=timeline] li' },
  'ticket, editing': {
    path: (id) => `/tickets/${id}`,
    ready: 'h1',
    act: (page) => page.getByRole('button', { name: 'Edit title and description' }).click(),
  },
  'no such ticket': { path: () => '/tickets/2000000000', ready: 'tiq-notice' },
  'new ticket': { path: () => '/tickets/new', ready: '#new-title' },
  'inbox, previewed': {
    path: () => '/inbox',
    ready: '[data-ticket]',
    act: async (page) => {
      await page.keyboard.press('j');
      await page.keyboard.press('p');
      await page.getByTestId('preview').waitFor();
    },
  },
  triage: { path: () => '/triage', ready: '[data-triage]' },
  board: { path: () => '/board', ready: '[data-card]' },
  'board, by priority': { path: () => '/board?lanes=priority', ready: '[data-card]' },
  'board, by assignee': { path: () => '/board?lanes=assignee', ready: '[data-card]' },
  dashboard: { path: () => '/dashboard', ready: 'canvas' },
  profile: { path: () => '/settings/profile', ready: '[aria-label=Sessions] li' },
  tokens: { path: () => '/settings/tokens', ready: 'tiq-api-tokens-page li, tiq-notice' },
  users: { path: () => '/settings/users', ready: '[data-user]' },
  'canned replies': { path: () => '/settings/canned-replies', ready: 'tiq-canned-replies-page' },
  'triage settings': {
    path: () => '/settings/triage',
    ready: '[data-model]',
    act: async (page) => {
      await page.locator('[data-threshold] canvas, [data-threshold] p').first().waitFor();
      await page.getByRole('button', { name: 'New run' }).click();
    },
  },
  'new mailbox': {
    path: () => '/settings/mailboxes',
    ready: 'tiq-mailboxes-page',
    act: async (page) => {
      await page.getByRole('button', { name: 'New mailbox' }).click();
      await page.getByRole('textbox', { name: 'Email address' }).waitFor();
    },
  },
  quarantine: { path: () => '/settings/quarantine', ready: '#quarantine-heading' },
  organizations: { path: () => '/settings/organizations', ready: '#organizations-heading' },
  teams: { path: () => '/settings/teams', ready: '[data-team]' },
  'no such page': { path: () => '/nowhere', ready: 'tiq-notice' },
  'command palette': {
    path: () => '/inbox',
    ready: '[data-ticket]',
    act: (page) => page.keyboard.press('Control+k'),
  },
  'list of keys': { path: () => '/inbox', ready: '[data-ticket]', act: (page) => page.keyboard.press('?') },
};

/** Creates a ticket with a conversation, other tickets, a view and a canned reply. */
async function fill(service: ServiceClient): Promise<number> {
  await service.createView({ name: 'Burning', query: { priority: ['critical'] }, shared: true });
  await service.createCannedReply({
    title: 'On it',
    body: 'Hello {{requester.name}}, we are on it.',
    shared: true,
  });
  await service.createTicket({
    title: 'Printer on fire',
    category: 'technical',
    priority: 'high',
    tags: ['printer'],
  });
  await service.createTicket({
    title: 'Invoice is paid twice',
    requester: { name: 'Ada', email: 'ada@example.org' },
  });
  const { id } = await service.createTicket({ title: 'Printer is slow', tags: ['printer', 'slow'] });
  await service.waitUntilTriaged(id);
  await service.addMessage(id, 'Which printer is it?');
  await service.addMessage(id, 'It is the old one.', 'internal');
  await service.updateTicket(id, { status: 'in_progress', priority: 'high' });
  return id;
}

/** Rules that depend on the theme: the themes differ only in colors. */
const colours = ['color-contrast', 'link-in-text-block'];

/** Checks all rules in the light theme, and the color rules in the dark theme. */
async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    // Colors between the themes are not those of either.
    await page.evaluate(() =>
      Promise.allSettled(
        document
          .getAnimations()
          .filter((each) => each instanceof CSSTransition)
          .map(({ finished }) => finished),
      ),
    );
    // Legacy mode needs no second page; it skips cross-origin frames, and there are none.
    const axe = new AxeBuilder({ page }).setLegacyMode();
    const asked = colorScheme === 'light' ? axe.withTags(rules) : axe.withRules(colours);
    const { violations } = await asked.analyze();
    found.push(
      ...violations.flatMap(({ id, nodes }) =>
        nodes.map(
          (node) =>
            `${colorScheme}, ${id}: ${node.target.join(' ')} – ${node.failureSummary?.split('\n')[1]?.trim()}`,
        ),
      ),
    );
  }
  return found;
}

test.describe('no axe violations in either theme on', () => {
  test.use({ reducedMotion: 'reduce' } as object);

  test('pages of agents and admins', async ({ page, service, pageErrors }) => {
    test.slow();
    pageErrors.expected.push(/status of 404/);
    const id = await fill(service);
    for (const [name, { path, ready, act }] of Object.entries(pages)) {
      await page.goto(path(id));
      await page.locator(ready).first().waitFor();
      await act?.(page);
      expect.soft(await findings(page), name).toEqual([]);
    }
  });

  test('pages of requesters', async ({ service, openPageAs }) => {
    const rita = await service.createUser('requester', 'Rita Reader');
    const { id } = await service.as(rita).createTicket({ title: 'My screen stays black' });
    await service.addMessage(id, 'Is it plugged in?');
    const page = await openPageAs(rita);
    for (const [path, ready] of [
      ['/my-tickets', '[data-ticket]'],
      ['/my-tickets?search=qqqq', 'tiq-notice'],
      [`/tickets/${id}`, '[data-visibility]'],
      ['/tickets/new', '#file-title'],
      ['/board', 'tiq-notice'],
    ] as const) {
      await page.goto(path);
      await page.locator(ready).first().waitFor();
      expect.soft(await findings(page), path).toEqual([]);
    }
  });

  test('pages before sign-in', async ({ browser, service }) => {
    const context = await browser.newContext({
      baseURL: service.url,
      storageState: signedOutState,
    });
    const page = await context.newPage();
    for (const path of ['/sign-in', '/reset-password#token']) {
      await page.goto(path);
      await page.locator('form').waitFor();
      expect.soft(await findings(page), path).toEqual([]);
    }
    await page.goto('/sign-in');
    await page.getByLabel('Email').fill(admin.email);
    await page.getByLabel('Password', { exact: true }).fill('not this one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('Incorrect').waitFor();
    expect(await findings(page)).toEqual([]);
    await context.close();
  });
});
