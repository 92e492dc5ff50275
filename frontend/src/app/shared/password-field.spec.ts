import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { PasswordField } from './password-field';
import { PasswordFieldHarness } from './password-field.harness';

describe('PasswordField', () => {
  it('shows the password on request, and hides it again when cleared', async () => {
    const fixture = TestBed.createComponent(PasswordField);
    fixture.componentRef.setInput('name', 'password');
    fixture.componentRef.setInput('label', 'Password');
    fixture.componentRef.setInput('autocomplete', 'current-password');
    const field = await TestbedHarnessEnvironment.harnessForFixture(fixture, PasswordFieldHarness);

    await field.setValue(' secret ');
    expect(fixture.componentInstance.value()).toBe(' secret ');
    expect(await field.isVisible()).toBe(false);
    await field.toggleVisibility();
    expect(await field.isVisible()).toBe(true);

    fixture.componentInstance.clear();
    expect(await field.value()).toBe('');
    expect(await field.isVisible()).toBe(false);
  });
});
