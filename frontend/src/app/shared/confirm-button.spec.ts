import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { ConfirmButton } from './confirm-button';
import { ConfirmButtonHarness } from './confirm-button.harness';

describe('ConfirmButton', () => {
  async function create() {
    const fixture = TestBed.createComponent(ConfirmButton);
    fixture.componentRef.setInput('label', 'Revoke');
    fixture.componentRef.setInput('question', 'Revoke this token?');
    fixture.componentRef.setInput('confirmLabel', 'Revoke token');
    const confirmed = vi.fn();
    fixture.componentInstance.confirmed.subscribe(confirmed);
    document.body.append(fixture.nativeElement as HTMLElement);
    return {
      button: await TestbedHarnessEnvironment.harnessForFixture(fixture, ConfirmButtonHarness),
      confirmed,
    };
  }

  it('acts only after the confirmation, which has the focus', async () => {
    const { button, confirmed } = await create();
    await button.click('Revoke');
    expect(await button.confirmation()).toBe('Revoke this token?');
    expect(await button.focusedButton()).toBe('Revoke token');
    expect(confirmed).not.toHaveBeenCalled();
    await button.click('Revoke token');
    expect(confirmed).toHaveBeenCalledOnce();
    expect(await button.confirmation()).toBeNull();
  });

  it('returns to the first button when cancelled', async () => {
    const { button, confirmed } = await create();
    await button.click('Revoke');
    await button.click('Cancel');
    expect(await button.confirmation()).toBeNull();
    expect(await button.focusedButton()).toBe('Revoke');
    expect(confirmed).not.toHaveBeenCalled();
  });
});
