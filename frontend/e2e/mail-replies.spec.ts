import { startSmtpServer } from '../../backend/test/support/smtp-server.ts';
import { expect, type ServiceClient, test } from './fixtures.ts';

// A mailbox makes replies of all tickets of the team go out by mail.
test.use({ isolationKey: 'mail-replies' });

async function createMailbox(service: ServiceClient, smtp_port: number): Promise<void> {
  await service.send('POST', '/api/mailboxes', {
    ...{ name: 'Support', address: 'support@help.example', team_id: 1 },
    ...{ smtp_host: '127.0.0.1', smtp_port, smtp_security: 'none' },
  });
}

test('a reply is mailed with a copy, undone with it, and sent again after it failed', async ({
  page,
  service,
}) => {
  const smtp = await startSmtpServer();
  try {
    const settled = { category: 'general', priority: 'low' };
    const requester = { name: 'Ada', email: 'ada@customer.example' };
    const { id } = await service.createTicket({ title: 'VPN down', requester, ...settled });
    await page.goto(`/tickets/${id}`);
    await expect(page.getByTestId('audience')).toContainText('Ada has no account and won’t receive it');
    await createMailbox(service, smtp.port);
    await page.reload();
    await expect(page.getByTestId('audience')).toContainText(
      'Public reply by mail to Ada (ada@customer.example)',
    );

    await page.getByRole('button', { name: 'Add Cc' }).click();
    const cc = page.getByRole('textbox', { name: 'Cc' });
    await expect(cc).toBeFocused();
    await cc.fill('eve@customer.example, gone@customer.example');
    const box = page.getByRole('textbox', { name: 'Public reply' });
    await box.fill('Which version do you use?');
    await page.getByTestId('send').click();
    const reply = page.locator('[data-visibility=public]');
    await expect(reply).toContainText('is sending');
    await reply.getByRole('button', { name: 'Undo' }).click();
    await expect(box).toHaveValue('Which version do you use?');
    await expect(cc).toHaveValue('eve@customer.example, gone@customer.example');

    smtp.refused.set('gone@customer.example', { code: 550, text: '5.1.1 No such user' });
    await page.getByTestId('send').click();
    const failed = reply.locator('[data-delivery=failed]');
    await expect(failed).toContainText('gone@customer.example', { timeout: 30_000 });
    await expect(failed).toContainText('550 5.1.1 No such user');
    await expect(reply.locator('[data-delivery=accepted]')).toHaveText([/ada@customer/, /eve@customer/]);
    expect(smtp.to('ada@customer.example')).toHaveLength(1);

    smtp.refused.clear();
    await reply.getByRole('button', { name: 'Send again' }).click();
    await expect(reply.locator('[data-delivery=accepted]')).toHaveCount(3);
    expect(smtp.to('gone@customer.example')).toHaveLength(1);
    expect(smtp.to('ada@customer.example')).toHaveLength(1);
  } finally {
    await smtp.stop();
  }
});
