import { expect, test } from './fixtures.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const text = (name: string) => ({ name, mimeType: 'text/plain', buffer: Buffer.from(`Content of ${name}`) });

test('a requester attaches files to a request, and an agent sees, previews and downloads them', async ({
  service,
  openPageAs,
}) => {
  const rita = await service.createUser('requester', 'Rita Attaches');
  const page = await openPageAs(rita);
  await page.goto('/tickets/new');
  await page.getByLabel('Title').fill('Screen with stripes');
  await page.getByLabel('Description').fill('See the picture.');
  await page
    .getByTestId('file-chooser')
    .setInputFiles([
      { name: 'screen.png', mimeType: 'image/png', buffer: PNG },
      text('notes.txt'),
      text('wrong.txt'),
    ]);
  const uploads = page.getByTestId('uploads').getByRole('listitem');
  await expect(uploads).toHaveCount(3);
  await page.getByRole('button', { name: 'Remove wrong.txt' }).click();
  await expect(uploads).toHaveCount(2);
  await page.reload();
  for (const name of ['screen.png', 'notes.txt'])
    await expect(uploads.filter({ hasText: name })).toHaveCount(1);
  await page.getByRole('button', { name: 'Submit request' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Screen with stripes' })).toBeVisible();
  const files = page.getByTestId('attachments').getByRole('listitem');
  // In the order in which the uploads ended.
  await expect(files).toHaveCount(2);
  for (const name of ['screen.png', 'notes.txt'])
    await expect(files.filter({ hasText: name })).toHaveCount(1);
  const path = new URL(page.url()).pathname;

  const grace = await service.createUser('agent', 'Grace Previews');
  const agentPage = await openPageAs(grace);
  await agentPage.goto(path);
  await agentPage.getByRole('button', { name: 'Show screen.png' }).click();
  const image = agentPage.getByRole('dialog').getByRole('img', { name: 'screen.png' });
  await expect.poll(() => image.evaluate((each: HTMLImageElement) => each.naturalWidth)).toBe(1);
  await agentPage.keyboard.press('Escape');
  await expect(agentPage.getByRole('dialog')).toHaveCount(0);
  const downloading = agentPage.waitForEvent('download');
  await agentPage.getByRole('link', { name: 'Download notes.txt' }).click();
  expect((await downloading).suggestedFilename()).toBe('notes.txt');
});

test('files of a reply are pasted and dropped, survive a reload, and come back when it is undone', async ({
  service,
  openPageAs,
}) => {
  const { id } = await service.createTicket({ title: 'Files', category: 'general', priority: 'low' });
  const agent = await service.createUser('agent', 'Gus Drops');
  const page = await openPageAs(agent);
  await page.goto(`/tickets/${id}`);
  const box = page.getByRole('textbox', { name: 'Public reply' });
  await box.fill('See the files.');
  for (const type of ['paste', 'drop']) {
    await box.evaluate((target, event) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([event], `${event}ed.txt`, { type: 'text/plain' }));
      const options = { bubbles: true, cancelable: true };
      target.dispatchEvent(
        event === 'paste'
          ? new ClipboardEvent('paste', { ...options, clipboardData: transfer })
          : new DragEvent('drop', { ...options, dataTransfer: transfer }),
      );
    }, type);
  }
  const uploads = page.getByTestId('uploads').getByRole('listitem');
  await expect(uploads).toHaveText([/pasteed\.txt/, /droped\.txt/]);
  await expect(page.getByRole('progressbar')).toHaveCount(0);
  await expect
    .poll(
      async () =>
        // Without a draft, the answer is empty.
        (
          await service
            .as(agent)
            .get<{ attachments: object[] }>(`/${id}/draft`)
            .catch(() => undefined)
        )?.attachments.length,
    )
    .toBe(2);
  await page.reload();
  await expect(uploads).toHaveCount(2);

  await page.getByTestId('send').click();
  await expect(page.getByTestId('timeline').getByTestId('attachments')).toContainText('pasteed.txt');
  await expect(uploads).toHaveCount(0);
  await page.getByTestId('timeline').getByRole('button', { name: 'Undo' }).click();
  await expect(box).toHaveValue('See the files.');
  await expect(uploads).toHaveCount(2);

  // A note has its own files.
  await box.fill('');
  await page.getByRole('button', { name: /Remove pasteed/ }).click();
  await expect(uploads).toHaveCount(1);
});

test('a failed upload can be retried, and a running one canceled', async ({
  service,
  openPageAs,
  pageErrors,
}) => {
  pageErrors.expected.push(/Failed to load resource|net::ERR/);
  const { id } = await service.createTicket({ title: 'Retry', category: 'general', priority: 'low' });
  const agent = await service.createUser('agent', 'Ina Retries');
  const page = await openPageAs(agent);
  await page.goto(`/tickets/${id}`);
  await page.getByRole('textbox', { name: 'Public reply' }).fill('See the file.');
  await page.route('**/api/attachments?*', (route) => route.abort());
  await page.getByTestId('file-chooser').setInputFiles([text('retry.txt')]);
  const uploads = page.getByTestId('uploads').getByRole('listitem');
  await expect(uploads.getByRole('alert')).toBeVisible();
  await expect(page.getByTestId('send')).toBeDisabled();
  await page.unroute('**/api/attachments?*');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByTestId('send')).toBeEnabled();

  await page.route('**/api/attachments?*', () => undefined);
  await page.getByTestId('file-chooser').setInputFiles([text('slow.txt')]);
  await expect(page.getByRole('progressbar')).toHaveCount(1);
  await expect(page.getByTestId('send')).toBeDisabled();
  await page.getByRole('button', { name: 'Cancel upload of slow.txt' }).click();
  await expect(uploads).toHaveText([/retry\.txt/]);
  await expect(page.getByTestId('send')).toBeEnabled();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`attachments fit a phone in ${colorScheme}`, async ({ service, openPageAs }) => {
    const { id } = await service.createTicket({ title: 'Phone', category: 'general', priority: 'low' });
    const agent = await service.createUser('agent', `Pia Phone ${colorScheme}`);
    const page = await openPageAs(agent);
    await page.setViewportSize({ width: 390, height: 800 });
    await page.emulateMedia({ colorScheme });
    await page.goto(`/tickets/${id}`);
    await page.getByRole('textbox', { name: 'Public reply' }).fill('See the files.');
    const name = `${'a-long-name-'.repeat(15)}.png`;
    await page
      .getByTestId('file-chooser')
      .setInputFiles([{ name, mimeType: 'image/png', buffer: PNG }, text('notes.txt')]);
    await expect(page.getByTestId('send')).toBeEnabled();
    const overflow = () =>
      page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(await overflow()).toBe(0);
    await page.screenshot({ path: test.info().outputPath('composer.png') });
    await page.getByTestId('send').click();
    await expect(page.getByTestId('timeline').getByTestId('attachments')).toBeVisible();
    expect(await overflow()).toBe(0);
    await page.screenshot({ path: test.info().outputPath('conversation.png'), fullPage: true });
  });
}
