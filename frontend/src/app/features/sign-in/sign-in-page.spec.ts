import { TestBed } from '@angular/core/testing';
import { ApiProblem } from '../../core/api-problem';
import { Session } from '../../core/session';
import SignInPage from './sign-in-page';

describe('SignInPage', () => {
  const signIn = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    signIn.mockReset();
    TestBed.configureTestingModule({
      providers: [{ provide: Session, useValue: { signIn, me: () => null } }],
    });
  });
  afterEach(() => vi.useRealTimers());

  async function submit(returnTo?: string) {
    const page = TestBed.createComponent(SignInPage);
    if (returnTo) page.componentRef.setInput('return', returnTo);
    page.detectChanges();
    const root = page.nativeElement as HTMLElement;
    root.querySelector<HTMLInputElement>('#email')!.value = ' ada@example.org ';
    root.querySelector<HTMLInputElement>('#password')!.value = ' secret ';
    root.querySelector('form')!.dispatchEvent(new Event('submit'));
    await vi.advanceTimersByTimeAsync(0);
    page.detectChanges();
    return {
      page,
      text: () => root.textContent,
      button: root.querySelector<HTMLButtonElement>('[type=submit]')!,
    };
  }

  it('submits the entered values, with the password unchanged', async () => {
    await submit('/tickets/7');
    expect(signIn).toHaveBeenCalledWith('ada@example.org', ' secret ', '/tickets/7');
  });

  it('never redirects to another origin', async () => {
    await submit('//elsewhere.example');
    expect(signIn).toHaveBeenLastCalledWith('ada@example.org', ' secret ', '/');
  });

  it('reports wrong credentials without naming the field', async () => {
    signIn.mockRejectedValueOnce(new ApiProblem(401, 'Sign in', 'x'));
    expect((await submit()).text()).toContain('Email or password is incorrect.');
  });

  it('counts down after too many attempts', async () => {
    signIn.mockRejectedValueOnce(new ApiProblem(429, 'Too many', 'x', 'request.too_many', [], 3));
    const { page, text, button } = await submit();
    expect(text()).toContain('Try again in 3 seconds.');
    expect(button.disabled).toBe(true);
    await vi.advanceTimersByTimeAsync(2000);
    page.detectChanges();
    expect(text()).toContain('Try again in 1 second.');
    await vi.advanceTimersByTimeAsync(1000);
    page.detectChanges();
    expect(text()).not.toContain('Try again');
    expect(button.disabled).toBe(false);
  });

  it('reports an unavailable service', async () => {
    signIn.mockRejectedValueOnce(new ApiProblem(0, 'No connection', 'x'));
    expect((await submit()).text()).toContain('The server is unreachable');
  });
});
