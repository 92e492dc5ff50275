import type { Page } from '@playwright/test';
import { expect, type ServiceClient, test } from './fixtures.ts';

const composer = (page: Page) => page.getByTestId('composer');
const send = (page: Page) => page.getByTestId('send');
const note = (page: Page) => page.getByRole('textbox', { name: 'Internal note' });
const reply = (page: Page) => page.getByRole('textbox', { name: 'Public reply' });

const aTicketOf = (service: ServiceClient, name: string) =>
  service.createTicket({
    title: `Asked by ${name}`,
    category: 'general',
    priority: 'medium',
    requester: { name, email: 'imran@example.org' },
  });

async function openTicket(page: Page, id: number): Promise<void> {
  await page.goto(`/tickets/${id}`);
  await expect(composer(page)).toBeVisible();
}

for (const text of [
  'Careful, this one is a returning troublemaker',
  'SECRET: customer is difficult',
  'no refund; 1234 zzz jk ?',
  'g i and g b',
]) {
  test(`note typed after a click on its button stays a note: ${text}`, async ({ page, service }) => {
    const { id } = await aTicketOf(service, 'Imran Sethi');
    await service.waitUntilTriaged(id);
    await openTicket(page, id);
    await page.getByRole('button', { name: 'Internal note' }).click();
    await expect(note(page)).toBeFocused();
    await page.keyboard.type(text);
    await expect(note(page)).toHaveValue(text);
    await page.keyboard.press('Control+Enter');
    await expect(page.locator('[data-visibility=internal]')).toContainText(text);
    await expect(page.locator('[data-visibility=public]')).toHaveCount(0);
    const { title, priority, assignee } = await service.getTicket(id);
    expect({ title, priority, assignee }).toEqual({
      title: 'Asked by Imran Sethi',
      priority: 'medium',
      assignee: null,
    });
  });
}

test('letters are no shortcuts on controls of the composer or after a click beside it', async ({
  page,
  service,
}) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  const keys = ['1', 'a', 'e', 't', 'n', 'c', 'z', 'j'];
  for (const name of ['Public reply', 'Internal note', 'Canned replies']) {
    await composer(page).getByRole('button', { name }).focus();
    for (const key of keys) await page.keyboard.press(key);
  }
  await note(page).or(reply(page)).first().fill('Half a sentence');
  await send(page).focus();
  for (const key of keys) await page.keyboard.press(key);
  await expect(reply(page)).toHaveValue('Half a sentence');
  // Shortcuts stay suspended when the focus is lost during writing.
  await reply(page).focus();
  await page.getByRole('heading', { level: 1 }).click();
  for (const key of keys) await page.keyboard.press(key);
  await expect(page).toHaveURL(new RegExp(`/tickets/${id}$`));
  await expect(page.getByLabel('Title')).toHaveCount(0);
  await expect(reply(page)).toHaveValue(`Half a sentence${keys.join('')}`);
  await expect(page.getByTestId('toast')).toHaveCount(0);
  expect((await service.getTicket(id)).priority).toBe('medium');

  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('critical');
  await expect(reply(page)).toHaveValue(`Half a sentence${keys.join('')}`);
});

test('typing continues in the composer after a click on a button elsewhere', async ({ page, service }) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await page.keyboard.press('n');
  await page.keyboard.type('Careful');
  await page.getByRole('button', { name: 'Assign to me' }).click();
  await expect(page.getByRole('combobox', { name: 'Assignee' })).not.toHaveValue('');
  await page.keyboard.type('4 of them, r');
  await expect(note(page)).toHaveValue('Careful4 of them, r');
  expect((await service.getTicket(id)).priority).toBe('medium');
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await expect.poll(async () => (await service.getTicket(id)).priority).toBe('critical');
});

test('reply started for another requester requires a confirmation', async ({ page, service }) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await reply(page).fill('Dear Imran');
  await service.updateTicket(id, { requester: { name: 'Tom Stone' } });
  await expect(page.getByTestId('audience')).toContainText('Tom Stone');
  await reply(page).press('Control+Enter');
  await expect(page.getByTestId('crossing')).toContainText('The requester is now Tom Stone. Send anyway?');
  await page.getByRole('button', { name: 'Keep writing' }).click();
  await expect(reply(page)).toHaveValue('Dear Imran');
  expect(await service.listMessages(id)).toHaveLength(0);
});

test('Escape leaves the composer, then the note shortcut opens a note', async ({ page, service }) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await page.keyboard.press('r');
  await page.keyboard.type('We look into it.');
  await page.keyboard.press('Control+Enter');
  // The focus moves from the composer to the message, which is announced.
  await expect(page.getByTestId('conversation')).toBeFocused();
  await expect(page.locator('.cdk-live-announcer-element')).toHaveText('Reply sent to Imran Sethi');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(note(page)).toBeFocused();
  await page.keyboard.type('He calls each week.');
  await page.keyboard.press('Escape');
  await expect(note(page)).not.toBeFocused();
  await expect(note(page)).toHaveValue('He calls each week.');
  await page.keyboard.press('n');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-visibility=internal]')).toContainText('He calls each week.');
  await expect(page.locator('[data-visibility=public]')).toHaveText([/We look into it\./]);
});

test('composer with text changes its visibility only on request', async ({ page, service }) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await page.keyboard.press('n');
  await page.keyboard.type('Do not tell him');
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await expect(note(page)).toBeFocused();
  await expect(page.getByTestId('toast')).toContainText('You are writing an internal note');
  await expect(send(page)).toHaveText('Add internal note');

  // The button asks for confirmation; shortcuts that send do not confirm it.
  const publish = page.getByRole('alertdialog');
  await page.getByRole('button', { name: 'Public reply', exact: true }).click();
  await expect(publish).toContainText('public reply to Imran Sethi?');
  await expect(publish.getByRole('button', { name: 'Keep as note' })).toBeFocused();
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-visibility]')).toHaveCount(0);
  await page.getByRole('button', { name: 'Public reply', exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(publish).toHaveCount(0);
  await expect(note(page)).toHaveValue('Do not tell him');
  await page.getByRole('button', { name: 'Public reply', exact: true }).click();
  await publish.getByRole('button', { name: 'Change to public reply' }).click();
  await expect(reply(page)).toHaveValue('Do not tell him');
  await expect(send(page)).toHaveText('Send to Imran Sethi');

  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(reply(page)).toBeFocused();
  await page.getByRole('button', { name: 'Internal note' }).click();
  await expect(note(page)).toHaveValue('Do not tell him');
});

test('reply and note differ in text, icon and color in both themes', async ({ page, service }) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  for (const theme of ['light', 'dark']) {
    await page.addInitScript((chosen) => localStorage.setItem('ticketiq.theme', chosen), theme);
    await openTicket(page, id);
    const look = () =>
      composer(page).evaluate((form) => {
        const { backgroundColor, borderTopColor, borderTopStyle } = getComputedStyle(form);
        const sign = form.querySelector('[data-testid=audience] path')?.getAttribute('d');
        return { backgroundColor, borderTopColor, borderTopStyle, sign };
      });
    await expect(page.getByTestId('audience')).toHaveText(
      'Public reply: Imran Sethi has no account and won’t receive it',
    );
    const asReply = await look();
    await page.getByRole('button', { name: 'Internal note' }).click();
    await expect(page.getByTestId('audience')).toHaveText('Internal note: only agents can see it');
    const asNote = await look();
    for (const what of ['backgroundColor', 'borderTopColor', 'borderTopStyle', 'sign'] as const)
      expect(asNote[what], `${theme} ${what}`).not.toBe(asReply[what]);
  }
});

test('reply may start with a semicolon; canned replies have their own shortcut', async ({
  page,
  service,
}) => {
  await service.createCannedReply({ title: 'Greeting', body: 'Hello {{requester.name}}' });
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await page.keyboard.press('r');
  await page.keyboard.type(';-) thanks');
  await expect(reply(page)).toHaveValue(';-) thanks');
  await page.keyboard.type(' ');
  await page.keyboard.press('Control+;');
  const find = page.getByRole('combobox', { name: 'Search canned replies' });
  await expect(find).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(reply(page)).toBeFocused();
  await expect(reply(page)).toHaveValue(';-) thanks ');
  await page.keyboard.press('Control+;');
  await expect(find).toBeFocused();
  await page.keyboard.type('greet');
  await page.keyboard.press('Enter');
  await expect(reply(page)).toHaveValue(';-) thanks Hello Imran Sethi');
});

test('discarded note is restored as a note on its own ticket', async ({ page, service }) => {
  const first = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, first.id);
  await page.keyboard.press('n');
  await page.keyboard.type('Only for us');
  await page.reload();
  await page.getByTestId('restored').getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('button', { name: 'Public reply', exact: true }).click();
  await page.getByTestId('toast').getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('button', { name: 'Open draft' }).click();
  await expect(note(page)).toHaveValue('Only for us');
});

test('failed reply is not merged with a note', async ({ page, service, pageErrors }) => {
  pageErrors.expected.push(/status of 500/);
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await page.route('**/messages', (route) =>
    route.request().method() === 'POST'
      ? route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"title":"It broke"}' })
      : route.continue(),
  );
  await reply(page).fill('For everybody');
  await page.keyboard.press('Control+Enter');
  const outgoing = page.getByTestId('outgoing');
  await expect(outgoing.getByRole('alert')).toContainText('Not sent');
  await page.getByRole('button', { name: 'Internal note' }).click();
  await page.keyboard.type('For us alone');
  await outgoing.getByRole('button', { name: 'Edit' }).click();
  await expect(outgoing).toContainText('For everybody');
  await expect(note(page)).toHaveValue('For us alone');
});

/** Simulates a paste: the whole text in one event, possibly over the limit. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((text) => document.execCommand('insertText', false, text), text);
}

test('pasted text over the limit is retained, counted, and not sent', async ({ page, service }) => {
  const log = `${'x'.repeat(27_000)} where the error stands`;
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await service.waitUntilTriaged(id);
  await openTicket(page, id);
  for (const [key, box] of [
    ['r', reply(page)],
    ['n', note(page)],
  ] as const) {
    await page.keyboard.press(key);
    await paste(page, log);
    await expect(box).toHaveValue(log);
    await expect(composer(page).getByTestId('length')).toHaveText(
      '27,023 / 20,0007,023 characters too many. The limit is 20,000.',
    );
    await expect(send(page)).toBeDisabled();
    await page.keyboard.press('Control+Enter');
    await expect(box).toHaveValue(log);
    await box.fill('It fits.');
    await expect(composer(page).getByTestId('length')).toHaveCount(0);
    await page.keyboard.press('Control+Enter');
    await expect(page.locator(`[data-visibility=${key === 'r' ? 'public' : 'internal'}]`)).toContainText(
      'It fits.',
    );
  }

  await page.getByRole('button', { name: 'Edit title and description' }).click();
  await page.getByLabel('Title').fill('x'.repeat(260));
  await page.getByRole('button', { name: 'Save text' }).click();
  await expect(page.getByTestId('length')).toHaveText('260 / 20060 characters too many. The limit is 200.');
  await page.getByRole('button', { name: 'Cancel' }).click();

  const tag = page.getByLabel('Add a tag');
  await tag.fill(`vpn, ${'y'.repeat(51)}`);
  await tag.press('Enter');
  await expect(page.locator('#tag-fault')).toHaveText(/is too long. Tags can have up to 50 characters./);
  await tag.fill('p1, outage');
  await tag.press('Enter');
  await expect.poll(async () => (await service.getTicket(id)).tags).toEqual(['p1', 'outage']);
  expect((await service.getTicket(id)).title).toBe('Asked by Imran Sethi');

  await page.goto('/tickets/new');
  await page.getByLabel('Title').fill('A long log');
  await page.getByLabel('Description').focus();
  await paste(page, log);
  await expect(page.getByLabel('Description')).toHaveValue(log);
  await page.getByRole('button', { name: 'Create ticket' }).click();
  await expect(page.locator('#new-description-error')).toHaveText(
    '27,023 / 20,000 · 7,023 characters too many. The limit is 20,000.',
  );
  await expect(page.getByLabel('Description')).toBeFocused();
});

test('public reply names its recipient', async ({ page, service }) => {
  const rita = await service.createUser('requester', 'Rita Reachable');
  for (const [requester, audience] of [
    [{ email: rita.email, name: 'Rita' }, 'Public reply: Rita will see it'],
    [{ email: 'imran@example.org' }, 'Public reply: imran@example.org has no account and won’t receive it'],
    [{ name: 'Imran' }, 'Public reply: Imran has no account and won’t receive it'],
    [undefined, 'Public reply: not delivered, because this ticket has no requester'],
  ]) {
    const { id } = await service.createTicket({
      title: 'Whom?',
      category: 'general',
      priority: 'low',
      requester,
    });
    await openTicket(page, id);
    await expect(page.getByTestId('audience')).toHaveText(String(audience));
  }
});

test('public reply can be undone for ten seconds from any page, which restores its text', async ({
  page,
  service,
  openPageAs,
}) => {
  const rita = await service.createUser('requester', 'Rita Receives');
  const { id } = await service.createTicket({
    title: 'Wrong window',
    category: 'general',
    priority: 'low',
    requester: { email: rita.email, name: rita.name },
  });
  const ritas = await openPageAs(rita);
  await ritas.goto(`/tickets/${id}`);
  await openTicket(page, id);
  const toast = page.getByTestId('toast').filter({ hasText: 'Sent to Rita Receives' });
  await page.keyboard.press('r');
  await page.keyboard.type('Meant for somebody else');
  await page.keyboard.press('Control+Shift+Enter');
  await expect(toast.getByRole('button', { name: 'Undo (z)' })).toContainText(/[1-9]\d? s/);
  await page.keyboard.press('z');
  await expect(reply(page)).toHaveValue('Meant for somebody else');
  await expect(toast).toHaveCount(0);
  expect(await service.listMessages(id)).toEqual([]);
  const undone = page.getByTestId('toast').filter({ hasText: 'Reply not sent' });
  await undone.getByRole('button', { name: 'Dismiss' }).click();
  await expect(undone).toHaveCount(0);

  await reply(page).focus();
  await page.keyboard.press('Control+Enter');
  await expect(toast).toBeVisible();
  await page.getByRole('link', { name: 'Inbox' }).last().click();
  await toast.getByRole('button', { name: 'Undo (z)' }).click();
  await expect(undone).toBeVisible();
  await openTicket(page, id);
  await expect(reply(page)).toHaveValue('Meant for somebody else');

  await reply(page).fill('Meant for you');
  await page.keyboard.press('Control+Enter');
  await expect(ritas.locator('[data-visibility=public]')).toHaveText([/Meant for you/]);
  await expect(toast).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await expect(page.getByTestId('toast')).toContainText('Nothing to undo');
  expect((await service.getTicket(id)).status).toBe('open');
});

test('note loaded while a reply is typed is offered beside it', async ({ service, openPageAs }) => {
  const { id } = await aTicketOf(service, 'Imran Sethi');
  const agent = await service.createUser('agent', 'Nora Note');
  const page = await openPageAs(agent);
  await openTicket(page, id);
  await page.keyboard.press('n');
  const saved = () =>
    page.waitForResponse((answer) => answer.url().endsWith('/draft') && answer.request().method() === 'PUT');
  const noted = saved();
  await note(page).fill('Called twice');
  await noted;
  let letThrough!: () => void;
  const typed = new Promise<void>((resolve) => (letThrough = resolve));
  await page.route(`**/api/tickets/${id}/draft`, async (route) => {
    if (route.request().method() === 'GET') await typed;
    await route.continue();
  });
  await openTicket(page, id);
  await reply(page).fill('Dear Imran');
  const both = saved();
  letThrough();
  const offered = page.getByTestId('other-draft');
  await expect(offered).toContainText('You have an unsent internal note.');
  await expect(reply(page)).toHaveValue('Dear Imran');
  await both;

  await openTicket(page, id);
  await expect(reply(page)).toHaveValue('Dear Imran');
  await offered.getByRole('button', { name: 'Open draft' }).click();
  await expect(note(page)).toHaveValue('Called twice');
  await expect(offered).toContainText('You have an unsent public reply.');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('[data-visibility=internal]')).toContainText('Called twice');
  await offered.getByRole('button', { name: 'Open draft' }).click();
  await expect(reply(page)).toHaveValue('Dear Imran');
});

test('reply written offline is sent after reconnecting', async ({ page, context, service, pageErrors }) => {
  pageErrors.expected.push(/ERR_INTERNET_DISCONNECTED|Failed to fetch|Failed to load/);
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await context.setOffline(true);
  await reply(page).fill('Written in a tunnel');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('outgoing')).toContainText('when the connection is back');
  await context.setOffline(false);
  await expect(page.getByTestId('toast').last()).toContainText('Sent to Imran Sethi', { timeout: 20_000 });
  await expect(page.getByTestId('outgoing')).toHaveCount(0);
  await page.keyboard.press('z');
  await expect(reply(page)).toHaveValue('Written in a tunnel');
  expect(await service.listMessages(id)).toEqual([]);
});

test('reply is not delivered to a requester set after it was sent', async ({ page, service }) => {
  const eve = await service.createUser('requester', 'Eve Else');
  const { id } = await aTicketOf(service, 'Imran Sethi');
  await openTicket(page, id);
  await reply(page).fill('For Imran only');
  await page.keyboard.press('Control+Enter');
  await expect(page.getByTestId('toast').last()).toContainText('Reply sent');
  await service.updateTicket(id, { requester: { name: eve.name, email: eve.email } });
  const held = page.locator('[data-visibility=public]');
  await expect(held).toContainText('Not sent: the requester has changed', { timeout: 20_000 });
  expect(await service.as(eve).listMessages(id)).toEqual([]);
  await held.getByRole('button', { name: 'Edit reply' }).click();
  await expect(reply(page)).toHaveValue('For Imran only');
  await expect(send(page)).toContainText('Send to Eve Else');
});
