import { type SmtpTestServer, startSmtpServer } from '../../backend/test/support/smtp-server.ts';
import { expect, type ServiceClient, test } from './fixtures.ts';

// The pages for mail start empty.
test.use({ isolationKey: 'mail' });
test.describe.configure({ mode: 'serial' });

let server: SmtpTestServer;
test.beforeAll(async () => {
  server = await startSmtpServer();
});
test.afterAll(() => server.stop());

/** Delivers a mail that a filter marked as spam. */
async function deliverSpam(service: ServiceClient, token: string, subject: string): Promise<void> {
  const headers = [
    `From: ada@example.org`,
    `To: help@example.org`,
    `Subject: ${subject}`,
    'X-Spam-Flag: YES',
  ];
  const response = await fetch(`${service.url}/api/mail/inbound`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'message/rfc822' },
    body: [...headers, '', '<b>Buy now</b>', ''].join('\r\n'),
  });
  expect(response.status).toBe(202);
}

test('a mailbox is created, tested, edited and deleted', async ({ page, pageErrors }) => {
  pageErrors.expected.push(/400 \(Bad Request\)/);
  await page.goto('/settings/mailboxes');
  await expect(page.getByText('No mailboxes yet')).toBeVisible();
  await page.getByRole('button', { name: 'New mailbox' }).click();
  const address = page.getByRole('textbox', { name: 'Email address' });
  await expect(address).toBeFocused();
  await address.fill('support@example.org');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Support');
  await page.getByRole('checkbox', { name: 'Fetch mail from an IMAP server' }).uncheck();
  const host = page.getByRole('textbox', { name: 'Server' });
  await host.fill('not a host');
  await page.getByRole('combobox', { name: 'Encryption' }).selectOption('None');
  await page.getByRole('spinbutton', { name: 'Port' }).fill(String(server.port));
  await page.getByRole('textbox', { name: 'User' }).fill('support');
  const password = page.getByRole('textbox', { name: 'Password' });
  await password.fill('wrong');
  const save = page.getByRole('button', { name: 'Save' });
  await save.click();
  await expect(host).toBeFocused();
  await expect(page.getByText('Enter a host name')).toBeVisible();
  await host.fill('127.0.0.1');
  await save.click();

  const mailbox = page.getByRole('listitem').filter({ hasText: 'support@example.org' });
  const tested = mailbox.getByTestId('connection-test');
  await expect(tested).toContainText('Sending (SMTP): User or password is incorrect.');
  await expect(tested).toContainText('enter the password again');

  await mailbox.getByRole('button', { name: /^Edit/ }).click();
  await expect(password).toHaveValue('');
  await expect(password).toHaveAttribute('placeholder', /^Stored/);
  await password.fill('mail secret');
  await save.click();
  await expect(tested).toContainText('Sending (SMTP): the connection works.');

  await mailbox.getByRole('button', { name: /^Edit/ }).click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Help');
  await save.click();
  await expect(mailbox.getByRole('heading', { name: 'Help' })).toBeVisible();
  await page.reload();
  await mailbox.getByRole('button', { name: 'Test connection' }).click();
  await expect(tested).toContainText('the connection works');
  await expect(mailbox.getByTestId('ledger')).toContainText(/Received\s*0/);

  await mailbox.getByRole('button', { name: 'Delete Help' }).click();
  await mailbox.getByRole('button', { name: 'Delete mailbox' }).click();
  await expect(page.getByText('No mailboxes yet')).toBeVisible();
});

test('mail that arrives by HTTP is read in quarantine, released and deleted', async ({ page, service }) => {
  await service.send('POST', '/api/mailboxes', { name: 'Gateway', address: 'help@example.org', team_id: 1 });
  await page.goto('/settings/mailboxes');
  const mailbox = page.getByRole('listitem').filter({ hasText: 'help@example.org' });
  await expect(mailbox).toContainText('Receives no mail');
  await mailbox.getByText('Receive mail by HTTP').click();
  await mailbox.getByRole('button', { name: 'Create token' }).click();
  const token = await mailbox.getByTestId('secret').inputValue();
  await expect(mailbox).toContainText('By HTTP only');
  await expect(mailbox.getByRole('button', { name: /Replace token/ })).toBeVisible();
  await deliverSpam(service, token, 'An offer');
  await deliverSpam(service, token, 'Another offer');
  const inQuarantine = async () =>
    (await service.send<{ results: unknown[] }>('GET', '/api/quarantine')).results.length;
  await expect.poll(inQuarantine).toBe(2);

  await page.goto('/settings/quarantine');
  const offer = page.getByRole('listitem').filter({ hasText: /^An offer/ });
  await expect(offer).toContainText('ada@example.org');
  await expect(offer).toContainText('Marked as spam by a mail filter');
  await expect(offer).toContainText('Gateway');
  await offer.getByRole('button', { name: 'Read An offer' }).click();
  await expect(offer.getByTestId('mail-text')).toHaveText('<b>Buy now</b>');
  const downloading = page.waitForEvent('download');
  await offer.getByRole('link', { name: 'Download An offer' }).click();
  expect((await downloading).suggestedFilename()).toMatch(/^mail-\d+\.eml$/);

  await offer.getByRole('button', { name: 'Release An offer' }).click();
  await expect(offer).toHaveCount(0);
  await page.getByRole('button', { name: 'Open ticket' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('An offer');

  await page.goto('/settings/quarantine');
  const other = page.getByRole('listitem').filter({ hasText: 'Another offer' });
  await other.getByRole('button', { name: 'Delete Another offer' }).click();
  await other.getByRole('button', { name: 'Delete mail' }).click();
  await expect(page.getByText('No mail in quarantine')).toBeVisible();
  await page.goto('/settings/mailboxes');
  await expect(mailbox.getByTestId('ledger')).toContainText(/Received\s*2\s*Tickets created\s*1/);
  await expect(mailbox).toContainText('Deleted from quarantine (1)');
});
