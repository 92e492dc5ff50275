import { HttpErrorResponse } from '@angular/common/http';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { Api } from '../../../api/api';
import { mailboxesCreate } from '../../../api/fn/mail/mailboxes-create';
import { mailboxesUpdate } from '../../../api/fn/mail/mailboxes-update';
import { MailboxForm } from './mailbox-form';
import type { Mailbox } from './mailbox-values';
import { MailboxesStore } from './mailboxes-store';

const stored: Mailbox = {
  ...{ id: 7, name: 'Support', address: 'support@example.org', aliases: [], team_id: 1, from_name: '' },
  ...{ signature: '', active: true, imap_host: 'imap.example.org', imap_port: 993, imap_security: 'tls' },
  ...{ imap_user: 'support', has_imap_password: true, imap_folder: 'INBOX', fetch_policy: 'new' },
  ...{ after_fetch: 'leave', move_to: null, smtp_host: 'smtp.example.org', smtp_port: 587 },
  ...{ smtp_security: 'starttls', smtp_user: 'support', has_smtp_password: true },
  ...{ has_inbound_token: false, last_fetched_at: null, failing_since: null, last_error: null },
  ...{ next_attempt_at: null, created_at: '2026-11-24T05:00:01.120Z', version: 1 },
  updated_at: '2026-11-24T05:00:01.120Z',
};

function refusal(field: string, code: string): HttpErrorResponse {
  const error = { code: 'input.invalid', errors: [{ field, code, params: {}, message: '' }] };
  return new HttpErrorResponse({ status: 400, error });
}

describe('MailboxForm', () => {
  const invoke = vi.fn();
  const closed = vi.fn();

  beforeEach(() => {
    invoke.mockReset().mockResolvedValue(stored);
    closed.mockReset();
  });

  async function show(mailbox: Mailbox | null) {
    TestBed.configureTestingModule({
      providers: [provideRouter([]), MailboxesStore, { provide: Api, useValue: { invoke } }],
    });
    const fixture = TestBed.createComponent(MailboxForm);
    fixture.componentRef.setInput('mailbox', mailbox);
    fixture.componentInstance.closed.subscribe(closed);
    await fixture.whenStable();
    const element = fixture.nativeElement as HTMLElement;
    const id = `mailbox-${mailbox?.id ?? 'new'}`;
    const control = (name: string) => element.querySelector<HTMLInputElement>(`#${id}-${name}`);
    const enter = async (name: string, value: string) => {
      const box = control(name)!;
      box.value = value;
      box.dispatchEvent(new Event(box.tagName === 'SELECT' ? 'change' : 'input'));
      await fixture.whenStable();
    };
    const check = async (label: string) => {
      const labels = [...element.querySelectorAll('label')];
      labels
        .find((each) => each.textContent.includes(label))!
        .querySelector('input')!
        .click();
      await fixture.whenStable();
    };
    const save = async () => {
      element.querySelector('form')!.dispatchEvent(new Event('submit'));
      await fixture.whenStable();
    };
    const body = () => (invoke.mock.lastCall![1] as { body: object }).body;
    const error = (name: string) => element.querySelector(`#${id}-${name}-error`)?.textContent;
    return { element, control, enter, check, save, body, error };
  }

  it('fills in the servers of a provider, and the address as user', async () => {
    const form = await show(null);
    await form.enter('address', 'help@example.org');
    await form.enter('provider', 'google');
    const filled = ['imap-host', 'imap-port', 'imap-security', 'imap-user', 'smtp-host', 'smtp-port'];
    expect(filled.map((name) => form.control(name)!.value)).toEqual([
      ...['imap.gmail.com', '993', 'tls', 'help@example.org', 'smtp.gmail.com', '587'],
    ]);
    expect(form.control('smtp-security')!.value).toBe('starttls');
    expect(form.element.textContent).toContain('create an app password');
    await form.enter('provider', 'other');
    expect(form.control('imap-host')!.value).toBe('');
    expect(form.element.textContent).not.toContain('create an app password');
  });

  it('changes the usual port with the encryption, and no other port', async () => {
    const form = await show(null);
    await form.enter('imap-security', 'starttls');
    expect(form.control('imap-port')!.value).toBe('143');
    await form.enter('imap-port', '10143');
    await form.enter('imap-security', 'tls');
    expect(form.control('imap-port')!.value).toBe('10143');
  });

  it('sends the login for receiving also for sending', async () => {
    const form = await show(null);
    await form.enter('name', ' Help ');
    await form.enter('address', 'help@example.org');
    await form.enter('aliases', 'info@example.org, hello@example.org');
    await form.enter('provider', 'microsoft');
    await form.enter('imap-password', 'secret');
    expect(form.control('smtp-user')).toBeNull();
    await form.save();
    expect(invoke.mock.lastCall![0]).toBe(mailboxesCreate);
    expect(form.body()).toEqual({
      ...{ name: 'Help', address: 'help@example.org', from_name: '', team_id: 1, active: true },
      ...{ signature: '', aliases: ['info@example.org', 'hello@example.org'] },
      ...{ imap_host: 'outlook.office365.com', imap_port: 993, imap_security: 'tls' },
      ...{ imap_user: 'help@example.org', imap_password: 'secret', imap_folder: 'INBOX' },
      ...{ fetch_policy: 'new', after_fetch: 'leave', move_to: null },
      ...{ smtp_host: 'smtp.office365.com', smtp_port: 587, smtp_security: 'starttls' },
      ...{ smtp_user: 'help@example.org', smtp_password: 'secret' },
    });
    expect(closed).toHaveBeenCalledWith(stored);
  });

  it('does not send an empty password if one is stored', async () => {
    const form = await show(stored);
    expect(form.control('imap-password')!.placeholder).toContain('Stored');
    await form.enter('name', 'Help');
    await form.save();
    expect(invoke.mock.lastCall![0]).toBe(mailboxesUpdate);
    expect(form.body()).toMatchObject({ name: 'Help', smtp_user: 'support' });
    expect(Object.keys(form.body()).filter((field) => field.endsWith('password'))).toEqual([]);
  });

  it('asks for a password that is not stored', async () => {
    const form = await show(null);
    await form.save();
    expect(invoke).not.toHaveBeenCalledWith(mailboxesCreate, expect.anything());
    expect(form.error('imap-password')).toBe('Enter the password.');
  });

  it('asks for the password again to use it for sending too', async () => {
    const form = await show({ ...stored, smtp_host: null, smtp_user: null, has_smtp_password: false });
    await form.check('Send mail through an SMTP server');
    await form.enter('smtp-host', 'smtp.example.org');
    await form.save();
    expect(form.error('imap-password')).toBe('Enter the password.');
    await form.enter('imap-password', 'secret');
    await form.save();
    expect(form.body()).toMatchObject({ smtp_user: 'support', smtp_password: 'secret' });
  });

  it('removes the login of a server that requires none', async () => {
    const form = await show(stored);
    await form.check('Same user and password');
    await form.enter('smtp-user', '');
    await form.save();
    expect(form.body()).toMatchObject({ smtp_user: null, smtp_password: null });
  });

  it('removes the server if mail is not fetched', async () => {
    const form = await show({ ...stored, smtp_user: 'mailer' });
    await form.check('Fetch mail from an IMAP server');
    expect(form.control('imap-host')).toBeNull();
    await form.save();
    expect(form.body()).toMatchObject({ imap_host: null, imap_user: null, imap_password: null });
    expect(form.body()).toMatchObject({ smtp_host: 'smtp.example.org', smtp_user: 'mailer' });
  });

  it('shows the errors of fields at them', async () => {
    invoke.mockImplementation((call: unknown) =>
      call === mailboxesUpdate ? Promise.reject(refusal('imap_host', 'host_invalid')) : Promise.resolve(),
    );
    const form = await show(stored);
    await form.enter('imap-host', 'imap example');
    await form.save();
    expect(form.error('imap-host')).toContain('Enter a host name');
    expect(form.control('imap-host')!.getAttribute('aria-invalid')).toBe('true');
    expect(form.element.querySelector('[role=alert]')).toBeNull();
    expect(closed).not.toHaveBeenCalled();
  });

  it('shows an error of the hidden password for sending at that for receiving', async () => {
    invoke.mockRejectedValue(refusal('smtp_password', 'required'));
    const form = await show(stored);
    await form.enter('smtp-host', 'other.example.org');
    await form.save();
    expect(form.error('imap-password')).toBe('This field is required.');
  });
});
